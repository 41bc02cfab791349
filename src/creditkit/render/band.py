"""Bars within a band: what is expected in each week, how far it may be off, and a mark for what falls due."""

from __future__ import annotations

from creditkit.render.svg import BLUE, known, label_of, legend, line, opening, rect, text, ticks, width_of
from creditkit.report.blocks import Chart

_BAND, _MARK = "#cfdfec", "#c8702a"
_PLOT, _BELOW = 200.0, 30.0


def band(chart: Chart, width: float) -> str:
    """series: expected, low, high, and optionally a mark.  A week without low and high has a bar and no band."""
    expected, low, high, *mark = chart.series
    values = known(chart)
    marks = ticks(min(*values, 0.0), max(*values, 0.0))
    left, right = max(width_of(label_of(each, chart.unit)) for each in marks) + 12, 6.0
    names = [(BLUE, str(expected.label))]
    if any(value is not None for value in high.values):
        names.append((_BAND, f"{low.label} – {high.label}"))
    names += [(_MARK, str(series.label)) for series in mark]
    keys, top = legend(names, left, width)
    top += 12
    scale = _PLOT / (marks[-1] - marks[0])
    slot = (width - left - right) / len(chart.categories)

    def y_of(value: float) -> float:
        return top + (marks[-1] - value) * scale

    parts = [*opening(chart, width, top + _PLOT + _BELOW), *keys]
    for each in marks:
        parts.append(line(left, y_of(each), width - right, y_of(each), "zero" if each == 0 else "grid"))
        parts.append(text(left - 7, y_of(each) + 4, label_of(each, chart.unit), "tick", "end"))
    shown = _every(chart, slot)
    for place, name in enumerate(chart.categories):
        x = left + slot * place
        least, most, value = low.values[place], high.values[place], expected.values[place]
        if least is not None and most is not None:
            parts.append(rect(x + slot * 0.08, y_of(most), slot * 0.84, y_of(least) - y_of(most), _BAND, "solid"))
        if value is not None:
            parts.append(rect(x + slot * 0.3, y_of(value), slot * 0.4, y_of(0) - y_of(value), BLUE, "solid"))
        for series in mark:
            at = series.values[place]
            if at:
                parts.append(rect(x + slot * 0.08, y_of(at) - 1.2, slot * 0.84, 2.4, _MARK, "solid"))
        if place % shown == 0:
            parts.append(text(x + slot / 2, top + _PLOT + 18, str(name), "label", "middle"))
    return "".join([*parts, line(left, y_of(0), width - right, y_of(0), "zero")]) + "</svg>"


def _every(chart: Chart, slot: float) -> int:
    """Every how manyth name there is room for."""
    widest = max(width_of(str(name)) for name in chart.categories) + 6
    return max(1, -(-int(widest) // max(int(slot), 1)))
