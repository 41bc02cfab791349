"""Charts of lying bars, one row for each customer: stacked by bucket, or measured against a limit."""

from __future__ import annotations

from creditkit.render.svg import (
    BLUE,
    GREY,
    LIMIT,
    RED,
    cut,
    known,
    label_of,
    legend,
    line,
    opening,
    rect,
    text,
    width_of,
)
from creditkit.report.blocks import Chart
from creditkit.words import say

# From calm to alarming, each step darker than the one before, so that the order survives a copy without colour.
_STEPS = ("#b8cddd", "#f2d18b", "#eaa95f", "#d97a3d", "#b9472f", "#7c231f", "#4d1414")
_BAR, _ROW = 15.0, 27.0


class _Rows:
    """Where names, bars and values stand: names beside the bars, or above them where the chart is narrow."""

    def __init__(self, chart: Chart, width: float, low: float, high: float, values: list[str]) -> None:
        self.narrow = width < 500
        self.width = width
        widest = max(width_of(str(name)) for name in chart.categories)
        self.left = 2.0 if self.narrow else min(widest + 10, 290.0)
        self.right = max(width_of(value) for value in values) + 14
        self.row = _ROW + 16 if self.narrow else _ROW
        self.low = low
        self.scale = (width - self.left - self.right) / ((high - low) or 1.0)

    def x_of(self, value: float) -> float:
        return self.left + (value - self.low) * self.scale

    def bar_top(self, top: float, place: int) -> float:
        return top + place * self.row + (19 if self.narrow else 5)

    def name(self, name: str, y: float) -> str:
        if self.narrow:
            return text(self.left, y - 5, cut(name, self.width - 4), full=name)
        return text(self.left - 8, y + 12, cut(name, self.left - 10), anchor="end", full=name)


def stacked(chart: Chart, width: float) -> str:
    """Positive parts one after the other to the right of zero, negative ones to the left; the sum at the end."""
    parts_of = [[series.values[place] or 0.0 for series in chart.series] for place in range(len(chart.categories))]
    ups = [sum(value for value in parts if value > 0) for parts in parts_of]
    downs = [sum(value for value in parts if value < 0) for parts in parts_of]
    sums = [label_of(sum(parts), chart.unit) for parts in parts_of]
    rows = _Rows(chart, width, min(downs), max(*ups, 0.0), sums)
    colours = _colours(chart, parts_of)
    # A series without any value has no colour to be told.
    names = [
        (colour, str(series.label)) for colour, series in zip(colours, chart.series, strict=True) if any(series.values)
    ]
    keys, top = legend(names, 2, width) if len(chart.series) > 1 else ([], 4.0)
    parts = [*opening(chart, width, top + rows.row * len(parts_of) + 6), *keys]
    for place, (name, values) in enumerate(zip(chart.categories, parts_of, strict=True)):
        y = rows.bar_top(top, place)
        parts.append(rows.name(str(name), y))
        right, left = rows.x_of(0), rows.x_of(0)
        for value, colour in zip(values, colours, strict=True):
            long = abs(value) * rows.scale
            if not value:
                continue
            if value < 0:
                left -= long
            parts.append(rect(left if value < 0 else right, y, long, _BAR, colour))
            if value > 0:
                right += long
        parts.append(text(right + 7, y + 12, sums[place], "value"))
    if rows.low < 0:
        parts.append(line(rows.x_of(0), top, rows.x_of(0), top + rows.row * len(parts_of), "zero"))
    return "".join(parts) + "</svg>"


def _colours(chart: Chart, rows: list[list[float]]) -> list[str]:
    """A single series is blue; a last series that is never positive (credits) is grey; others take the steps."""
    if len(chart.series) == 1:
        return [BLUE]
    credit = len(chart.series) - 1
    owed = not any(row[credit] < 0 for row in rows) or any(row[credit] > 0 for row in rows)
    steps = [_STEPS[min(place, len(_STEPS) - 1)] for place in range(len(chart.series))]
    return steps if owed else [*steps[:-1], GREY]


def gauge(chart: Chart, width: float) -> str:
    """The first series as a bar, its part above the second (the limit) in red, the limit as a mark.

    At the end the value and, where there is a limit above 0, its share of the limit.
    """
    values = [value or 0.0 for value in chart.series[0].values]
    limits = chart.series[1].values
    shown = [_reading(value, limit, chart.unit) for value, limit in zip(values, limits, strict=True)]
    rows = _Rows(chart, width, min(*values, 0.0), max(*known(chart), 0.0), shown)
    within, beyond, mark = str(chart.series[0].label), say("above the limit"), str(chart.series[1].label)
    keys, top = legend([(BLUE, within), (RED, beyond), (LIMIT, mark)], 2, width)
    parts = [*opening(chart, width, top + rows.row * len(values) + 6), *keys]
    for place, name in enumerate(chart.categories):
        y, value, limit = rows.bar_top(top, place), values[place], limits[place]
        edge = value if limit is None else min(value, max(limit, 0.0))
        parts.append(rows.name(str(name), y))
        start = rows.x_of(min(edge, 0))
        parts.append(rect(start, y, max(abs(edge) * rows.scale, 0.6), _BAR, BLUE))
        if value > edge:
            parts.append(rect(rows.x_of(edge), y, (value - edge) * rows.scale, _BAR, RED))
        end = max(value, limit or 0.0, 0.0)
        if limit is not None:
            parts.append(line(rows.x_of(limit), y - 3, rows.x_of(limit), y + _BAR + 3, "mark"))
        parts.append(text(rows.x_of(end) + 7, y + 12, shown[place], "value over" if value > edge else "value"))
    return "".join(parts) + "</svg>"


def _reading(value: float, limit: float | None, unit: str) -> str:
    if limit is None:
        return say("{value}, no limit", value=label_of(value, unit))
    if not limit > 0:
        return say("{value}, cash only", value=label_of(value, unit))
    return say("{value}, {share} %", value=label_of(value, unit), share=f"{value / limit * 100:,.0f}")
