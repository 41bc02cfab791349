"""What each command shows: the pipeline's frames as neutral results, tables and the pack; one file per panel."""

from creditkit.results.capital import capital
from creditkit.results.collect import collect
from creditkit.results.decide import explain, limit, policy_diff, score, terms
from creditkit.results.forecast import forecast
from creditkit.results.insure import calendar_of, insure, insure_claim
from creditkit.results.measure import aging, dso, habits
from creditkit.results.packs import pack, pack_inputs, pack_result, report
from creditkit.results.start import columns, columns_of, doctor, import_
from creditkit.results.stress import stress
from creditkit.results.watch import monitor

__all__ = [
    "aging", "calendar_of", "capital", "collect", "columns", "columns_of", "doctor", "dso", "explain", "forecast", "habits",
    "import_", "insure", "insure_claim", "limit", "monitor", "pack", "pack_inputs", "pack_result", "policy_diff", "report",
    "score", "stress", "terms",
]  # fmt: skip
