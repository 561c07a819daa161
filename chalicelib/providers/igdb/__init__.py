"""IGDB: games."""

from chalicelib.providers.igdb.client import Igdb
from chalicelib.providers.igdb.models import Game, image_url

__all__ = ["Game", "Igdb", "image_url"]
