"""Sections that the catalogue fills when no provider does."""

from datetime import date

import pytest

from chalicelib.catalog.models.filters import Filter
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.store import facet_counts
from chalicelib.discover.models import SECTION_RULES, ItemFilter, combine_filters
from chalicelib.discover.service import DiscoverService
from chalicelib.platform.cache import Cache
from chalicelib.platform.errors import NotFound
from tests.reading import discover_page, media_page
from tests.titles import make_person, make_show, make_title


@pytest.fixture
def user(db):
    return make_person(db)


@pytest.fixture
def discover(db, clock):
    return DiscoverService(db, Cache(None), CatalogService(db, clock))


def run(db, statement, *values):
    with db.read() as conn:
        return conn.execute(statement, values)


def fill(db, *, movies=0, shows=0, games=0):
    """Titles with falling popularity and votes; the years are long over."""
    with db.transaction() as conn:
        for kind, count in (("movie", movies), ("show", shows), ("game", games)):
            conn.execute(
                """
                WITH made AS (
                    INSERT INTO media_items (media_type, title, year)
                    SELECT %(kind)s, %(kind)s || n, 1990 FROM generate_series(1, %(count)s) AS n
                    RETURNING id
                )
                INSERT INTO media_scores (
                    media_id, media_type, year, released_on, votes, popularity, rating
                )
                SELECT id, %(kind)s, 1990, '1990-01-01', 20000 - id, 20000 - id, 5.0 FROM made
                """,
                {"kind": kind, "count": count},
            )
        facet_counts.recount(conn)


def section(discover, user, slug):
    page = media_page(
        discover.items(user, ItemFilter.model_validate({"section": slug, "pageSize": 100}))
    )
    return [card.id for card in page.items]


def test_a_small_catalogue_leaves_sections_unchanged(db, discover):
    fill(db, movies=999)

    assert discover.refresh_from_catalogue() == []
    assert run(db, "SELECT count(*) FROM discover_sections").fetchone() == (0,)


def test_sections_follow_the_orders(db, discover, user):
    fill(db, movies=1_000, shows=1_000)
    best = make_title(db, "Best", rating=9.9, votes=50_000)
    trending = make_title(db, "Trending", popularity=10**6)

    filled = discover.refresh_from_catalogue()

    assert filled == [
        "trending", "popular-movies", "popular-shows", "top-rated-movies", "top-rated-shows",
    ]  # fmt: skip
    assert section(discover, user, "top-rated-movies")[0] == best
    assert section(discover, user, "trending")[0] == trending
    assert len(section(discover, user, "popular-shows")) == 60
    shown = discover_page(discover.overview(user)).sections
    assert [each.slug for each in shown] == filled
    assert {each.origin for each in shown} == {"catalogue"}


def test_dates_decide_which_titles_are_upcoming_or_airing(db, discover, user):
    fill(db, movies=1_000, shows=1_000, games=1_000)
    days = {"now-playing": "2025-12-20", "upcoming": "2026-03-01"}
    films = {
        slug: [make_title(db, slug, release_date=day, popularity=n) for n in range(6)]
        for slug, day in days.items()
    }
    shows = [make_show(db, f"Show {n}").id for n in range(6)]
    for show in shows:
        run(
            db,
            "UPDATE show_episodes SET air_date = %s WHERE media_id = %s",
            date(2026, 1, 1),
            show,
        )
    new = [
        make_title(db, "Game", media_type="game", release_date=f"2025-12-0{n + 1}")
        for n in range(6)
    ]
    awaited = [
        make_title(db, "Game", media_type="game", release_date="2027-01-01", popularity=n)
        for n in range(6)
    ]

    discover.refresh_from_catalogue()

    assert section(discover, user, "now-playing") == films["now-playing"][::-1]
    assert section(discover, user, "upcoming") == films["upcoming"][::-1]
    assert set(section(discover, user, "airing-today")) == set(shows)
    assert section(discover, user, "recently-released-games") == new[::-1]
    assert section(discover, user, "most-anticipated-games") == awaited[::-1]


def test_a_section_is_never_emptied(db, discover, user):
    fill(db, movies=1_000)
    coming = [
        make_title(db, "Soon", release_date="2026-03-01", popularity=n, year=2026) for n in range(6)
    ]
    assert "upcoming" in discover.refresh_from_catalogue()

    run(db, "UPDATE media_scores SET released_on = '2020-01-01' WHERE media_id = ANY(%s)", coming)

    assert "upcoming" not in discover.refresh_from_catalogue()
    assert section(discover, user, "upcoming") == coming[::-1]


