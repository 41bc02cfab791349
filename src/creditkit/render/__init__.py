"""Blocks to terminal, CSV, JSON, Markdown, XLSX, Parquet and HTML."""
