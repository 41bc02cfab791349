"""What every chart is drawn with: text and its width, short numbers, ticks, the opening of the element."""

from __future__ import annotations

import math
import re
from html import escape

from rich.cells import cell_len

from creditkit.report.blocks import Chart
from creditkit.words import language, say

# Control characters and non-characters are no HTML; marks of writing direction would let a name reorder the text around it.
_NOT_HTML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe\U0001ffff]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

SIZE = 12.0
BLUE, RED, GREY, LIMIT = "#1f5a8a", "#b3392f", "#8a94a0", "#1c2530"


def clean(text: str) -> str:
    """text without characters that HTML does not allow (as U+FFFD) and without marks of writing direction."""
    return _DIRECTION.sub("", _NOT_HTML.sub("\ufffd", text))


def esc(text: object) -> str:
    """The text of an object, cleaned and escaped for element content and quoted attributes."""
    return escape(clean(str(text)))


def width_of(text: str, size: float = SIZE) -> float:
    """About how wide text is drawn, rather too wide than too narrow: a Hanzi is as wide as high, a letter 0.6 of it."""
    return size * sum(1.02 if cell_len(letter) == 2 else 0.74 if letter.isupper() else 0.6 for letter in text)


def cut(text: str, width: float, size: float = SIZE) -> str:
    """text, ended by … where it is wider than `width`."""
    text = " ".join(clean(text).split())
    if width_of(text, size) <= width:
        return text
    kept = ""
    for letter in text:
        if width_of(kept + letter + "…", size) > width:
            break
        kept += letter
    return kept.rstrip() + "…"


def short(value: float) -> str:
    """A number in three digits: 1.25万 and 3.4亿 in Chinese, 12.5k, 3.4M and 1.2bn in English."""
    steps = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")) if language() == "zh" else ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
    for size, unit in steps:
        if abs(value) >= size * 0.9995:
            return _digits(value / size) + unit
    return _digits(value)


def _digits(value: float) -> str:
    places = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def label_of(value: float | None, unit: str) -> str:
    """A value at its mark, by the unit of the chart."""
    if value is None:
        return "-"
    match unit:
        case "days":
            return f"{value:.1f}"
        case "count":
            return f"{value:,.0f}"
        case "ratio":
            return f"{value * 100:.1f} %"
    return short(value)


def ticks(low: float, high: float, most: int = 5, whole: bool = False) -> list[float]:
    """Round numbers from at most `low` to at least `high`: steps of 1, 2, 2.5 or 5 × a power of ten."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor * most >= span * 0.999999)
    step = max(step, 1.0) if whole else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, max(last, first + 1) + 1)]


def known(chart: Chart) -> list[float]:
    """Every value there is."""
    return [value for series in chart.series for value in series.values if value is not None]


def opening(chart: Chart, width: float, height: float) -> list[str]:
    """The start of the element with a title, and every value in words for those who cannot see it."""
    told = []
    for place, name in enumerate(chart.categories):
        values = (f"{series.label} {label_of(series.values[place], chart.unit)}" for series in chart.series)
        told.append(f"{name}: {', '.join(values)}")
    title = esc(chart.title)
    return [
        f'<svg class="chart {"wide" if width > 500 else "narrow"}" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" aria-label="{title}">',
        f"<title>{title}</title><desc>{esc('; '.join(told))}</desc>",
    ]


def text(
    x: float, y: float, content: str, kind: str = "label", anchor: str = "start", full: str = "", colour: str = ""
) -> str:
    """A text element; `full` is told where the content was cut."""
    more = f"<title>{esc(full)}</title>" if full and full != content else ""
    fill = f' style="fill:{colour}"' if colour else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}"{fill}>{esc(content)}{more}</text>'


def rect(x: float, y: float, width: float, height: float, colour: str, kind: str = "bar") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{colour}" class="{kind}"/>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def legend(names: list[tuple[str, str]], left: float, width: float, y: float = 6) -> tuple[list[str], float]:
    """Squares of colour with their names, in as many lines as they need; and the height they take."""
    parts, x = [], left
    for colour, name in names:
        need = 16 + width_of(name) + 16
        if x > left and x + need > width:
            x, y = left, y + 19
        parts.append(rect(x, y, 11, 11, colour, "key"))
        parts.append(text(x + 16, y + 10, cut(name, width - left - 20), "legend"))
        x += need
    return parts, y + 20


def nothing(chart: Chart, width: float) -> str:
    """A chart without a single value says so."""
    return "".join([*opening(chart, width, 60), text(width / 2, 34, say("No data"), "legend", "middle")]) + "</svg>"
