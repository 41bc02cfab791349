"""How ledger-sized work is run: whole in memory, in shards on local disk, or on a Spark cluster.

A fold is a customer-local function of a ledger: run on any set of whole customers it gives exactly those customers'
rows.  So a ledger may be cut between customers, the same function run on every part, and the parts put together; the
engines differ in where the parts lie, never in what is computed.
"""
