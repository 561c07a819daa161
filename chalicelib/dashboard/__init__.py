"""The aggregate behind the first page."""
