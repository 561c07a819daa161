"""Lists are found along indexes, without looking at the titles that are passed by."""

from datetime import UTC, datetime

import pytest
from psycopg import sql

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.store import list_pages
from chalicelib.catalog.store.facet_counts import FilterSizes
from chalicelib.catalog.store.list_query import ListQuery
from chalicelib.platform.db import Database
from tests.databases import database_copy

SIZES = FilterSizes(1_000_000, None, None, None, None, None, None, None, None)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def db(postgres, template):
    """Of its own: the planner counts the space that deleted rows leave in the files."""
    with database_copy(postgres, template) as url:
        database = Database(url)
        yield database
        database.close()


def plan(db, **wanted):
    """How PostgreSQL goes about a list when it may not read the whole table."""
    asked = ListQuery(Filter(**wanted), [MediaType.MOVIE], None, SIZES, NOW)
    with db.transaction() as conn:
        conn.execute("SET LOCAL enable_seqscan = off")
        conn.execute("SET LOCAL enable_bitmapscan = off")
        conn.execute("SET LOCAL enable_sort = off")
        explained = sql.SQL("EXPLAIN {}").format(list_pages.index_scan_statement(asked))
        return "\n".join(row[0] for row in conn.execute(explained, asked.parameters).fetchall())


@pytest.mark.parametrize("narrowed", [{"year_min": 2000, "year_max": 2009}, {"rating_min": 8.0}])
@pytest.mark.parametrize(
    ("sort", "index"),
    [
        (Sort.TRENDING, "movies_by_popularity"),
        (Sort.MOST_RATED, "movies_by_votes"),
        (Sort.NEWEST, "movies_by_release"),
    ],
)
def test_indexes_contain_the_filter_columns(db, sort, index, narrowed):
    assert f"Index Only Scan using {index} on media_scores" in plan(db, sort=sort, **narrowed)


@pytest.mark.parametrize("sort", [Sort.TOP_RATED, Sort.HIDDEN_GEMS])
def test_top_rated_titles_have_a_partial_index(db, sort):
    found = plan(db, sort=sort, min_votes=1_000, rating_min=7.5, year_min=2000, year_max=2009)

    assert "Index Only Scan using media_scores_rated_by_many on media_scores" in found
    assert "rating >= 7.5" in found.replace("'7.5'::numeric", "7.5")


def test_lists_of_several_kinds_use_the_index_of_each(db):
    kinds = [MediaType.MOVIE, MediaType.SHOW]
    asked = ListQuery(Filter(min_votes=100_000), kinds, None, SIZES, NOW)
    with db.transaction() as conn:
        conn.execute("SET LOCAL enable_seqscan = off")
        explained = sql.SQL("EXPLAIN SELECT FROM media_scores AS s WHERE {}").format(
            asked.set_conditions
        )
        found = "\n".join(row[0] for row in conn.execute(explained, asked.parameters).fetchall())

    assert "Bitmap Index Scan on movies_by_votes" in found
    assert "Bitmap Index Scan on shows_by_votes" in found
    assert "games" not in found


@pytest.mark.parametrize(
    "title", ["Amélie", "ŁÓDŹ", "Straße", "Ｆｕｌｌ", "日本", "Don't LOOK `Up`", "A\tb", ""]
)
def test_titles_are_sorted_without_accents(db, title):
    with db.read() as conn:
        row = conn.execute(
            "SELECT fold(%(title)s), unaccent('public.unaccent', lower(%(title)s)), fold(NULL)",
            {"title": title},
        ).fetchone()

    assert row[0] == row[1]
    assert row[2] is None
