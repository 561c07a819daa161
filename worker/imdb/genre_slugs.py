"""IMDb's genres under the names the catalogue has for them."""

from chalicelib.catalog.imdb import GENRE_SLUGS
from chalicelib.catalog.seed import slug_of


def genre_slug(name: str) -> str:
    """`Sci-Fi` → `science-fiction`."""
    return GENRE_SLUGS.get(name.lower()) or slug_of(name)
