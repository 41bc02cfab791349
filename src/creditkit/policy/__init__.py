"""What a credit manager may change: one frozen model, one commented TOML."""