def test_sections_of_configured_providers_and_of_the_seed_stay(db, discover, user):
    fill(db, movies=1_000)
    film = make_title(db, "Chosen")
    for slug, origin in (("trending", "tmdb"), ("silent-era", "seed")):
        run(
            db,
            """
            WITH s AS (
                INSERT INTO discover_sections (slug, title, position, refreshed_at, origin)
                VALUES (%s, 'By hand', 0, now(), %s)
                RETURNING id
            )
            INSERT INTO discover_section_items SELECT s.id, 0, %s FROM s
            """,
            slug,
            origin,
            film,
        )

    kept = discover.refresh_from_catalogue(keep=["tmdb"])
    assert "trending" not in kept
    assert section(discover, user, "trending") == [film]
    assert section(discover, user, "silent-era") == [film]

    assert "trending" in discover.refresh_from_catalogue()
    assert film not in section(discover, user, "trending")
    assert section(discover, user, "silent-era") == [film]


def test_a_stale_section_has_its_date(db, discover, user):
    film = make_title(db)
    run(
        db,
        """
        WITH s AS (
            INSERT INTO discover_sections (
                slug, title, position, refreshed_at, origin, stale_since
            )
            VALUES ('trending', 'Trending', 0, now(), 'tmdb', '2025-12-30T06:00:00Z')
            RETURNING id
        )
        INSERT INTO discover_section_items SELECT s.id, 0, %s FROM s
        """,
        film,
    )

    (shown,) = discover_page(discover.overview(user)).sections

    assert (shown.origin, str(shown.stale_since)) == ("tmdb", "2025-12-30 06:00:00+00:00")


def test_a_filtered_section_keeps_its_order(db, discover, user):
    ids = [
        make_title(db, f"Film {n}", year=1990 + n, popularity=-n, genres=["Drama"] if n % 2 else [])
        for n in range(6)
    ]
    with db.transaction() as conn:
        row = conn.execute(
            """
            INSERT INTO discover_sections (slug, title, position, refreshed_at)
            VALUES ('mine', 'Mine', 0, now())
            RETURNING id
            """
        ).fetchone()
        for place, one in enumerate(reversed(ids)):
            conn.execute(
                "INSERT INTO discover_section_items VALUES (%s, %s, %s)", [row[0], place, one]
            )

    def found(**asked):
        page = media_page(
            discover.items(user, ItemFilter.model_validate({"section": "mine", **asked}))
        )
        return [card.id for card in page.items], page.total

    assert found(genre="drama") == ([ids[5], ids[3], ids[1]], 3)
    assert found(yearMin=1994) == ([ids[5], ids[4]], 2)
    assert found(sort="trending", genre="drama") == ([ids[1], ids[3], ids[5]], 3)
    assert found(genre="drama", pageSize=2, page=2) == ([ids[1]], 3)


def test_a_collection_combines_its_filter_with_that_of_the_query(db, clock, user):
    drama = [
        make_title(db, f"Film {n}", year=1990 + n, votes=n, genres=["Drama"]) for n in range(5)
    ]
    make_title(db, "Other", votes=99)
    held = {"by-filter": Filter(genre="Drama", limit=3), "by-hand": [drama[1], drama[4]]}

    def contents(slug):
        if slug not in held:
            raise NotFound("There is no such collection.")
        return held[slug]

    discover = DiscoverService(db, Cache(None), CatalogService(db, clock), contents)

    def found(**asked):
        page = media_page(discover.items(user, ItemFilter.model_validate(asked)))
        return [card.id for card in page.items], page.total

    assert found(collection="by-filter") == ([drama[4], drama[3], drama[2]], 3)
    assert found(collection="by-filter", yearMax=1991) == ([drama[1], drama[0]], 2)
    assert found(collection="by-filter", genre="war") == ([], 0)
    assert found(collection="by-filter", page=2, pageSize=2) == ([drama[2]], 3)
    assert found(collection="by-hand") == ([drama[1], drama[4]], 2)
    assert found(collection="by-hand", yearMin=1992) == ([drama[4]], 1)
    with pytest.raises(NotFound):
        found(collection="nobody")


def test_combined_filters_take_the_stricter_limit_of_each():
    held = Filter(genre="Drama", year_min=1990, rating_min=7.0, min_votes=100)
    asked = Filter(genre="drama", year_min=1980, year_max=2000, rating_min=8.0, offset=24)

    together = combine_filters(held, asked, None)

    assert together == Filter(
        genre="Drama", year_min=1990, year_max=2000, rating_min=8.0, min_votes=100, offset=24
    )
    assert combine_filters(held, Filter(genre="War"), None) is None


def test_rules_have_one_slug_each():
    assert len({rule.slug for rule in SECTION_RULES}) == len(SECTION_RULES)
