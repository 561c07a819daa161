"""One filter, every order: what is listed, how it is counted, and how it is found."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import sql

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.filters import Filter, Sort
from chalicelib.catalog.service.derived_data import add_title, update_titles
from chalicelib.catalog.service.title_lists import TitleLists
from chalicelib.catalog.store import facet_counts, list_pages, list_query
from chalicelib.catalog.store.list_query import ListQuery
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from tests.databases import on_server
from tests.titles import make_title

MOVIE, SHOW, GAME = MediaType
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ORDERS = [sort for sort in Sort if sort.canonical == sort]


@pytest.fixture
def lists(db, clock):
    return TitleLists(db, clock, Cache(None))


def run(db, statement, *values):
    with db.read() as conn:
        return conn.execute(statement, values)


def recount(db):
    with db.transaction() as conn:
        facet_counts.recount(conn)


def describe(db, media_id, *, language=None, countries=(), platforms=()):
    run(
        db,
        "UPDATE media_items SET language = %s, countries = %s, platforms = %s WHERE id = %s",
        language,
        list(countries),
        list(platforms),
        media_id,
    )


def visit(db, media_id, times, *, days_ago=0):
    for _ in range(times):
        run(
            db,
            "INSERT INTO title_views (media_id, viewed_at) VALUES (%s, %s)",
            media_id,
            NOW - timedelta(days=days_ago),
        )


def test_most_rated_sorts_by_number_of_votes(db, lists):
    few, many = make_title(db, votes=5, rating=9.0), make_title(db, votes=50, rating=2.0)

    assert lists.filtered(Filter(sort=Sort.MOST_RATED)).ids == [many, few]


def test_popular_goes_by_the_visits_of_a_week_then_by_popularity(db, lists):
    known = make_title(db, popularity=90)
    liked = make_title(db, popularity=50)
    visited = make_title(db, popularity=1)
    more = make_title(db, popularity=2)
    visit(db, visited, 1)
    visit(db, more, 2)
    visit(db, liked, 9, days_ago=8)

    found = lists.filtered(Filter(sort=Sort.POPULAR))

    assert found.ids == [more, visited, known, liked]
    assert lists.filtered(Filter(sort=Sort.POPULAR, offset=1, limit=2)).ids == [visited, known]


def test_trending_is_popularity_alone(db, lists):
    known, visited = make_title(db, popularity=90), make_title(db, popularity=1)
    visit(db, visited, 5)

    assert lists.filtered(Filter(sort=Sort.TRENDING)).ids == [known, visited]


def test_newest_leaves_out_unreleased_titles(db, lists):
    old = make_title(db, year=1999)
    new = make_title(db, release_date="2025-12-31", year=2025)
    today = make_title(db, release_date="2026-01-01", year=2026)
    make_title(db, release_date="2026-01-02", year=2026)
    make_title(db, year=None)

    found = lists.filtered(Filter(sort=Sort.NEWEST))

    assert (found.ids, found.total) == ([today, new, old], 3)


def test_hidden_gems_have_a_high_rating_and_few_votes(db, lists):
    best = make_title(db, rating=9.0, votes=100)
    good = make_title(db, rating=7.5, votes=10_000)
    for rating, votes in ((7.4, 500), (9.5, 99), (9.5, 10_001)):
        make_title(db, rating=rating, votes=votes)

    assert lists.filtered(Filter(sort=Sort.HIDDEN_GEMS)).ids == [best, good]


def many(db, count, *, votes=0):
    """A catalogue that is not small any more."""
    with db.transaction() as conn:
        conn.execute(
            """
            WITH made AS (
                INSERT INTO media_items (media_type, title, year)
                SELECT 'movie', 'Film ' || n, 1900 + n %% 120 FROM generate_series(1, %s) AS n
                RETURNING id, year
            )
            INSERT INTO media_scores (media_id, media_type, year, released_on, votes, rating)
            SELECT id, 'movie', year, make_date(year, 1, 1), %s, 5.0 FROM made
            """,
            [count, votes],
        )


def test_top_rated_needs_a_thousand_votes_by_default(db, lists):
    many(db, 5_001, votes=10)
    rated = make_title(db, rating=8.0, votes=1_000)
    make_title(db, rating=9.0, votes=999)
    recount(db)

    found = lists.filtered(Filter(sort=Sort.TOP_RATED))
    fewer = lists.filtered(Filter(sort=Sort.TOP_RATED, min_votes=500))

    assert (found.ids, found.total) == ([rated], 1)
    assert (len(fewer.ids), fewer.ids[1]) == (2, rated)


def test_top_rated_needs_fewer_votes_when_no_title_has_so_many(db, lists):
    many(db, 5_001, votes=10)
    best = make_title(db, rating=9.0, votes=20, genres=["Western"])
    make_title(db, rating=9.5, votes=0, genres=["Western"])
    recount(db)

    assert lists.filtered(Filter(sort=Sort.TOP_RATED, genre="Western")).ids == [best]


def test_in_a_small_catalogue_top_rated_lists_everything(db, lists):
    unrated = make_title(db)
    good, best = make_title(db, rating=7.0), make_title(db, rating=9.0, votes=1)
    recount(db)

    assert lists.filtered(Filter(sort=Sort.TOP_RATED)).ids == [best, good, unrated]


@pytest.mark.parametrize("asked", [
    {"genre": "drama"},
    {"genre": "Drama"},
    {"language": "de"},
    {"country": "DE"},
    {"platform": "Linux"},
    {"year_min": 1990},
    {"year_max": 2000},
    {"year_min": 1995, "year_max": 1995},
    {"rating_min": 8.0},
    {"min_votes": 300},
    {"media_type": SHOW},
    {"with_games": False},
    {"genre": "drama", "language": "de", "country": "DE", "platform": "Linux",
     "year_min": 1990, "year_max": 2000, "rating_min": 8.0, "min_votes": 300},
])  # fmt: skip
def test_every_filter_works_in_every_order(db, lists, asked):
    wanted = {
        kind: make_title(
            db, "Right", media_type=kind, year=1995, rating=8.0, votes=300, genres=["Drama"]
        )
        for kind in ("movie", "show", "game")
    }
    for one in wanted.values():
        describe(db, one, language="de", countries=["US", "DE"], platforms=["Windows", "Linux"])
    wrong = [
        make_title(db, "Wrong", year=year, rating=7.9, votes=200, genres=["War"])
        for year in (1980, 2020)
    ]
    for one in wrong:
        describe(db, one, language="en", countries=["US"])

    uncounted = {sort: lists.filtered(Filter(sort=sort, **asked)) for sort in ORDERS}
    recount(db)
    counted = {sort: lists.filtered(Filter(sort=sort, **asked)) for sort in ORDERS}

    expected = set(wanted.values()) | set(wrong)
    if set(asked) & {"genre", "language", "country", "platform", "rating_min", "min_votes"}:
        expected -= set(wrong)
    if "year_min" in asked:
        expected.discard(wrong[0])
    if "year_max" in asked:
        expected.discard(wrong[1])
    if asked.get("media_type") == SHOW:
        expected = {wanted["show"]}
    if asked.get("with_games") is False:
        expected.discard(wanted["game"])
    right = dict.fromkeys(ORDERS, (expected, len(expected)))
    for found in (uncounted, counted):
        assert {sort: (set(each.ids), each.total) for sort, each in found.items()} == right


def test_an_index_scan_and_a_filtered_scan_find_the_same(db):
    for number in range(60):
        make_title(
            db,
            f"Film {number * 7 % 60}",
            media_type=("movie", "show")[number % 2],
            year=1950 + number,
            rating=7.0 + number % 30 / 10,
            votes=number * 50 % 900 + 100,
            popularity=number * 11 % 60,
            genres=["Drama"] if number % 3 else ["War"],
        )
    recount(db)

    for sort in ORDERS:
        wanted = Filter(genre="drama", year_min=1960, sort=sort, limit=7, offset=3)
        with db.read() as conn:
            genre = list_pages.genre_id(conn, genre="drama")
            sizes = facet_counts.filter_sizes(
                conn, kinds=list(MediaType), genre_id=genre, filter=wanted
            )
            least = replace(wanted, min_votes=100) if sort == Sort.TOP_RATED else wanted
            query = ListQuery(least, list(MediaType), genre, sizes, NOW)
            index_scan = list_pages.index_scan(conn, query)
            filtered_scan = list_pages.filtered_scan(conn, query)
            common = replace(query, sizes=replace(sizes, genre=1_000_000))
            count = {one.counts_by_genre: list_pages.count(conn, one) for one in (query, common)}

        assert index_scan == filtered_scan.ids, sort
        assert len(index_scan) == 7, sort
        assert count == {True: filtered_scan.total, False: filtered_scan.total}, sort


def test_a_subset_of_titles_keeps_its_order_or_is_sorted(db, lists):
    ids = [make_title(db, popularity=n, genres=["Drama"] if n % 2 else []) for n in range(6)]
    chosen = [ids[3], ids[1], ids[5], ids[0]]
    drama = Filter(genre="drama", sort=Sort.TRENDING, limit=2)

    assert lists.narrowed(chosen, drama, keep_order=True) == replace_found([ids[3], ids[1]], 3)
    assert lists.narrowed(chosen, drama, keep_order=False) == replace_found([ids[5], ids[3]], 3)
    assert lists.narrowed([], drama, keep_order=True) == replace_found([], 0)


def replace_found(ids, total):
    from chalicelib.catalog.models import IdPage

    return IdPage(ids, total)


def test_totals_are_exact_for_a_kind_and_end_at_ten_thousand_for_the_rest(db, lists):
    many(db, 10_500)
    recount(db)

    everything = lists.filtered(Filter(media_type=MOVIE, limit=1))
    filtered = lists.filtered(Filter(media_type=MOVIE, year_min=1900, limit=1))
    rated = lists.filtered(Filter(media_type=MOVIE, rating_min=5.0, year_min=1900, limit=1))
    newest = lists.filtered(Filter(media_type=MOVIE, sort=Sort.NEWEST, limit=1))

    assert everything.total == 10_500
    assert filtered.total == rated.total == newest.total == 10_000
    beyond = lists.filtered(Filter(media_type=MOVIE, year_min=1900, limit=5, offset=10_000))
    assert (beyond.ids, beyond.total) == ([], 10_000)
    last = lists.filtered(Filter(media_type=MOVIE, limit=5, offset=10_498))
    assert (len(last.ids), last.total) == (2, 10_500)


def count(db):
    with db.read() as conn:
        rows = conn.execute(
            """
            SELECT media_type, genre_id::text, '', count FROM catalogue_counts WHERE count > 0
            UNION ALL
            SELECT media_type, facet, value, count FROM catalogue_facets WHERE count > 0
            """
        ).fetchall()
    return sorted(rows)


def test_counts_follow_a_title_that_is_changed_and_removed(db):
    first = make_title(db, rating=5.0, votes=70, genres=["Drama"])
    describe(db, first, language="de", countries=["DE"])
    recount(db)
    before = count(db)

    second = make_title(db, media_type="show", rating=5.0, votes=7, genres=["Drama", "War"])
    with db.transaction() as conn:
        add_title(conn, second)
    after = count(db)
    recount(db)
    assert count(db) == after

    with db.transaction() as conn, update_titles(conn, second):
        conn.execute("UPDATE media_scores SET year = 1999, votes = 0 WHERE media_id = %s", [second])
        conn.execute("UPDATE media_items SET language = 'fr' WHERE id = %s", [second])
    changed = count(db)
    recount(db)
    assert count(db) == changed

    with db.transaction() as conn, update_titles(conn, second):
        conn.execute("DELETE FROM media_items WHERE id = %s", [second])
    assert count(db) == before


def test_concurrent_title_changes_do_not_block_each_other(db):
    films = [make_title(db, f"Film {number}") for number in range(2)]
    for film, language in zip(films, ("de", "en"), strict=True):
        describe(db, film, language=language)
    recount(db)
    before, halfway = count(db), threading.Barrier(2, timeout=60)

    def change(film, language):
        with db.transaction() as conn, update_titles(conn, film):
            conn.execute("UPDATE media_items SET language = %s WHERE id = %s", [language, film])
            halfway.wait()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change, films, ("en", "de")))

    assert count(db) == before  # one of each still
    recount(db)
    assert count(db) == before


def test_facets_list_the_available_filters(db, lists):
    for number, language in enumerate(["de", "en", "en"]):
        film = make_title(db, year=1950 + number)
        describe(db, film, language=language, countries=["US", "GB"][: number + 1])
    game = make_title(db, media_type="game", year=2020)
    describe(db, game, language="ja", platforms=["Linux"])
    recount(db)

    films, everything = lists.facets([MOVIE]), lists.facets(list(MediaType))

    assert [(each.value, each.count) for each in films.languages] == [("en", 2), ("de", 1)]
    assert [(each.value, each.count) for each in films.countries] == [("US", 3), ("GB", 2)]
    assert (films.platforms, films.first_year, films.last_year) == ([], 1950, 1952)
    assert [each.value for each in everything.platforms] == ["Linux"]
    assert everything.last_year == 2020


def test_only_filters_and_orders_with_data_behind_them_are_offered(db, lists):
    make_title(db)
    assert lists.facets([MOVIE]).sorts == [Sort.TRENDING, Sort.POPULAR, Sort.NEWEST, Sort.A_TO_Z]
    assert lists.facets([MOVIE]).has_ratings is False

    with db.read() as conn:
        conn.execute("UPDATE media_scores SET rating = 7.6, votes = 5000")

    rated = lists.facets([MOVIE])
    assert (rated.has_ratings, set(rated.sorts)) == (True, {sort.canonical for sort in Sort})
    assert lists.facets([MediaType.SHOW]).has_ratings is False


def plan(conn, query):
    """The plan of a page along the index, as PostgreSQL tells it."""
    told = []

    class Telling:
        """Puts EXPLAIN in front of whatever is asked."""

        def cursor(self, **options):
            cur = conn.cursor()
            execute = cur.execute

            class Cursor:
                def __enter__(self):
                    return self

                def __exit__(self, *_):
                    cur.close()

                def execute(self, statement, parameters, **_):
                    asked = sql.SQL("EXPLAIN ") + statement
                    told.extend(row[0] for row in execute(asked, parameters).fetchall())

                def fetchall(self):
                    return [1]

            return Cursor()

    list_pages.index_scan(Telling(), query)
    return "\n".join(told)


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("asked", [{}, {"genre": "drama"}, {"rating_min": 5.0}, {"year_min": 1920}])
def test_at_scale_a_page_is_found_along_an_index(big, sort, asked):
    wanted = Filter(media_type=MOVIE, sort=sort, **asked)
    with big.read() as conn:
        genre = list_pages.genre_id(conn, genre="drama") if "genre" in asked else None
        sizes = facet_counts.filter_sizes(conn, kinds=[MOVIE], genre_id=genre, filter=wanted)
        if sort == Sort.TOP_RATED:
            wanted = replace(wanted, min_votes=100)
        elif sort == Sort.HIDDEN_GEMS:
            wanted = replace(wanted, min_votes=100, rating_min=7.5)
        query = ListQuery(wanted, [MOVIE], genre, sizes, NOW)

        told = plan(conn, query)

    assert not query.uses_filtered_scan
    assert "Seq Scan on media_scores" not in told, told
    assert "Seq Scan on media_items" not in told, told
    assert "Seq Scan on media_genres" not in told, told


def test_a_rare_genre_uses_a_filtered_scan_and_a_common_one_an_index_scan(big):
    with big.read() as conn:
        filtered_scan = {}
        for name in ("drama", "western"):
            wanted = Filter(media_type=MOVIE, genre=name)
            genre = list_pages.genre_id(conn, genre=name)
            sizes = facet_counts.filter_sizes(conn, kinds=[MOVIE], genre_id=genre, filter=wanted)
            filtered_scan[name] = ListQuery(wanted, [MOVIE], genre, sizes, NOW).uses_filtered_scan

    assert filtered_scan == {"drama": False, "western": True}


@pytest.fixture(scope="module")
def big(postgres, template):
    """Twenty thousand films, half of them dramas."""
    name = "seen_discover_lists"
    on_server(postgres, "CREATE DATABASE {} TEMPLATE {}", name, template)
    db = Database(postgres.url(name))
    many(db, 20_000, votes=500)
    with db.transaction() as conn:
        conn.execute("INSERT INTO genres (slug, name) VALUES ('drama', 'Drama'), ('western', 'W')")
        conn.execute(
            """
            INSERT INTO media_genres (media_id, genre_id)
            SELECT m.id, g.id
            FROM media_items AS m
            JOIN genres AS g ON g.slug = 'drama' AND m.id %% 2 = 0
                OR g.slug = 'western' AND m.id %% 500 = 0
            """.replace("%%", "%")
        )
        conn.execute("UPDATE media_scores SET votes = media_id % 5000, rating = media_id % 10")
        facet_counts.recount(conn)
    run(db, "ANALYZE")

    yield db

    db.close()
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", name)


def test_filtering_does_not_forget_a_field():
    """Every field of the filter is a condition, an order or a part of the page."""
    handled = {
        *list_query.SCORE_CONDITIONS,
        *list_query.ITEM_CONDITIONS,
        "media_type",
        "genre",
        "with_games",
        "available",
    }

    assert {*handled, "sort", "limit", "offset"} == set(Filter.__dataclass_fields__)
