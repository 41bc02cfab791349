"""Which font of this machine shows Chinese in a PDF."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Fonts

# In order of preference: sans-serif for simplified Chinese first, then what any system has.
CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Microsoft YaHei",
    "Hiragino Sans GB", "Heiti SC", "STHeiti", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "DengXian", "SimHei",
    "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "STSong", "FangSong", "Arial Unicode MS",
    "Droid Sans Fallback",
)  # fmt: skip


@cache
def machine_fonts() -> Fonts:
    """Every font of the machine, found once.  Raises ImportError where the part [pdf] is not installed."""
    from typst import Fonts

    return Fonts()


def chinese_family(families: list[str] | None = None) -> str | None:
    """The first of CHINESE among `families` (else among the machine's), or None.  Raises ImportError as above."""
    found = set(machine_fonts().families() if families is None else families)
    return next((family for family in CHINESE if family in found), None)


def needs_chinese(text: str) -> bool:
    """Whether text has a character that the fonts inside a PDF engine lack: Hanzi, kana, Hangul, full-width signs."""
    return any(_wide(ord(letter)) for letter in text)


def _wide(code: int) -> bool:
    return (
        0x2E80 <= code <= 0xD7FF or 0xF900 <= code <= 0xFAFF or 0xFE30 <= code <= 0xFFEF or 0x20000 <= code <= 0x3FFFF
    )
