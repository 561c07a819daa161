"""Answers that services give as JSON, read back."""

from chalicelib.catalog.models import MediaPage
from chalicelib.catalog.models.search import SearchPage
from chalicelib.discover.models import DiscoverPage
from chalicelib.titles.models.title_detail import MediaDetail


def no_download(_media_id, _viewer):
    """A title without a running download."""
    return


def no_sources(_media_id):
    """A title without a free source."""
    return []


def in_germany(_user):
    """The country of every user."""
    return "DE"


def media_page(answer: bytes) -> MediaPage:
    return MediaPage.model_validate_json(answer)


def discover_page(answer: bytes) -> DiscoverPage:
    return DiscoverPage.model_validate_json(answer)


def media_detail(answer: bytes) -> MediaDetail:
    return MediaDetail.model_validate_json(answer)


def search_page(body: bytes) -> SearchPage:
    return SearchPage.model_validate_json(body)
