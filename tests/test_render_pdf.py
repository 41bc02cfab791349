"""The report as PDF: every figure of the blocks is in it, on A4, in both languages, the same bytes each time."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from creditkit.fonts import chinese_family
from creditkit.render.cells import Cell, Grid, grid, tight
from creditkit.render.paper import ACROSS, UPRIGHT, breakable, fit
from creditkit.render.pdf_report import render_pdf, result_pdf
from creditkit.report.blocks import Chart, Figure, Finding, Report, Result, Table
from creditkit.report.pack import build_report
from creditkit.words import speaking
from pack_sample import sample
from render_samples import aging_result

pytestmark = [
    pytest.mark.skipif(chinese_family() is None, reason="no font with Chinese characters"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed"),
]


@cache
def report() -> Report:
    return build_report(sample())


@cache
def content(language: str) -> bytes:
    return render_pdf(report(), language)


def read(program: str, made: bytes, folder: Path, *options: str) -> str:
    path = folder / "report.pdf"
    path.write_bytes(made)
    end = ["-"] if program == "pdftotext" else []
    return subprocess.run([program, *options, str(path), *end], capture_output=True, check=True).stdout.decode()


def squeezed(text: str) -> str:
    """Without spaces and places to break: lines of a PDF are broken anywhere."""
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_text_of_the_blocks_is_in_the_document(language: str, tmp_path: Path) -> None:
    pages = read("pdftotext", content(language), tmp_path, "-raw")
    # The head line and the foot stand between the lines of a paragraph that crosses a page.
    said = squeezed(re.sub(r"creditkit \d+\.\d+\.\d+\n\d+ / \d+\n\f[^\n]*\n[^\n]*\n", "", pages))
    with speaking(language):
        for section in report().sections:
            assert squeezed(str(section.title)) in said
            for block in section.blocks:
                match block:
                    case Figure():
                        assert squeezed(f"{block.value}") in said, block
                    case Finding():
                        assert squeezed(tight(block.text)) in said, block
                    case Chart():
                        assert squeezed(str(block.title)) in said, block
                    case Table():
                        for row in grid(block).rows:
                            for cell in row:
                                assert all(squeezed(word) in said for word in cell.text.split()), cell


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_are_a4_and_numbered(language: str, tmp_path: Path) -> None:
    about = read("pdfinfo", content(language), tmp_path, "-f", "1", "-l", "99")
    sizes = set(re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", about))
    assert sizes <= {("595.276", "841.89"), ("841.89", "595.276")}
    count = int(re.findall(r"Pages: +(\d+)", about)[0])
    pages = read("pdftotext", content(language), tmp_path, "-layout").split("\f")[:count]
    for number, page in enumerate(pages, 1):
        assert f"{number} / {count}" in page
        assert report().company in page
        assert report().as_of.isoformat() in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_fonts_are_embedded(language: str, tmp_path: Path) -> None:
    fonts = read("pdffonts", content(language), tmp_path).splitlines()[2:]
    assert fonts
    for line in fonts:
        assert re.search(r" yes +yes +yes +\d+ +\d+$", line), line


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(report(), "zh") == content("zh")


def test_a_result_of_several_currencies(tmp_path: Path) -> None:
    said = read("pdftotext", result_pdf(aging_result()), tmp_path, "-raw")
    for shown in ("1,352,455.83", "100,000", "12,345.678", "-2,500.00", "望澄砺川机床股份有限公司"):
        assert shown in squeezed(said)


def of(*rows: tuple[str, ...], heads: tuple[str, ...]) -> Grid:
    """A first column of names, the others numbers."""
    cells = [
        [Cell(text, right=place > 0, sub="KH1" if place == 0 else "") for place, text in enumerate(row)] for row in rows
    ]
    return Grid([Cell(head, right=place > 0) for place, head in enumerate(heads)], cells, [], False)


@pytest.mark.parametrize(
    ("numbers", "across", "least"),
    [
        pytest.param(3, False, 8.0, id="few-columns-at-full-size"),
        pytest.param(11, False, 6.0, id="a-wide-table-in-smaller-letters"),
        pytest.param(15, True, 6.0, id="a-wider-one-across"),
        pytest.param(40, True, 5.0, id="more-than-a-page-takes"),
    ],
)
def test_a_table_fits_its_page(numbers: int, across: bool, least: float) -> None:
    heads = ("Customer", *["Open"] * numbers)
    table = of(("Northmere Hydraulics Incorporated", *["1,234,567.89"] * numbers), heads=heads)
    fitted = fit(table)
    assert fitted.across is across
    assert fitted.size >= least
    assert sum(fitted.widths) == pytest.approx(ACROSS if across else UPRIGHT, abs=0.5)
    if numbers < 40:
        assert all(width > 5.9 * fitted.size for width in fitted.widths[1:])


def test_long_words_get_places_to_break_and_names_stay_whole() -> None:
    assert breakable("x" * 24) == "x" * 24
    assert breakable("x" * 26) == "\u200b".join(["x" * 8, "x" * 8, "x" * 8, "xx"])
    assert breakable("望澄砺川机床股份有限公司" * 5) == "望澄砺川机床股份有限公司" * 5


def test_a_hostile_name_neither_stops_nor_leaves_its_cell(tmp_path: Path) -> None:
    frame = pl.DataFrame({"customer_id": ["1"], "customer_name": ['#panic("x") ' + "W" * 400]})
    made = result_pdf(Result(command="x", as_of=report().as_of, rows=Table("x", frame)))
    assert "W" * 400 in squeezed(read("pdftotext", made, tmp_path, "-raw"))
    boxes = re.findall(r'xMin="([\d.]+)"[^>]*xMax="([\d.]+)"', read("pdftotext", made, tmp_path, "-bbox"))
    assert max(float(right) for _, right in boxes) < 595.276 - 30
