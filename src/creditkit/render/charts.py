"""Charts as inline SVG: readable on screen and on paper, without a script."""

from __future__ import annotations

from html import escape

from rich.cells import cell_len

from creditkit.report.blocks import Chart
from creditkit.words import language, say

_COLOURS = ("#1f5a8a", "#c8702a", "#7f8c8d")
_WIDTH, _HEIGHT = 760, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 26, 44


def chart_svg(chart: Chart) -> str:
    """The chart as an SVG element with a title and a description for those who cannot see it."""
    draw = {"bars": _bars, "stacked": _bars, "lines": _lines, "gauge": _gauge}[chart.kind]
    return draw(chart)


def short(value: float) -> str:
    """An axis number: 1.2万 and 3.4亿 in Chinese, 12k and 3.4M in English."""
    steps = ((1e8, "亿"), (1e4, "万")) if language() == "zh" else ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
    for size, unit in steps:
        if abs(value) >= size:
            scaled = value / size
            return f"{scaled:.0f}{unit}" if abs(scaled) >= 100 else f"{scaled:.1f}".removesuffix(".0") + unit
    return f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def _ticks(low: float, high: float) -> list[float]:
    span = (high - low) or 1.0
    rough = span / 4
    size = 10.0 ** (len(str(int(rough))) - 1) if rough >= 1 else 0.1
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    first = int(low // step)
    last = int(-(-high // step))
    return [place * step for place in range(first, last + 1)]


def _open(chart: Chart, width: int, height: int) -> list[str]:
    title = escape(str(chart.title))
    parts = [
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">',
        f"<title>{title}</title>",
    ]
    rows = []
    for place, name in enumerate(chart.categories):
        values = ", ".join(
            "-" if s.values[place] is None else f"{s.label} {short(s.values[place] or 0)}" for s in chart.series
        )
        rows.append(f"{name}: {values}")
    parts.append(f"<desc>{escape('; '.join(rows))}</desc>")
    return parts


def _legend(chart: Chart, width: int) -> list[str]:
    if len(chart.series) < 2:
        return []
    parts, x = [], _LEFT
    for place, series in enumerate(chart.series):
        label = str(series.label)
        parts.append(f'<rect x="{x}" y="6" width="12" height="12" fill="{_COLOURS[place]}"/>')
        parts.append(f'<text x="{x + 17}" y="16" class="legend">{escape(label)}</text>')
        x += 40 + cell_len(label) * 8
    return parts


def _frame(low: float, high: float) -> tuple[list[float], float, float]:
    ticks = _ticks(min(low, 0.0), max(high, 0.0))
    return ticks, ticks[0], ticks[-1] if ticks[-1] > ticks[0] else ticks[0] + 1


def _axis(ticks: list[float], y_of: dict[float, float]) -> list[str]:
    parts = []
    for tick in ticks:
        y = y_of[tick]
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="{"zero" if tick == 0 else "grid"}"/>'
        )
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" class="tick" text-anchor="end">{short(tick)}</text>')
    return parts


def _bars(chart: Chart) -> str:
    known = [value for series in chart.series for value in series.values if value is not None]
    ticks, low, high = _frame(min(known, default=0), max(known, default=0))
    plot = _HEIGHT - _TOP - _BOTTOM
    scale = plot / (high - low)
    y_of = {tick: _TOP + (high - tick) * scale for tick in ticks}
    parts = _open(chart, _WIDTH, _HEIGHT) + _legend(chart, _WIDTH) + _axis(ticks, y_of)
    slot = (_WIDTH - _LEFT - _RIGHT) / max(len(chart.categories), 1)
    wide = min(slot * 0.7 / len(chart.series), 72)
    for place, name in enumerate(chart.categories):
        centre = _LEFT + slot * (place + 0.5)
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            x = centre - wide * len(chart.series) / 2 + number * wide
            top, base = _TOP + (high - max(value, 0)) * scale, _TOP + (high - min(value, 0)) * scale
            parts.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide - 2:.1f}" height="{max(base - top, 0.5):.1f}" fill="{_COLOURS[number]}"/>'
            )
            if value:
                parts.append(
                    f'<text x="{x + wide / 2 - 1:.1f}" y="{top - 5:.1f}" class="value" text-anchor="middle">{short(value)}</text>'
                )
        parts.append(
            f'<text x="{centre:.1f}" y="{_HEIGHT - _BOTTOM + 18}" class="label" text-anchor="middle">{escape(name)}</text>'
        )
    return "".join(parts) + "</svg>"


