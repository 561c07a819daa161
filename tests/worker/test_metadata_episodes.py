"""Episodes: filled in where something is missing, whatever way a service numbers them."""

from datetime import date, time, timedelta

import pytest

from chalicelib.metadata.models import LocalEpisode
from chalicelib.providers.tmdb.models import Episode
from tests.metadata import NOON
from tests.services import Page
from tests.titles import make_show
from worker.metadata.episode_numbering import counted_through, updates


def bare(desk, show):
    """Nothing is known about the show's episodes but their numbers."""
    desk.do(
        """
        UPDATE show_episodes
        SET title = '', air_date = NULL, runtime_minutes = NULL
        WHERE media_id = %s
        """,
        show.id,
    )
    desk.give_id(show.id, "tmdb", "40", "show")


def episodes(desk, *names):
    return desk.rows(
        f"""
        SELECT season_number, episode_number, {", ".join(names)} FROM show_episodes
        ORDER BY season_number, episode_number
        """  # noqa: S608
    )


def test_missing_fields_are_filled_and_missing_episodes_added(desk):
    show = make_show(desk.db, seasons=(2,))
    bare(desk, show)
    desk.do("UPDATE show_episodes SET title = 'Ours' WHERE episode_number = 2")
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}, {"id": 2, "season_number": 2}])
    desk.knows_season(
        40,
        1,
        [
            {
                "id": 1,
                "episode_number": 1,
                "name": "Earthfall",
                "overview": "It falls.",
                "air_date": "2010-06-16",
                "runtime": 36,
                "still_path": "/s.jpg",
            },
            {"id": 2, "episode_number": 2, "name": "The Man from Mars", "runtime": 34},
            {"id": 3, "episode_number": 3, "name": "Alone in the Night"},
        ],
    )
    desk.knows_season(40, 2, [{"id": 4, "episode_number": 1, "name": "Later"}])

    desk.episodes.fetch(show.id)

    assert episodes(desk, "title", "runtime_minutes") == [
        (1, 1, "Earthfall", 36),
        (1, 2, "Ours", 34),
        (1, 3, "Alone in the Night", None),
        (2, 1, "Later", None),
    ]
    assert desk.row(
        "SELECT overview, air_date, still_url FROM show_episodes WHERE title = 'Earthfall'"
    ) == ("It falls.", date(2010, 6, 16), "https://image.tmdb.org/t/p/original/s.jpg")
    assert [row[0] for row in desk.rows("SELECT id FROM show_episodes ORDER BY id")][:2] == (
        show.episodes
    )
    assert desk.fetched(show.id)["episodes"] == NOON


def test_a_title_that_only_repeats_the_episode_number_is_replaced(desk):
    show = make_show(desk.db, seasons=(2,))
    bare(desk, show)
    desk.do("UPDATE show_episodes SET title = 'Episode #1.' || episode_number")
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}])
    desk.knows_season(
        40,
        1,
        [
            {"id": 1, "episode_number": 1, "name": "Earthfall"},
            {"id": 2, "episode_number": 2, "name": "Episode 2"},
        ],
    )

    desk.episodes.fetch(show.id)

    assert episodes(desk, "title")[0] == (1, 1, "Earthfall")


def test_the_days_of_episodes_that_have_not_aired_move(desk):
    show = make_show(desk.db, seasons=(3,))
    desk.give_id(show.id, "tmdb", "40", "show")
    today = NOON.date()
    before = [today - timedelta(days=1), today, today + timedelta(days=7)]
    for number, day in enumerate(before, start=1):
        desk.do("UPDATE show_episodes SET air_date = %s WHERE episode_number = %s", day, number)
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}])
    moved = [day + timedelta(days=14) for day in before]
    given = [{"id": n, "episode_number": n, "air_date": f"{day}"} for n, day in enumerate(moved, 1)]
    desk.knows_season(40, 1, given)

    assert desk.episodes.fetch(show.id) == 2
    assert [day for *_, day in episodes(desk, "air_date")] == [before[0], *moved[1:]]

    desk.clock.pass_by(days=2)
    desk.knows_season(40, 1, [{"id": 1, "episode_number": 2, "air_date": ""}])
    desk.episodes.fetch(show.id)

    assert [day for *_, day in episodes(desk, "air_date")] == [before[0], *moved[1:]]


