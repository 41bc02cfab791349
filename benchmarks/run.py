"""Whole processes side by side in one run: creditkit against the same job written by hand.  Ratios, never thresholds.

`python benchmarks/run.py [ROWS]`: the ledger is made once in a temporary folder; each pair runs in turn, A B A B …, after a
warm-up, and the medians and their ratio are printed.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from make_ledger import AS_OF, write

RUNS = 5
HERE = Path(__file__).parent


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def pair(name: str, ours: list[str], bare: list[str], target: float) -> None:
    seconds(ours)
    seconds(bare)
    times = [(seconds(ours), seconds(bare)) for _ in range(RUNS)]
    mine, other = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    met = "met" if ratio <= target else "missed"
    print(f"{name:38s} {mine:7.2f} s {other:7.2f} s   ratio {ratio:5.2f}   target {target:.2f}   {met}")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    python, as_of = sys.executable, AS_OF.isoformat()
    print(f"{platform.platform()}, Python {platform.python_version()}, {rows:,} rows, medians of {RUNS}")
    with tempfile.TemporaryDirectory() as folder:
        text, book = Path(folder) / "ledger.csv", Path(folder) / "ledger.xlsx"
        write(rows, text)
        write(rows // 10, book)
        ours = [python, "-m", "creditkit", "aging", "--as-of", as_of, "--quiet"]
        pair(
            f"aging of {rows:,} rows CSV",
            [*ours, str(text)],
            [python, str(HERE / "bare_polars.py"), str(text), as_of],
            2.0,
        )
        read = f"import fastexcel; fastexcel.read_excel({str(book)!r}).load_sheet(0).to_polars()"
        pair(f"aging of {rows // 10:,} rows XLSX", [*ours, str(book)], [python, "-c", read], 1.5)


if __name__ == "__main__":
    main()
