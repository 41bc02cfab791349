"""Ledger-sized work: canonical ledger in, one row per customer, month or bucket out; right on any set of whole customers."""
