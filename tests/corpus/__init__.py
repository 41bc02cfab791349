"""A corpus of small messy ledgers with what each must give, and the adapter that lets a scorer run it."""
