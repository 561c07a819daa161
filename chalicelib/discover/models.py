"""What the discover page and the search box ask for and get."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from chalicelib.catalog.models import MediaCard, MediaType, Slug
from chalicelib.platform.wire import Incoming, Outgoing, Paging


class Section(Outgoing):
    slug: str
    title: str
    items: list[MediaCard]


class DiscoverPage(Outgoing):
    sections: list[Section]


class GenreItem(Outgoing):
    slug: str
    name: str
    count: int


class GenreList(Outgoing):
    items: list[GenreItem]


class GenreFilter(Incoming):
    media_type: MediaType | None = None


class ItemFilter(Paging):
    """One section or one genre, page by page; one of the two has to be named."""

    section: Slug | None = None
    genre: Slug | None = None
    media_type: MediaType | None = None


class SearchQuery(Paging):
    q: Annotated[str, Field(min_length=1, max_length=200)]
    media_type: MediaType | None = None
    page_size: Annotated[int, Field(ge=1, le=50)] = 20


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section and the ids in it: the same for everyone."""

    slug: str
    title: str
    ids: list[int]