def _lines(chart: Chart) -> str:
    known = [value for series in chart.series for value in series.values if value is not None]
    ticks, low, high = _frame(min(known, default=0), max(known, default=0))
    scale = (_HEIGHT - _TOP - _BOTTOM) / (high - low)
    y_of = {tick: _TOP + (high - tick) * scale for tick in ticks}
    parts = _open(chart, _WIDTH, _HEIGHT) + _legend(chart, _WIDTH) + _axis(ticks, y_of)
    step = (_WIDTH - _LEFT - _RIGHT - 40) / max(len(chart.categories) - 1, 1)
    every = max(1, len(chart.categories) // 8)
    for number, series in enumerate(chart.series):
        path, pen_down = [], False
        for place, value in enumerate(series.values):
            if value is None:
                pen_down = False
                continue
            x, y = _LEFT + 20 + place * step, _TOP + (high - value) * scale
            path.append(f"{'L' if pen_down else 'M'}{x:.1f} {y:.1f}")
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{_COLOURS[number]}"/>')
            pen_down = True
        dash = ' stroke-dasharray="5 3"' if number == 1 else ' stroke-dasharray="2 3"' if number == 2 else ""
        parts.append(f'<path d="{" ".join(path)}" fill="none" stroke="{_COLOURS[number]}" stroke-width="2"{dash}/>')
    for place, name in enumerate(chart.categories):
        if place % every == 0 or place == len(chart.categories) - 1:
            x = _LEFT + 20 + place * step
            parts.append(
                f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" class="label" text-anchor="middle">{escape(name)}</text>'
            )
    return "".join(parts) + "</svg>"


def _gauge(chart: Chart) -> str:
    """One bar for each name with the limit as a mark; red where the bar passes it."""
    values, limits = chart.series[0].values, chart.series[1].values
    row, left, right = 26, 250, 96
    height = 28 + row * len(chart.categories)
    high = max([value or 0 for value in (*values, *limits)], default=1) or 1
    scale = (_WIDTH - left - right) / high
    parts = _open(chart, _WIDTH, height)
    parts.append(f'<text x="{left}" y="14" class="legend">{escape(say("bar: exposure; mark: limit in force"))}</text>')
    for place, name in enumerate(chart.categories):
        y = 24 + place * row
        value, limit = values[place] or 0, limits[place]
        over = limit is not None and value > limit
        parts.append(
            f'<text x="{left - 8}" y="{y + 14}" class="label" text-anchor="end">{escape(_cut(name, 32))}</text>'
        )
        parts.append(
            f'<rect x="{left}" y="{y + 3}" width="{max(value * scale, 0.5):.1f}" height="14" fill="{"#b3392f" if over else _COLOURS[0]}"/>'
        )
        if limit is not None:
            x = left + limit * scale
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y}" y2="{y + 20}" class="mark"/>')
        end = left + max(value, limit or 0) * scale + 8
        parts.append(f'<text x="{end:.1f}" y="{y + 14}" class="value">{short(value)}{" !" if over else ""}</text>')
    return "".join(parts) + "</svg>"


def _cut(text: str, cells: int) -> str:
    """text in at most so many cells, a Hanzi counting two."""
    if cell_len(text) <= cells:
        return text
    kept = ""
    for letter in text:
        if cell_len(kept + letter) > cells - 1:
            break
        kept += letter
    return kept + "…"
