"""TMDB: movies, shows and people."""

from chalicelib.providers.tmdb.client import Tmdb
from chalicelib.providers.tmdb.images import best_backdrop, best_logo, best_poster, image_url

__all__ = ["Tmdb", "best_backdrop", "best_logo", "best_poster", "image_url"]
