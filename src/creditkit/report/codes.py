"""What a code such as CK205 means, for `creditkit explain CK205`."""

from __future__ import annotations

from creditkit.errors import CreditkitError
from creditkit.words import N_, say

FAMILIES = {
    "1": N_("The command line: an option, a format or a name that creditkit does not have. Exit status 2."),
    "2": N_("The input files: something in them cannot be read without guessing. Nothing was written. Exit status 3."),
    "3": N_("The data cannot answer the question that was asked. Exit status 3."),
    "4": N_("The policy or the workspace file. Exit status 4."),
    "5": N_("The output could not be written; what was there before is still there. Exit status 5."),
    "6": N_("Another run holds the workspace. Exit status 6."),
    "8": N_("A warning: the figures stand, and you should know this about them. It appears in every output."),
}
CODES = {
    "CK205": N_("A line has more or fewer fields than the header. A separator is missing or too many, or a value that holds one is not quoted. A reader that padded the line would move amounts into other columns, so the whole file is refused and every such line is listed."),
    "CK206": N_("Quotes do not pair up, so cells cannot be told apart. Double a quote inside a quoted cell, or export again."),
    "CK240": N_("Cells that are no amounts or dates, or rows without a customer or an amount. All of them are listed at once. With --rejects FILE they are written there, the rest is read, and every output states their number."),
    "CK244": N_("Two columns may be the same field and differ; choosing one would change a figure. Name the right one with --map."),
    "CK247": N_("1,234 may be 1234 or 1.234. Where no amount of the file proves the decimal mark, it must be named: --decimal . or --decimal ,"),
    "CK248": N_("03/04/2025 may be 3 April or 4 March. Where no date of the file proves the order, it must be named: --date-order dmy or mdy."),
    "CK251": N_("Several visible sheets of the workbook look like what was asked for. Name one with --sheet."),
    "CK254": N_("The open amount of the ledger differs from the control total given with --expect-total."),
    "CK270": N_("promises.csv, disputes.csv and snoozes.csv have fixed English column names in their first line; a column is missing there or stands twice. Further columns of your own are allowed."),
    "CK271": N_("Lines of promises.csv, disputes.csv or snoozes.csv that cannot be read; all of them are listed at once. Dates are written year first, amounts with a point. A later line with the same key replaces an earlier one."),
    "CK301": N_("A list of open items shows one day. What was open earlier cannot be rebuilt from it, for paid invoices are missing."),
    "CK303": N_("DSO needs sales; a list of open items lacks the invoices that were paid, so DSO from it would be far too high."),
    "CK506": N_("PDF is written by Typst, an optional part: pip install 'creditkit[pdf]'. It needs no other program."),
    "CK507": N_("A PDF carries its fonts with it. Without a font that has Chinese characters, names would print as boxes; so nothing is written. creditkit doctor says which font was found."),
    "CK508": N_("The template of a letter or report is not valid Typst. The message says where it stopped. A template reads no file but those that come with creditkit, and no package from the network."),
}  # fmt: skip


def code_text(code: str) -> str:
    """The code in words, or what its family means.  Errors: CK114 no such family."""
    family = FAMILIES.get(code[2])
    if family is None:
        raise CreditkitError("CK114", N_("There is no code {given}."), given=code)
    own = CODES.get(code)
    return f"{code}: {say(own)}\n{say(family)}" if own else f"{code}: {say(family)}"
