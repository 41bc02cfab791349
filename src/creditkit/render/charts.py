"""Charts as inline SVG: readable on screen, on a phone and on paper, without a script.

Each chart is drawn twice, wide and narrow; the style sheet shows the one that fits.
"""

from __future__ import annotations

from creditkit.render.band import band
from creditkit.render.lines import lines
from creditkit.render.rows import gauge, stacked
from creditkit.render.svg import BLUE, RED, known, label_of, legend, line, nothing, opening, rect, text, ticks, width_of
from creditkit.report.blocks import Chart

WIDE, NARROW = 760.0, 350.0
_PLOT, _BELOW = 190.0, 30.0
_COLOURS = (BLUE, "#c8702a", "#7f8c8d")


def chart_svg(chart: Chart, width: float = WIDE) -> str:
    """The chart as an SVG element `width` wide, with a title, and every value in its description.

    bars: upright, or lying where a label would not fit; stacked and gauge: lying; lines: with gaps where a value is null.
    """
    if not known(chart):
        return nothing(chart, width)
    match chart.kind:
        case "band":
            return band(chart, width)
        case "lines":
            return lines(chart, width)
        case "gauge":
            return gauge(chart, width)
        case "stacked":
            return stacked(chart, width)
    return _bars(chart, width) if _labels_fit(chart, width) else stacked(chart, width)


def _labels_fit(chart: Chart, width: float) -> bool:
    slot = (width - 70) / len(chart.categories)
    bar = slot / len(chart.series)
    marks = [width_of(label_of(value, chart.unit)) for series in chart.series for value in series.values]
    return max(width_of(str(name)) for name in chart.categories) <= slot and max(marks) <= bar + 4


def _bars(chart: Chart, width: float) -> str:
    """One bar for each value, its number above it, or below it where it is negative."""
    values = known(chart)
    marks = ticks(min(*values, 0.0), max(*values, 0.0), whole=chart.unit == "count")
    low, high = marks[0], marks[-1]
    names = [(_COLOURS[place % 3], str(series.label)) for place, series in enumerate(chart.series)]
    left, right = max(width_of(label_of(mark, _axis_unit(chart))) for mark in marks) + 12, 6.0
    keys, top = legend(names, left, width) if len(names) > 1 else ([], 0.0)
    top += 20
    scale = _PLOT / (high - low)
    under = 16.0 if low < 0 else 0.0

    def y_of(value: float) -> float:
        return top + (high - value) * scale

    parts = [*opening(chart, width, top + _PLOT + under + _BELOW), *keys]
    for mark in marks:
        parts.append(line(left, y_of(mark), width - right, y_of(mark), "zero" if mark == 0 else "grid"))
        parts.append(text(left - 7, y_of(mark) + 4, label_of(mark, _axis_unit(chart)), "tick", "end"))
    slot = (width - left - right) / len(chart.categories)
    wide = min(slot * 0.72 / len(chart.series), 74)
    for place, name in enumerate(chart.categories):
        centre = left + slot * (place + 0.5)
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            x = centre + (number - len(chart.series) / 2) * wide
            edge = y_of(value)
            colour = RED if value < 0 else names[number][0]
            if value:
                parts.append(rect(x, min(edge, y_of(0)), wide - 2, max(abs(edge - y_of(0)), 0.6), colour, "solid"))
            at = edge - 5 if value >= 0 else edge + 14
            parts.append(text(x + wide / 2 - 1, at, label_of(value, chart.unit), "value", "middle"))
        parts.append(text(centre, top + _PLOT + under + 18, str(name), "label", "middle"))
    return "".join([*parts, line(left, y_of(0), width - right, y_of(0), "zero")]) + "</svg>"


def _axis_unit(chart: Chart) -> str:
    return "money" if chart.unit == "days" else chart.unit
