"""What providers recommend comes to the discover page, and an outage leaves it there."""

from datetime import UTC, datetime

import pytest

from tests.metadata import HASTY
from tests.metadata import desk as open_desk
from tests.titles import make_title

THEN = datetime(2026, 1, 1, 12, tzinfo=UTC)
LISTS = {
    "trending/movie/week": "movie",
    "trending/tv/week": "show",
    "movie/popular": "movie",
    "tv/popular": "show",
    "tv/airing_today": "show",
    "movie/now_playing": "movie",
    "movie/upcoming": "movie",
    "movie/top_rated": "movie",
    "tv/top_rated": "show",
}


@pytest.fixture
def desk(db):
    with open_desk(db, omdb_api_key=None, igdb_client_id=None) as made:
        for path in LISTS:
            lists(made, path, [])
        yield made


def lists(desk, path, ids):
    name = "title" if LISTS[path] == "movie" else "name"
    desk.knows(
        f"/{path}",
        {
            "page": 1,
            "results": [each if isinstance(each, str) else {"id": each, name: "x"} for each in ids],
            "total_pages": 1,
            "total_results": len(ids),
        },
    )


def section(desk, slug):
    return desk.rows(
        """
        SELECT m.title
        FROM discover_section_items AS i
        JOIN discover_sections AS s ON s.id = i.section_id
        JOIN media_items AS m ON m.id = i.media_id
        WHERE s.slug = %s
        ORDER BY i.position
        """,
        slug,
    )


def state(desk, slug):
    return desk.row(
        "SELECT origin, stale_since, refreshed_at FROM discover_sections WHERE slug = %s", slug
    )


def films(desk, numbers):
    for number in numbers:
        desk.knows_movie(number, f"Film {number}", release_date="1927-01-10")


def test_a_list_becomes_an_ordered_section(desk):
    known = make_title(desk.db, "Known by number")
    desk.give_id(known, "tmdb", "1")
    imported = make_title(desk.db, "Known by IMDb")
    desk.give_id(imported, "imdb", "tt0000002")
    films(desk, (3, 4, 5))
    desk.knows_movie(2, "Known by IMDb", imdb_id="tt0000002")
    lists(desk, "movie/popular", [5, 2, 1, 4, 3, "nonsense", 99])

    desk.handlers.sections.run()

    assert section(desk, "popular-movies") == [
        ("Film 5",),
        ("Known by IMDb",),
        ("Known by number",),
        ("Film 4",),
        ("Film 3",),
    ]
    assert state(desk, "popular-movies") == ("tmdb", None, THEN)
    assert desk.row("SELECT count(*) FROM media_items") == (5,)
    assert desk.row(
        "SELECT media_id FROM media_external_ids WHERE source = 'tmdb' AND external_id = '2'"
    ) == (imported,)


def test_running_twice_adds_nothing(desk):
    films(desk, range(1, 7))
    lists(desk, "movie/upcoming", range(1, 7))

    desk.handlers.sections.run()
    desk.handlers.sections.run()

    assert desk.row("SELECT count(*) FROM media_items") == (6,)
    assert len(section(desk, "upcoming")) == 6


@pytest.mark.parametrize("mode", [500, 429, 401, "hang", "html", "list", "truncated", "empty"])
def test_an_outage_keeps_the_section_and_marks_it_stale(desk, mode):
    films(desk, range(1, 7))
    lists(desk, "movie/popular", range(1, 7))
    desk.handlers.sections.run()
    before = section(desk, "popular-movies")

    with open_desk(desk.db, omdb_api_key=None, igdb_client_id=None, timeouts=HASTY) as hasty:
        hasty.clock.pass_by(hours=7)
        hasty.service.mode = mode
        hasty.handlers.sections.run()

    assert section(desk, "popular-movies") == before
    assert state(desk, "popular-movies") == ("tmdb", THEN, THEN)


def test_a_refreshed_section_is_not_stale(desk):
    films(desk, range(1, 7))
    lists(desk, "movie/popular", range(1, 7))
    desk.handlers.sections.run()
    desk.do("UPDATE discover_sections SET stale_since = now()")
    desk.clock.pass_by(hours=7)

    desk.handlers.sections.run()

    assert state(desk, "popular-movies") == ("tmdb", None, desk.clock())


def test_a_very_short_list_replaces_no_section(desk):
    films(desk, range(1, 7))
    lists(desk, "movie/popular", range(1, 7))
    desk.handlers.sections.run()
    desk.clock.pass_by(hours=7)
    lists(desk, "movie/popular", [1, 2])

    desk.handlers.sections.run()

    assert len(section(desk, "popular-movies")) == 6
    assert state(desk, "popular-movies")[1] == THEN


def test_trending_alternates_movies_and_shows(desk):
    films(desk, (1, 2, 3))
    for number in (4, 5):
        desk.knows_show(number, f"Show {number}")
    lists(desk, "trending/movie/week", [1, 2, 3])
    lists(desk, "trending/tv/week", [4, 5])

    desk.handlers.sections.run()

    assert [title for (title,) in section(desk, "trending")] == [
        "Film 1",
        "Show 4",
        "Film 2",
        "Show 5",
        "Film 3",
    ]


def test_games_of_a_section_are_stored_without_metadata(db):
    with open_desk(db, omdb_api_key=None, tmdb_api_key=None) as desk:
        desk.knows_games(*({"id": n, "name": f"Game {n}", "hypes": n} for n in range(1, 7)))

        desk.handlers.sections.run()

        assert len(section(desk, "most-anticipated-games")) == 6
        assert state(desk, "most-anticipated-games")[0] == "igdb"
        assert desk.row("SELECT count(*) FROM media_items") == (6,)
        assert desk.row("SELECT count(*) FROM media_fetches") == (0,)


def test_the_cached_discover_page_is_dropped(db, cache):
    with open_desk(db, cache=cache, omdb_api_key=None, igdb_client_id=None) as desk:
        for path in LISTS:
            lists(desk, path, [])
        films(desk, range(1, 7))
        desk.discover.section_rows()
        lists(desk, "movie/upcoming", range(1, 7))

        desk.handlers.sections.run()

        assert [row.slug for row in desk.discover.section_rows()] == ["upcoming"]
