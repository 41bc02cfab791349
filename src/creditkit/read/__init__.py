"""From files to the canonical ledger: nothing guessed, nothing lost."""