def test_an_empty_season_removes_nothing(desk):
    show = make_show(desk.db, seasons=(2,))
    desk.give_id(show.id, "tmdb", "40", "show")
    before = episodes(desk, "title", "air_date", "runtime_minutes")
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}])
    desk.knows_season(40, 1, [{"id": 1, "episode_number": 1, "name": "", "air_date": ""}])

    desk.episodes.fetch(show.id)

    assert episodes(desk, "title", "air_date", "runtime_minutes") == before


def test_absolute_numbers_are_mapped_to_seasons(desk):
    """Season 2, episode 1 here is episode 4 of their only season."""
    show = make_show(desk.db, seasons=(3, 2))
    bare(desk, show)
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}])
    desk.knows_season(
        40, 1, [{"id": n, "episode_number": n, "name": f"Number {n}"} for n in range(1, 7)]
    )

    desk.episodes.fetch(show.id)

    assert episodes(desk, "title", "absolute_number") == [
        (1, 1, "Number 1", 1),
        (1, 2, "Number 2", 2),
        (1, 3, "Number 3", 3),
        (2, 1, "Number 4", 4),
        (2, 2, "Number 5", 5),
    ]
    assert "/tmdb/tv/40/season/2" in desk.service.paths()


def test_files_with_absolute_numbers_are_mapped_to_seasons(desk):
    show = make_show(desk.db, seasons=(4,))
    bare(desk, show)
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}, {"id": 2, "season_number": 2}])
    for season in (1, 2):
        desk.knows_season(
            40,
            season,
            [{"id": n, "episode_number": n, "name": f"S{season} E{n}"} for n in (1, 2)],
        )

    desk.episodes.fetch(show.id)

    assert [title for _, _, title in episodes(desk, "title")] == [
        "S1 E1",
        "S1 E2",
        "S2 E1",
        "S2 E2",
    ]
    assert desk.rows("SELECT season_number FROM show_seasons") == [(1,)]


def test_a_failed_season_writes_no_season(desk):
    show = make_show(desk.db, seasons=(1, 1))
    bare(desk, show)
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}, {"id": 2, "season_number": 2}])
    desk.knows_season(40, 1, [{"id": 1, "episode_number": 1, "name": "Earthfall"}])
    desk.service.serve("/tmdb/tv/40/season/2", None, make=lambda _asked: Page({}, status=500))

    desk.episodes.fetch(show.id)

    assert episodes(desk, "title") == [(1, 1, ""), (2, 1, "")]
    fetched = desk.fetched(show.id)
    assert fetched["episodes"] is None
    assert fetched["failure"] == "provider_server_failed"


def test_anime_has_absolute_numbers(desk):
    show = make_show(desk.db, "Mushishi", seasons=(2, 2), specials=1)
    desk.give_id(show.id, "mal", "457", "show")
    desk.do("UPDATE show_episodes SET air_date = NULL, title = ''")
    desk.service.serve(
        "/jikan/anime/457/episodes",
        {
            "data": [
                {"mal_id": 1, "title": "The Green Seat", "aired": "2005-10-23T00:00:00+00:00"}
            ],
            "pagination": {"last_visible_page": 1, "has_next_page": False},
        },
    )

    desk.episodes.fetch(show.id)

    assert episodes(desk, "absolute_number") == [
        (0, 1, None),
        (1, 1, 1),
        (1, 2, 2),
        (2, 1, 3),
        (2, 2, 4),
    ]
    assert desk.row(
        "SELECT title, air_date FROM show_episodes WHERE (season_number, episode_number) = (1, 1)"
    ) == ("The Green Seat", date(2005, 10, 23))


def test_the_absolute_order_of_thetvdb_takes_precedence(desk):
    show = make_show(desk.db, "Mushishi", seasons=(2,))
    desk.give_id(show.id, "mal", "457", "show")
    desk.give_id(show.id, "tvdb", "79089", "show")
    desk.service.serve("/tvdb/login", {"status": "success", "data": {"token": "t"}})
    desk.service.serve(
        "/tvdb/series/79089/episodes/official",
        {
            "data": {
                "episodes": [
                    {"id": 1, "seasonNumber": 1, "number": 1, "absoluteNumber": 27},
                ]
            },
            "links": {"next": None},
        },
    )

    desk.episodes.fetch(show.id)

    assert episodes(desk, "absolute_number") == [(1, 1, 27), (1, 2, 28)]


