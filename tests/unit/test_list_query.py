"""Totals of lists that are known from stored counts."""

from datetime import UTC, datetime

import pytest

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.store.facet_counts import FilterSizes
from chalicelib.catalog.store.list_query import ListQuery

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NO_SIZES = dict.fromkeys(
    ("genre", "language", "country", "platform", "years", "rating", "votes", "available"), None
)


def query(sort, sizes, **wanted):
    found = FilterSizes(**{"everything": 1_000_000} | NO_SIZES | sizes)
    return ListQuery(Filter(sort=sort, **wanted), [MediaType.MOVIE], None, found, NOW)


@pytest.mark.parametrize(
    ("sizes", "wanted", "is_sure"),
    [
        ({}, {}, True),
        ({"rating": 20_001}, {"rating_min": 8.0}, True),
        ({"rating": 20_000}, {"rating_min": 8.0}, False),
        ({"years": 90_000}, {"year_min": 2000, "year_max": 2009}, True),
        ({"years": 90_000}, {"year_min": 2000}, False),  # some of it is yet to come
        ({"years": 90_000}, {"year_max": 2026}, False),
        ({"rating": 90_000, "language": 90_000}, {"rating_min": 8.0, "language": "en"}, False),
        ({"votes": 90_000}, {"min_votes": 100}, False),  # counted by binary digits
    ],
)
def test_a_known_total_of_the_newest_list_is_reused(sizes, wanted, is_sure):
    assert query(Sort.NEWEST, sizes, **wanted).exceeds(10_000) is is_sure


def test_filtered_lists_in_other_orders_are_counted():
    asked = query(Sort.HIDDEN_GEMS, {"rating": 90_000}, rating_min=7.5)

    assert asked.exceeds(10_000) is False
