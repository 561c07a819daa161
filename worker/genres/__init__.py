"""Genres that people assign by hand: `python -m worker genres-export` and `genres-import`."""
