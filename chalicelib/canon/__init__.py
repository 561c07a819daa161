"""The open API at /api: the catalogue of movies and shows for other programs."""
