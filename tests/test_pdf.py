"""PDF: the same bytes each time, and nothing in a name is ever code."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from creditkit import fonts
from creditkit.errors import CreditkitError
from creditkit.render import pdf
from creditkit.words import speaking

AS_OF = date(2025, 9, 28)
SOURCE = '#import "house.typ": *\n#show: house.with(title: data.title, left: data.title)\n= #data.title\n#data.name\n'
needs_font = pytest.mark.skipif(fonts.chinese_family() is None, reason="no font with Chinese characters")
needs_text = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def made(name: str, source: str = SOURCE, title: str = "Statement") -> bytes:
    return pdf.pdf_bytes(source, {"title": title, "name": name}, as_of=AS_OF)


def text_of(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_the_same_data_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from datetime import date; from creditkit.render.pdf import pdf_bytes\n"
        f"made = pdf_bytes({SOURCE!r}, {{'title': 'Statement', 'name': 'Acme'}}, as_of=date(2025, 9, 28))\n"
        "sys.stdout.buffer.write(made)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == made("Acme")
    assert done.stdout.startswith(b"%PDF-")


def test_the_date_is_the_as_of_date_not_the_clock() -> None:
    content = made("Acme")
    dates = re.findall(rb"<xmp:(?:CreateDate|ModifyDate)>([^<T]*)", content)
    assert dates == [b"2025-09-28", b"2025-09-28"]


@needs_text
@pytest.mark.parametrize(
    "name",
    [
        pytest.param('#read("/etc/passwd")', id="a-call"),
        pytest.param('#import "@preview/cetz:0.1.0"', id="a-package"),
        pytest.param("*bold* _it_ $x^2$ `raw`", id="markup"),
        pytest.param('"] #panic("x") [', id="ends-a-string"),
        pytest.param("\\u{23} \\n // gone /* gone */", id="escapes-and-comments"),
        pytest.param("a <label> @label = head", id="labels"),
        pytest.param("{{ name }} {% if x %}", id="jinja"),
    ],
)
def test_a_name_is_shown_letter_for_letter(name: str, tmp_path: Path) -> None:
    assert name in text_of(made(name), tmp_path)


@needs_font
@needs_text
def test_chinese_text_is_text_in_the_pdf(tmp_path: Path) -> None:
    with speaking("zh"):
        said = text_of(made("华夏精密制造有限公司 ¥1,234.50", title="应收账款对账单"), tmp_path)
    assert "华夏精密制造有限公司 ¥1,234.50" in said
    assert said.count("应收账款对账单") == 2  # in the head line and as the heading


@needs_text
def test_control_characters_and_marks_of_direction_are_taken_out(tmp_path: Path) -> None:
    assert "evilfdp.exe" in text_of(made("evil\u202efdp.exe\u2069"), tmp_path)
    assert "a\ufffdb" not in text_of(made("a\u2066b"), tmp_path)
    made("a\x00b\x1b[31m\ud800")  # what no font shows and no JSON should carry does not stop the letter


@pytest.mark.parametrize(
    ("source", "named"),
    [
        pytest.param('#read("/etc/passwd")', "file not found", id="absolute-path"),
        pytest.param('#read("../pdf.py")', "escape", id="path-above"),
        pytest.param('#import "@preview/cetz:0.1.0"', "packages are not allowed", id="package"),
        pytest.param("#nothing", "unknown variable: nothing", id="unknown-name"),
        pytest.param("#let x = (", "unclosed", id="not-typst"),
    ],
)
def test_a_template_that_reaches_out_or_is_broken_is_refused(source: str, named: str) -> None:
    with pytest.raises(CreditkitError) as caught:
        made("Acme", source)
    assert caught.value.code == "CK508"
    assert named in str(caught.value)


def test_without_typst_the_error_names_the_part_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CreditkitError) as caught:
        made("Acme")
    assert caught.value.code == "CK506"
    assert "pip install 'creditkit[pdf]'" in str(caught.value)


def test_without_a_chinese_font_only_chinese_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "chinese_family", lambda: None)
    with pytest.raises(CreditkitError) as caught:
        made("华夏")
    assert caught.value.code == "CK507"
    assert "fonts-noto-cjk" in str(caught.value)
    assert made("Acme Ltd").startswith(b"%PDF-")


def test_a_sans_serif_font_for_simplified_chinese_is_preferred() -> None:
    assert fonts.chinese_family(["SimSun", "Noto Sans CJK JP", "Noto Sans CJK SC"]) == "Noto Sans CJK SC"
    assert fonts.chinese_family(["SimSun", "Arial"]) == "SimSun"
    assert fonts.chinese_family(["Arial", "Noto Sans CJK JP"]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Acme Ltd. – £1 €2 ¥3 µ", False, id="western"),
        pytest.param("华夏", True, id="hanzi"),
        pytest.param("\U00020bb7野家", True, id="hanzi-beyond-the-basic-plane"),
        pytest.param("カブシキ", True, id="kana"),
        pytest.param("Acme（Ltd）", True, id="full-width-brackets"),
    ],
)
def test_which_text_needs_a_chinese_font(text: str, expected: bool) -> None:
    assert fonts.needs_chinese(text) is expected
