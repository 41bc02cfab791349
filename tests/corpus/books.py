"""Workbooks: sheets, hidden things, merged cells, numbers that are texts and texts that are numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from corpus.base import DOCS, DUE, ENGLISH, IDS, TOTAL
from corpus.case import Case, Reads, Refuses, book

_ROWS: list[list[Any]] = [list(ENGLISH)] + [
    [d.customer, d.name, d.number, d.invoiced, d.due, "CNY", float(d.amount), float(d.paid), float(d.open)] for d in DOCS
]  # fmt: skip
_RIGHT = Reads({"CNY": str(TOTAL)}, 12, due=DUE, customers=IDS)
_SMALL: list[list[Any]] = [
    ["Customer", "Invoice No", "Due Date", "Currency", "Amount"],
    ["A", "1", date(2025, 2, 28), "CNY", 10.5],
]
_OTHER: list[list[Any]] = [
    ["Customer", "Invoice No", "Due Date", "Currency", "Amount"],
    ["B", "2", date(2025, 2, 28), "CNY", 4],
]
_ONE = Reads({"CNY": "10.5"}, 1, due=("2025-02-28", "2025-02-28"))
_GROUPED: list[list[Any]] = [
    ["应收账款明细表", None, None, None, None], [None] * 5, ["客户名称", "发票号", "到期日", "币种", "应收金额"],
    ["甲公司", "A1", date(2025, 1, 31), "CNY", 100], [None, "A2", date(2025, 2, 1), "CNY", 50],
    ["甲公司 小计", None, None, None, 150], ["乙公司", "B1", date(2025, 2, 2), "CNY", 7], ["合计", None, None, None, 157],
]  # fmt: skip


def _hide_sheet(name: str) -> Any:
    def finish(made: Any) -> None:
        made[name].sheet_state = "hidden"

    return finish


def _hide_rows(made: Any) -> None:
    for row in (3, 4):
        made["Sheet"].row_dimensions[row].hidden = True


def _merge(made: Any) -> None:
    made["Sheet"].merge_cells("A1:E1")
    made["Sheet"].merge_cells("A4:A5")


def _zero_padded(made: Any) -> None:
    made["Sheet"]["A2"].number_format = "000000"


def _since_1904(made: Any) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    made.epoch = CALENDAR_MAC_1904


def _error(made: Any) -> None:
    made["Sheet"]["I4"] = "#DIV/0!"
    made["Sheet"]["I4"].data_type = "e"


def _formula(made: Any) -> None:
    made["Sheet"]["I2"] = "=VLOOKUP(A2,Other!A:B,2,FALSE)"


def _with(row: int, column: int, value: Any) -> list[list[Any]]:
    rows = [list(cells) for cells in _ROWS]
    rows[row - 1][column - 1] = value
    return rows


_NOISY = [["Customer", "Invoice No", "Due Date", "Currency", "Amount"], ["A", "1", date(2025, 2, 28), "CNY", 0.1 + 0.2], ["A", "2", date(2025, 2, 28), "CNY", 10.199999999999999]]  # fmt: skip

CASES: tuple[Case, ...] = (
    book("plain.xlsx", {"Sheet": _ROWS}, _RIGHT),
    book("title-blank-header.xlsx", {"Sheet": [["Receivables"], [], *_ROWS, ["Total", *[None] * 7, float(TOTAL)]]}, _RIGHT),
    book("table-lower-right.xlsx", {"Sheet": [[], [], *[[None, None, *row] for row in _ROWS]]}, _RIGHT),
    book("cover-sheet-first.xlsx", {"Cover": [["See the next sheet"]], "AR": _ROWS}, Reads({"CNY": str(TOTAL)}, 12, codes=("CK805",))),
    book("two-ledger-sheets.xlsx", {"May": _SMALL, "June": _OTHER}, Refuses("CK251", ("May", "June", "--sheet"))),
    book("two-ledger-sheets-one-told.xlsx", {"May": _SMALL, "June": _OTHER}, _ONE, sheet="May"),
    book("two-ledger-sheets-all.xlsx", {"May": _SMALL, "June": _OTHER}, Reads({"CNY": "14.5"}, 2), sheet="all"),
    book("sheet-told-is-missing.xlsx", {"May": _SMALL}, Refuses("CK250", ("July", "May")), sheet="July"),
    book("ledger-hidden-beside-visible.xlsx", {"Old": _OTHER, "AR": _SMALL}, _ONE, _hide_sheet("Old")),
    book("only-hidden-ledger.xlsx", {"Notes": [["see hidden sheet"]], "AR": _SMALL}, Refuses("CK253", ("AR", "--sheet")), _hide_sheet("AR")),
    book("hidden-ledger-told.xlsx", {"Notes": [["see hidden sheet"]], "AR": _SMALL}, _ONE, _hide_sheet("AR"), sheet="AR"),
    book("customers-and-ledger.xlsx", {"Customers": [["Customer No", "Customer Name", "Credit Limit"], ["A", "A Ltd", 1000]], "Ledger": _SMALL}, _ONE),
    book("hidden-rows.xlsx", {"Sheet": _ROWS}, Reads({"CNY": str(TOTAL)}, 12, codes=("CK818",)), _hide_rows),
    book("merged-customers.xlsx", {"Sheet": _GROUPED}, Reads({"CNY": "157"}, 3, customers=("乙公司", "甲公司"), ignored=2), _merge),
    book("numbers-as-text.xlsx", {"Sheet": [_ROWS[0]] + [[*r[:3], r[3].isoformat(), r[4].isoformat(), r[5], *(f"{v:,.2f}" for v in r[6:])] for r in _ROWS[1:]]}, _RIGHT),
    book("serial-days-unformatted.xlsx", {"Sheet": [_ROWS[0]] + [[*r[:3], (r[3] - date(1899, 12, 30)).days, (r[4] - date(1899, 12, 30)).days, *r[5:]] for r in _ROWS[1:]]}, _RIGHT),
    book("days-mixed.xlsx", {"Sheet": [_ROWS[0]] + [[*r[:3], (r[3] - date(1899, 12, 30)).days if n % 2 else r[3].isoformat(), datetime(r[4].year, r[4].month, r[4].day), *r[5:]] for n, r in enumerate(_ROWS[1:])]}, _RIGHT),
    book("since-1904.xlsx", {"Sheet": _ROWS}, _RIGHT, _since_1904),
    book("zero-padded-number.xlsx", {"Sheet": [["Customer No", "Invoice No", "Due Date", "Currency", "Amount"], [127, "1", date(2025, 2, 28), "CNY", 10.5]]}, Reads({"CNY": "10.5"}, 1, customers=("000127",)), _zero_padded),
    book("ids-as-numbers.xlsx", {"Sheet": [["Customer No", "Invoice No", "Due Date", "Currency", "Amount"], [127, 90001, date(2025, 2, 28), "CNY", 10.5]]}, Reads({"CNY": "10.5"}, 1, customers=("127",))),
    book("id-too-long-for-a-number.xlsx", {"Sheet": [["Customer No", "Invoice No", "Due Date", "Currency", "Amount"], [900000000000000127.0, "1", date(2025, 2, 28), "CNY", 10.5]]}, Refuses("CK240", ("row 2", "Customer No"))),
    book("error-cell.xlsx", {"Sheet": _ROWS}, Refuses("CK240", ("row 4", "#DIV/0!", "Open Amount")), _error),
    book("formula-never-calculated.xlsx", {"Sheet": _ROWS}, Refuses("CK227", ("I2",)), _formula),
    book("floating-noise.xlsx", {"Sheet": _NOISY}, Reads({"CNY": "10.5"}, 2)),
    book("too-many-decimals.xlsx", {"Sheet": _with(2, 7, 1234.56789)}, Refuses("CK240", ("row 2", "1234.56789"))),
    book("empty-sheets.xlsx", {"One": [], "Two": []}, Refuses("CK202", ("empty",))),
)  # fmt: skip
