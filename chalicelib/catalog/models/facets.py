"""Which filter values and scores occur among titles."""

from dataclasses import dataclass

from chalicelib.catalog.models.filters import Sort


@dataclass(frozen=True, slots=True)
class GenreCount:
    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A filter value and how many titles have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The filter values that occur, the most frequent first."""

    languages: list[ValueCount]
    countries: list[ValueCount]
    platforms: list[ValueCount]
    first_year: int | None
    last_year: int | None
    sorts: list[Sort]  # orders with data behind them
    has_ratings: bool


@dataclass(frozen=True, slots=True)
class ScoreCoverage:
    """Which scores titles have at all."""

    has_ratings: bool
    has_votes: bool
    has_hidden_gems: bool

    @property
    def sorts(self) -> list[Sort]:
        """The orders that these scores tell apart, without aliases."""
        needed = {
            Sort.TOP_RATED: self.has_ratings,
            Sort.MOST_RATED: self.has_votes,
            Sort.HIDDEN_GEMS: self.has_hidden_gems,
        }
        return [sort for sort in Sort if sort.canonical is sort and needed.get(sort, True)]
