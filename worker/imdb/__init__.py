"""Imports the IMDb files into the catalogue: `python -m worker imdb-sync`."""
