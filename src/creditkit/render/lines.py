"""Line charts: a trend over months, with gaps where there is no value."""

from __future__ import annotations

from collections.abc import Callable

from creditkit.render.svg import BLUE, known, label_of, legend, line, opening, short, text, ticks, width_of
from creditkit.report.blocks import Chart

_Place = Callable[[int], float]
_Height = Callable[[float], float]
_STYLES = ((BLUE, ""), ("#c8702a", ' stroke-dasharray="6 3"'), ("#5b6875", ' stroke-dasharray="2 3"'))
_PLOT, _BELOW, _APART = 190.0, 32.0, 14.0


def lines(chart: Chart, width: float) -> str:
    """One line for each series, its last value beside it, and every value of the first where there is room."""
    values = known(chart)
    low, high = min(values), max(values)
    # A trend between 60 and 80 days is flat on an axis from 0; one that comes near 0 keeps it.
    marks = ticks(0.0 if 0 <= low < 0.4 * high else low, high)
    unit = chart.unit if chart.unit != "days" else "money"
    left = max(width_of(label_of(mark, unit)) for mark in marks) + 12
    right = max(width_of(label_of(value, chart.unit)) for value in values) + 14
    names = [(_STYLES[place % 3][0], str(series.label)) for place, series in enumerate(chart.series)]
    keys, top = legend(names, left, width) if len(names) > 1 else ([], 0.0)
    top += 14
    scale = _PLOT / (marks[-1] - marks[0])
    step = (width - left - right - 24) / max(len(chart.categories) - 1, 1)

    def x_of(place: int) -> float:
        return left + 12 + place * step

    def y_of(value: float) -> float:
        return top + (marks[-1] - value) * scale

    parts = [*opening(chart, width, top + _PLOT + _BELOW), *keys]
    for mark in marks:
        parts.append(line(left, y_of(mark), width - right, y_of(mark), "zero" if mark == 0 else "grid"))
        parts.append(text(left - 7, y_of(mark) + 4, short(mark), "tick", "end"))
    for number, series in reversed(list(enumerate(chart.series))):
        colour, dash = _STYLES[number % 3]
        path, drawing = [], False
        for place, value in enumerate(series.values):
            if value is not None:
                path.append(f"{'L' if drawing else 'M'}{x_of(place):.1f} {y_of(value):.1f}")
                parts.append(f'<circle cx="{x_of(place):.1f}" cy="{y_of(value):.1f}" r="2.6" fill="{colour}"/>')
            drawing = value is not None
        parts.append(f'<path d="{" ".join(path)}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
    parts += _first_values(chart, step, x_of, y_of)
    parts += _last_values(chart, width - right + 5, y_of)
    return "".join([*parts, *_months(chart, step, top + _PLOT + 20, x_of)]) + "</svg>"


def _first_values(chart: Chart, step: float, x_of: _Place, y_of: _Height) -> list[str]:
    """The values of the first series above its points, as many as fit; the last stands at the end of the line."""
    series = chart.series[0].values
    widest = max(width_of(label_of(value, chart.unit)) for value in series)
    every = max(1, -int(-(widest + 4) // max(step, 1)))
    parts = []
    for place, value in enumerate(series[:-1]):
        if value is None or place % every:
            continue
        before, after = series[place - 1] if place else None, series[place + 1]
        # In a dip the lines run above the point, so the number goes below.
        dip = before is not None and after is not None and value < min(before, after)
        at = y_of(value) + 17 if dip else y_of(value) - 8
        parts.append(text(x_of(place), at, label_of(value, chart.unit), "value", "middle"))
    return parts


def _last_values(chart: Chart, x: float, y_of: _Height) -> list[str]:
    """The last value of each line at its end, moved apart where they would overlap."""
    ends = [
        (y_of(series.values[-1]), label_of(series.values[-1], chart.unit), _STYLES[number % 3][0])
        for number, series in enumerate(chart.series)
        if series.values[-1] is not None
    ]
    parts, below = [], 0.0
    for y, shown, colour in sorted(ends):
        below = max(y, below + _APART)
        parts.append(text(x, below + 4, shown, "value", colour=colour))
    return parts


def _months(chart: Chart, step: float, y: float, x_of: _Place) -> list[str]:
    """Names below the axis, as many as fit, the last one always."""
    last = len(chart.categories) - 1
    widest = max(width_of(str(name)) for name in chart.categories)
    every = max(1, -int(-(widest + 10) // max(step, 1)))
    shown = [place for place in range(last + 1) if (last - place) % every == 0]
    return [text(x_of(place), y, str(chart.categories[place]), "label", "middle") for place in shown]
