"""Which renderer for which format, where its output goes, and what it refuses."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from creditkit.errors import CreditkitError
from creditkit.render.csvs import to_csv
from creditkit.render.dispatch import FORMATS, emit
from creditkit.render.jsons import to_json
from creditkit.render.parquet import write_parquet
from creditkit.report.blocks import InputFile, Result, Table
from creditkit.streams import steady_streams
from render_samples import AGING_ROWS, aging_result

SUFFIXES = {"csv": "csv", "json": "json", "md": "md", "markdown": "md", "xlsx": "xlsx", "parquet": "parquet",
            "html": "html", "htm": "html", "txt": "table"}  # fmt: skip


def shown(result: Result, **options: Any) -> None:
    given: dict[str, Any] = {"format": None, "output": (), "is_terminal": False, "language": "en"}
    emit(result, **{**given, **options})


def test_a_pipe_gets_csv_without_a_mark_and_the_proof_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    shown(aging_result())
    out, err = capsys.readouterr()
    assert out == to_csv(aging_result().rows)
    assert not out.startswith("\ufeff")
    assert "\r" not in out
    assert err.split("\n") == [
        "warning[CK801] 3 rows are hidden.",
        "Proof CNY: ledger 3,599,694.43 = reported 3,599,694.43, difference 0.00",
        "Proof JPY: ledger 100,250 = reported 100,250, difference 0",
        "Proof BHD: ledger 12,345.803 = reported 12,345.803, difference 0.000",
        "",
    ]


def test_quiet_says_nothing_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    shown(aging_result(), quiet=True)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        pytest.param({}, True, id="terminal"),
        pytest.param({"NO_COLOR": "1"}, False, id="no-color"),
        pytest.param({"NO_COLOR": ""}, True, id="empty-no-color-does-not-count"),
        pytest.param({"TERM": "dumb"}, False, id="dumb-terminal"),
    ],
)
def test_a_terminal_gets_a_table_of_its_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, env: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    shown(aging_result(), is_terminal=True)
    out = capsys.readouterr().out
    assert "Not shown at 100 columns" in out
    assert ("\x1b[" in out) is coloured


@pytest.mark.parametrize(("columns", "width"), [("100", 100), ("", 160), ("wide", 160), ("0", 160)])
def test_a_table_asked_for_in_a_pipe_is_whole_and_of_a_known_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    shown(aging_result(), format="table")
    assert f"Not shown at {width} columns" in capsys.readouterr().out


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_of_a_file_chooses_its_format(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"账龄.{suffix.upper()}"
    shown(aging_result(), output=(path,))
    assert path.read_bytes() == FORMATS[SUFFIXES[suffix]](aging_result())
    assert capsys.readouterr().out == ""


def test_a_csv_file_opens_in_excel(tmp_path: Path) -> None:
    shown(aging_result(), output=(tmp_path / "a.csv",))
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + to_csv(aging_result().rows).encode()


def test_a_format_given_by_name_beats_the_suffix(tmp_path: Path) -> None:
    shown(aging_result(), format="json", output=(tmp_path / "a.txt",))
    assert (tmp_path / "a.txt").read_text("utf-8") == to_json(aging_result())


def test_several_files_are_written_or_none(tmp_path: Path) -> None:
    with pytest.raises(CreditkitError) as caught:
        shown(aging_result(), output=(tmp_path / "a.csv", tmp_path / "a.docx"))
    assert (caught.value.code, caught.value.exit_code) == ("CK103", 2)
    assert list(tmp_path.iterdir()) == []
    shown(aging_result(), output=(tmp_path / "a.csv", tmp_path / "a.json"))
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "a.json"}


@pytest.mark.parametrize("name", ["report", "report.docx", "report.", ".csv2", "a.csv.bak"])
def test_an_unknown_suffix_is_the_command_line_s_fault(tmp_path: Path, name: str) -> None:
    with pytest.raises(CreditkitError) as caught:
        shown(aging_result(), output=(tmp_path / name,))
    assert caught.value.exit_code == 2


def test_an_input_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ledger.csv").write_bytes(b"ledger")
    Path("link.csv").symlink_to("ledger.csv")
    result = aging_result(inputs=(InputFile("ledger.csv", "ab" * 32, "ledger"),))
    for path in (Path("ledger.csv"), tmp_path / "ledger.csv", Path("x/../ledger.csv"), Path("link.csv")):
        with pytest.raises(CreditkitError) as caught:
            shown(result, output=(path,))
        assert caught.value.code == "CK115"
    assert Path("ledger.csv").read_bytes() == b"ledger"


@pytest.mark.parametrize("format", ["xlsx", "parquet"])
def test_binary_is_not_for_a_terminal_but_for_a_pipe(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    with pytest.raises(CreditkitError) as caught:
        shown(aging_result(), format=format, is_terminal=True)
    assert (caught.value.code, caught.value.exit_code) == ("CK113", 2)
    assert capsysbinary.readouterr().out == b""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    shown(aging_result(), format=format)
    stream.flush()
    assert stream.buffer.getvalue() == FORMATS[format](aging_result())  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252", "utf-8"])
@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_a_console_that_lacks_characters_gets_them_escaped(
    monkeypatch: pytest.MonkeyPatch, encoding: str, format: str
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    steady_streams()
    shown(aging_result(), format=format)
    out.flush()
    text = out.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert ("望澄" in text) is (encoding in ("gbk", "utf-8"))
    assert "KH1007" in text


def test_parquet_is_the_frame_itself(tmp_path: Path) -> None:
    frame = aging_result().rows.frame
    write_parquet(frame, tmp_path / "a.parquet")
    shown(aging_result(), output=(tmp_path / "b.parquet",))
    for name in ("a.parquet", "b.parquet"):
        found = pl.read_parquet(tmp_path / name)
        assert found.equals(frame)
        assert found.schema == frame.schema
    assert {path.name for path in tmp_path.iterdir()} == {"a.parquet", "b.parquet"}


def test_no_rows_are_an_answer_in_every_format(tmp_path: Path) -> None:
    empty = Result("aging", None, Table("aging", aging_result(AGING_ROWS).rows.frame.head(0)))
    shown(empty, output=tuple(tmp_path / f"a.{suffix}" for suffix in SUFFIXES))
    assert all(path.stat().st_size for path in tmp_path.iterdir())