def test_a_waiting_page_gets_title_and_episodes_together(desk):
    show = make_show(desk.db, seasons=(1,))
    bare(desk, show)
    desk.knows_show(40, overview="A capsule falls.", seasons=[{"id": 1, "season_number": 1}])
    desk.knows_season(40, 1, [{"id": 1, "episode_number": 1, "name": "Earthfall"}])
    desk.do("INSERT INTO media_fetches (media_id, requested_at) VALUES (%s, %s)", show.id, NOON)

    desk.titles.fetch(show.id, with_episodes=True)

    fetched = desk.fetched(show.id)
    assert (fetched["backfilled_at"], fetched["episodes"], fetched["requested_at"]) == (
        NOON,
        NOON,
        None,
    )


def ours(*numbers, absolute=None):
    return [
        LocalEpisode(season, episode, (absolute or {}).get((season, episode)), has_gaps=True)
        for season, episode in numbers
    ]


def theirs(season, count, first=1):
    return [
        Episode(id=season * 1000 + n, season_number=season, episode_number=n, name=f"{season}.{n}")
        for n in range(first, first + count)
    ]


def told(found):
    return {(one.season_number, one.episode_number): one.title for one in found}


def test_a_known_absolute_number_sets_those_that_follow():
    found = counted_through(ours((1, 1), (1, 2), (2, 1), (2, 2), absolute={(2, 1): 14}))

    assert found == {(1, 1): 1, (1, 2): 2, (2, 1): 14, (2, 2): 15}


def test_specials_have_no_absolute_numbers():
    assert counted_through(ours((0, 1), (1, 1))) == {(1, 1): 1}


def test_a_season_unknown_to_the_provider_is_not_mapped_to_the_first():
    found = updates(ours((1, 1), (1, 2), (2, 1)), {1: theirs(1, 2), 2: None})

    assert told(found) == {(1, 1): "1.1", (1, 2): "1.2"}


def test_seasons_known_to_both_are_matched_by_number():
    found = updates(ours((1, 1), (2, 1), (3, 1)), {1: theirs(1, 9), 2: theirs(2, 1), 3: None})

    assert told(found)[2, 1] == "2.1"
    assert (3, 1) not in told(found)


def test_specials_of_a_provider_without_seasons_are_specials():
    found = updates(ours((1, 1), (2, 1)), {0: theirs(0, 1), 1: theirs(1, 3), 2: None})

    assert told(found) == {(0, 1): "0.1", (1, 1): "1.1", (2, 1): "1.2"}
    assert {one.may_create for one in found if one.season_number} == {False}


def test_seasons_of_an_imdb_show_keep_its_id_scheme(desk):
    show_id = 1_000_903_747
    desk.do("INSERT INTO media_items (id, media_type, title) VALUES (%s, 'show', 'Bad')", show_id)
    desk.do("INSERT INTO media_scores (media_id, media_type) VALUES (%s, 'show')", show_id)
    desk.give_id(show_id, "tmdb", "40", "show")
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}])
    desk.knows_season(40, 1, [{"id": 1, "episode_number": 1, "name": "Pilot"}])

    desk.episodes.fetch(show_id)

    assert desk.rows("SELECT id, season_number FROM show_seasons") == [(show_id * 100_000 + 1, 1)]
    assert episodes(desk, "title") == [(1, 1, "Pilot")]


def test_the_end_of_a_season_is_kept_and_moves_with_it(desk):
    show = make_show(desk.db, seasons=(2,))
    bare(desk, show)
    desk.knows_show(40, seasons=[{"id": 1, "season_number": 1}])
    desk.do("UPDATE show_episodes SET is_finale = true WHERE id = %s", show.episodes[0])
    desk.knows_season(
        40,
        1,
        [
            {"id": 1, "episode_number": 1, "episode_type": "standard"},
            {"id": 2, "episode_number": 2, "episode_type": "finale"},
        ],
    )

    desk.episodes.fetch(show.id)

    assert episodes(desk, "is_finale") == [(1, 1, False), (1, 2, True)]


@pytest.mark.parametrize(
    ("given", "kept"), [("21:00", time(21)), ("9:30", time(9, 30)), ("", None)]
)
def test_the_air_time_of_a_show_comes_from_thetvdb(desk, given, kept):
    show = make_show(desk.db, seasons=(1,))
    desk.give_id(show.id, "tvdb", "79089", "show")
    desk.service.serve("/tvdb/login", {"status": "success", "data": {"token": "t"}})
    desk.service.serve(
        "/tvdb/series/79089/extended",
        {"data": {"id": 79089, "name": "Pioneer One", "airsTime": given}},
    )

    desk.episodes.fetch(show.id)

    assert desk.row("SELECT airs_at FROM media_items WHERE id = %s", show.id) == (kept,)
