"""Promises, disputes and snoozes: what their files may say, and what is said when they are wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from creditkit.errors import CreditkitError
from creditkit.read.decisions import open_disputes, read_disputes, read_promises, read_snoozes

PROMISES = "customer_id,document_id,promised_on,promise_date,amount,currency,note\n"
DISPUTES = "document_id,customer_id,opened_on,closed_on,code,amount,owner,note\n"
SNOOZES = "customer_id,rule,level,action,since,until,reason\n"
READERS = {
    "promises": (PROMISES, read_promises),
    "disputes": (DISPUTES, read_disputes),
    "snoozes": (SNOOZES, read_snoozes),
}


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "decisions.csv"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def test_a_promise(tmp_path: Path) -> None:
    path = write(tmp_path, PROMISES + 'K1,XS-1,2025-08-01,2025-08-20,"12,500.50",CNY,"said ""yes"",\nby phone"\n')
    reading = read_promises(path)
    assert reading.frame.rows(named=True) == [
        {
            "customer_id": "K1", "document_id": "XS-1", "promised_on": date(2025, 8, 1), "promise_date": date(2025, 8, 20),
            "amount": Decimal("12500.5000"), "currency": "CNY", "note": 'said "yes",\nby phone', "source_row": 3,
        }
    ]  # fmt: skip
    assert (reading.file.role, reading.file.rows_read, reading.file.rows_accepted) == ("promises", 1, 1)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PROMISES + "K1,,2025/8/1,2025/8/20,100,CNY,\n", id="dates-as-a-spreadsheet-rewrites-them"),
        pytest.param((PROMISES + "K1,,2025-08-01,2025-08-20,100,CNY,\n").replace(",", ";"), id="semicolons"),
        pytest.param((PROMISES + "K1,,2025-08-01,2025-08-20,100,CNY,\n").replace("\n", "\r\n"), id="windows-line-ends"),
        pytest.param("\ufeff" + PROMISES + "K1,,2025-08-01,2025-08-20,100.00,CNY,\n", id="byte-order-mark"),
        pytest.param(PROMISES + "\n,,,,,,\nK1,,2025-08-01,2025-08-20,100,CNY,\n", id="blank-lines-between"),
        pytest.param(PROMISES + "K1,,2025-08-01,2025-08-20,50,CNY,\nK1,,2025-08-01,2025-08-20,100,CNY,\n", id="a-later-line-corrects"),
        pytest.param("note,currency,amount,promise_date,promised_on,document_id,customer_id\n,CNY,100,2025-08-20,2025-08-01,,K1\n", id="columns-in-another-order"),
        pytest.param(PROMISES.replace("note", "note,extra") + "K1,,2025-08-01,2025-08-20,100,CNY,,x\n", id="a-column-of-ones-own"),
    ],
)  # fmt: skip
def test_spellings_of_one_promise(tmp_path: Path, content: str) -> None:
    rows = read_promises(write(tmp_path, content)).frame.drop("source_row", "note").rows()
    assert rows == [("K1", None, date(2025, 8, 1), date(2025, 8, 20), Decimal("100.0000"), "CNY")]


def test_chinese_notes_saved_in_gbk(tmp_path: Path) -> None:
    path = write(
        tmp_path, (PROMISES + "K1,,2025-08-01,2025-08-20,100,CNY,财务经理电话承诺月底前付清\n").encode("gb18030")
    )
    assert read_promises(path).frame["note"].to_list() == ["财务经理电话承诺月底前付清"]


def test_western_text_in_an_old_encoding_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = write(tmp_path, (PROMISES + "K1,,2025-08-01,2025-08-20,100,CNY,Müller ruft an\n").encode("cp1252"))
    assert read_promises(path).frame["note"].to_list() == ["Müller ruft an"]


def test_a_guarded_cell_is_read_as_it_was_meant(tmp_path: Path) -> None:
    path = write(tmp_path, PROMISES + "K1,,2025-08-01,2025-08-20,100,CNY,'=1+1\n")
    assert read_promises(path).frame["note"].to_list() == ["=1+1"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param(",,2025-08-01,2025-08-20,100,CNY,", "customer_id is empty", id="nobody"),
        pytest.param("K1,,,2025-08-20,100,CNY,", "promised_on is empty", id="no-day-of-the-promise"),
        pytest.param("K1,,2025-08-01,2025-02-30,100,CNY,", 'promise_date "2025-02-30"', id="no-such-day"),
        pytest.param("K1,,2025-08-01,20/08/2025,100,CNY,", 'promise_date "20/08/2025"', id="day-first"),
        pytest.param("K1,,2025-08-21,2025-08-20,100,CNY,", "before promised_on", id="due-before-given"),
        pytest.param("K1,,2025-08-01,2025-08-20,,CNY,", "an amount or a document", id="of-nothing"),
        pytest.param("K1,,2025-08-01,2025-08-20,0,CNY,", "above 0", id="of-nought"),
        pytest.param("K1,,2025-08-01,2025-08-20,-5,CNY,", 'amount "-5"', id="negative"),
        pytest.param("K1,,2025-08-01,2025-08-20,NaN,CNY,", 'amount "NaN"', id="not-a-number"),
        pytest.param("K1,,2025-08-01,2025-08-20,1.234.5,CNY,", 'amount "1.234.5"', id="two-points"),
        pytest.param('K1,,2025-08-01,2025-08-20,"12,50",CNY,', 'amount "12,50"', id="decimal-comma-is-not-guessed"),
        pytest.param("K1,,2025-08-01,2025-08-20,100", "fewer cells", id="short-line"),
        pytest.param("K1,,2025-08-01,2025-08-20,100,CNY,a,b", "more cells", id="long-line"),
    ],
)
def test_a_promise_that_cannot_be_read(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(CreditkitError) as caught:
        read_promises(write(tmp_path, PROMISES + f"K9,,2025-01-01,2025-01-02,1,CNY,\n{line}\n"))
    assert caught.value.code == "CK271"
    assert caught.value.exit_code == 3
    assert says in str(caught.value)
    assert "line 3" in str(caught.value)


def test_all_bad_lines_are_named_at_once_and_counted_beyond_twenty(tmp_path: Path) -> None:
    with pytest.raises(CreditkitError) as caught:
        read_promises(write(tmp_path, PROMISES + "K1,,never,2025-08-20,100,CNY,\n" * 23))
    assert "23 lines" in str(caught.value)
    assert "line 21:" in str(caught.value)
    assert "line 22:" not in str(caught.value)
    assert "and 3 more" in str(caught.value)


@pytest.mark.parametrize("kind", READERS)
def test_a_header_without_a_column_names_it(tmp_path: Path, kind: str) -> None:
    header, reader = READERS[kind]
    first = header.split(",")[0]
    with pytest.raises(CreditkitError) as caught:
        reader(write(tmp_path, header.replace(f"{first},", "", 1)))
    assert caught.value.code == "CK270"
    assert first in str(caught.value)
    with pytest.raises(CreditkitError, match="CK270"):
        reader(write(tmp_path, header.strip() + f",{first}\n"))


@pytest.mark.parametrize("kind", READERS)
def test_a_file_with_the_header_alone_has_no_rows(tmp_path: Path, kind: str) -> None:
    header, reader = READERS[kind]
    reading = reader(write(tmp_path, header))
    assert reading.frame.height == 0
    assert reading.frame.columns == [*header.strip().split(","), "source_row"]


def test_quotes_that_do_not_pair_up(tmp_path: Path) -> None:
    with pytest.raises(CreditkitError, match="CK206"):
        read_promises(write(tmp_path, PROMISES + 'K1,,2025-08-01,2025-08-20,100,CNY,"open\n'))


def test_a_dispute_is_closed_by_a_later_line(tmp_path: Path) -> None:
    opened = "XS-1,K1,2025-06-01,,PRC,500,Zhou,price\n"
    closed = "XS-1,K1,2025-06-01,2025-07-15,PRC,500,Zhou,agreed\n"
    frame = read_disputes(write(tmp_path, DISPUTES + opened + "XS-2,K1,2025-06-01,,QLY,,Lin,\n" + closed)).frame
    assert frame["document_id"].to_list() == ["XS-2", "XS-1"]
    for day, expected in [
        (date(2025, 5, 31), []),
        (date(2025, 6, 1), ["XS-2", "XS-1"]),
        (date(2025, 7, 14), ["XS-2", "XS-1"]),
        (date(2025, 7, 15), ["XS-2"]),
    ]:
        assert open_disputes(frame, day)["document_id"].to_list() == expected, day


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("XS-1,K1,2025-06-01,,XXX,,,", "code is one of PRC", id="unknown-code"),
        pytest.param("XS-1,K1,2025-06-01,,,,,", "code is empty", id="no-code"),
        pytest.param("XS-1,K1,2025-06-02,2025-06-01,PRC,,,", "before opened_on", id="closed-before-opened"),
        pytest.param(",K1,2025-06-02,,PRC,,,", "document_id is empty", id="no-document"),
    ],
)
def test_a_dispute_that_cannot_be_read(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(CreditkitError, match="CK271") as caught:
        read_disputes(write(tmp_path, DISPUTES + line + "\n"))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("K1,W18,red,snooze,2025-06-01,2025-07-01,x", "W01 to W17", id="no-such-rule"),
        pytest.param("K1,W3,red,snooze,2025-06-01,2025-07-01,x", "W01 to W17", id="rule-without-its-nought"),
        pytest.param("K1,W03,pink,snooze,2025-06-01,2025-07-01,x", "info, amber or red", id="unknown-level"),
        pytest.param("K1,W03,red,mute,2025-06-01,2025-07-01,x", "snooze or acknowledge", id="unknown-action"),
        pytest.param("K1,W03,red,snooze,2025-06-01,,x", "end date", id="snooze-without-end"),
        pytest.param("K1,W03,red,snooze,2025-06-01,2025-05-31,x", "before since", id="ends-before-it-starts"),
        pytest.param("K1,W03,red,snooze,2025-06-01,2025-07-01,", "reason is empty", id="no-reason"),
    ],
)
def test_a_snooze_that_cannot_be_read(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(CreditkitError, match="CK271") as caught:
        read_snoozes(write(tmp_path, SNOOZES + line + "\n"))
    assert says in str(caught.value)


def test_an_acknowledgement_has_no_end(tmp_path: Path) -> None:
    frame = read_snoozes(write(tmp_path, SNOOZES + ",W08,amber,acknowledge,2025-06-01,,known\n")).frame
    assert frame.rows() == [(None, "W08", "amber", "acknowledge", date(2025, 6, 1), None, "known", 2)]
