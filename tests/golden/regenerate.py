"""Writes the golden files again:  python tests/golden/regenerate.py

Each `NAME.txt` beside this file is what one command line of LINES writes to stdout in a copy of examples/huaxia.  Look
at the differences (git diff tests/golden) before you commit them: each is a change that users' scripts will meet.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from command_lines import copy_of_huaxia, run  # noqa: E402
from creditkit.policy.load import load_policy  # noqa: E402

_ONE = ["--where", "customer_id=KH1007"]
_STRICT = "[limit]\nconcentration_cap = 0.05\n\n[hold]\nsoft_days = 15\n"

# name: width, command line.  The workspace says what the as-of date is: 2025-09-28.
LINES: dict[str, tuple[int, list[str]]] = {
    "aging-table-80-en": (80, ["aging", "--format", "table"]),
    "aging-table-160-zh": (160, ["aging", "--format", "table", "--lang", "zh"]),
    "aging-csv": (160, ["aging"]),
    "aging-json": (160, ["aging", *_ONE, "--format", "json"]),
    "aging-group-md-en": (160, ["aging", "--by", "group", "--format", "md"]),
    "aging-document-csv": (160, ["aging", "--by", "document", *_ONE]),
    "aging-years-md-zh": (
        160,
        ["aging", "--by", "department", "--basis", "invoice", "--bands", "years", "--format", "md", "--lang", "zh"],
    ),
    "aging-fifo-in-cny-csv": (160, ["aging", "--credits", "fifo", "--currency", "CNY"]),
    "dso-table-80-en": (80, ["dso", "--format", "table"]),
    "dso-month-csv": (160, ["dso", "--by", "month"]),
    "dso-json": (160, ["dso", "--format", "json"]),
    "dso-md-zh": (160, ["dso", "--format", "md", "--lang", "zh"]),
    "habits-table-80-zh": (80, ["habits", "--format", "table", "--lang", "zh"]),
    "habits-csv": (160, ["habits"]),
    "capital-table-160-en": (160, ["capital", "--format", "table"]),
    "capital-json": (160, ["capital", "--where", "currency=CNY", "--sales", "170000000", "--format", "json"]),
    "capital-md-zh": (160, ["capital", "--format", "md", "--lang", "zh"]),
    "forecast-table-80-en": (80, ["forecast", "--where", "currency=CNY", "--format", "table"]),
    "forecast-md-zh": (160, ["forecast", "--format", "md", "--lang", "zh"]),
    "forecast-json": (160, ["forecast", "--where", "currency=EUR", "--format", "json"]),
    "forecast-customer-csv": (160, ["forecast", "--by", "customer", "--no-backtest"]),
    "forecast-document-csv": (160, ["forecast", "--by", "document", *_ONE]),
    "score-table-160-en": (160, ["score", "--format", "table"]),
    "score-md-zh": (160, ["score", "--format", "md", "--lang", "zh"]),
    "limit-table-80-en": (80, ["limit", "--format", "table"]),
    "limit-csv": (160, ["limit"]),
    "terms-table-160-zh": (160, ["terms", "--format", "table", "--lang", "zh"]),
    "terms-csv": (160, ["terms"]),
    "explain-table-80-en": (80, ["explain", "KH1007", "--format", "table"]),
    "explain-md-zh": (160, ["explain", "KH1007", "--format", "md", "--lang", "zh"]),
    "explain-code-en": (80, ["explain", "CK205"]),
    "explain-code-zh": (80, ["explain", "CK205", "--lang", "zh"]),
    "import-table-160-en": (160, ["import", "ledger.csv", "--payments", "receipts.csv", "--format", "table"]),
    "columns-md-en": (160, ["columns", "ledger.csv", "--format", "md"]),
    "policy-diff-md-en": (160, ["policy", "diff", "policy.toml", "strict.toml", "--format", "md"]),
}


def written(folder: Path, name: str) -> bytes:
    """stdout of the command line `name` in `folder`, the copy of the example workspace."""
    columns, arguments = LINES[name]
    done = run(arguments, folder, columns=columns)
    if done.status:
        raise SystemExit(f"{name}: exit {done.status}\n{done.stderr}")
    return without_hashes(done.stdout, folder).encode("utf-8")


def without_hashes(text: str, folder: Path) -> str:
    """`text` with the policy's hash masked: it changes with every new default, and no figure does."""
    for path in [*folder.glob("*.toml"), None]:
        if path is not None and path.name == "creditkit.toml":
            continue
        digest = load_policy(path)[1]
        text = text.replace(digest, "<policy sha256>").replace(digest[:8], "<policy>")
    return text


def prepare(folder: Path) -> Path:
    """The copy of the workspace in which LINES are run, with the policy that `policy-diff` compares."""
    huaxia = copy_of_huaxia(folder)
    (huaxia / "strict.toml").write_text(_STRICT, "utf-8")
    return huaxia


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = prepare(Path(temporary))
        for stale in HERE.glob("*.txt"):
            if stale.stem not in LINES:
                stale.unlink()
        for name in LINES:
            (HERE / f"{name}.txt").write_bytes(written(folder, name))


if __name__ == "__main__":
    main()
