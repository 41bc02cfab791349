"""Old binary workbooks and ODS are read in a process of their own: a crash, a hang or a flood of memory stays there.

`python -m creditkit.read.child FILE FOLDER` writes sheet0.ipc, sheet1.ipc … and sheets.json into FOLDER.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from creditkit.errors import CreditkitError, Where
from creditkit.words import N_

MEMORY_BYTES = 3 * 2**30
SECONDS = 60


def read_apart(path: Path) -> list[tuple[str, bool, pl.DataFrame]]:
    """(name, hidden, cells as text) of each sheet.  Errors: CK223 password, CK224 cannot be read, CK225 too much."""
    with tempfile.TemporaryDirectory(prefix="creditkit-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "creditkit.read.child", str(path.resolve()), folder],
                capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise CreditkitError(
                "CK225",
                N_("Reading the workbook took longer than {seconds} seconds and was stopped."),
                where=Where(str(path)),
                fix=N_("Save it as .xlsx or CSV in a spreadsheet program and read that."),
                seconds=SECONDS,
            ) from None
        listing = Path(folder) / "sheets.json"
        if done.returncode != 0 or not listing.exists():
            raise refusal(path, done.stderr.decode("utf-8", "replace"))
        sheets = json.loads(listing.read_text("utf-8"))
        return [
            (sheet["name"], sheet["hidden"], pl.read_ipc(Path(folder) / f"sheet{place}.ipc"))
            for place, sheet in enumerate(sheets)
        ]


def refusal(path: Path, reason: str) -> CreditkitError:
    """The error for what a reader said of a workbook."""
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return CreditkitError(
            "CK223",
            N_("The workbook is protected by a password."),
            where=Where(str(path)),
            fix=N_("Open it, remove the password (save as without one), and read the copy."),
        )
    last = next((line.strip() for line in reason.strip().splitlines() if line.strip()), "")
    return CreditkitError(
        "CK224",
        N_("The workbook cannot be read: {reason}."),
        where=Where(str(path)),
        fix=N_("Open it in a spreadsheet program and save it as .xlsx; if that fails too, the file is damaged."),
        reason=last[:200] or "the reader stopped",
    )


def _main(path: str, folder: str) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        sheets = []
        for place, name in enumerate(book.sheet_names):
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            frame = sheet.to_polars()
            frame.write_ipc(Path(folder) / f"sheet{place}.ipc")
            sheets.append({"name": name, "hidden": sheet.visible != "visible"})
        (Path(folder) / "sheets.json").write_text(json.dumps(sheets), "utf-8")
    except BaseException as error:  # noqa: BLE001  the readers' panics are no Exception; all of them end this process
        print(f"{error}" or type(error).__name__, file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2])
