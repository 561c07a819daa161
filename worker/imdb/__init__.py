"""The IMDb files brought into the catalogue: `python -m worker imdb-sync`."""
