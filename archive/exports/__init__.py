"""Bulk files for readers who compute: tables as CSV or Parquet with their description, and the web archive by portal."""
