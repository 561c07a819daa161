"""What TMDB says about a title comes into the catalogue, and harms nothing there."""

from datetime import UTC, date, datetime

import pytest

from tests.metadata import HASTY
from tests.metadata import desk as open_desk
from tests.titles import make_credit, make_title

THEN = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def film(desk):
    media_id = make_title(desk.db)
    desk.give_id(media_id, "imdb", "tt0017136")
    return media_id


def facts(desk, media_id, *names):
    columns = ", ".join(names)
    return desk.row(f"SELECT {columns} FROM media_items WHERE id = %s", media_id)  # noqa: S608


def test_a_title_is_found_by_imdb_id_and_stored(desk, film):
    desk.finds("tt0017136", movie=19)
    desk.knows_movie(
        19,
        overview="A city of two storeys.",
        poster_path="/p.jpg",
        backdrop_path="/b.jpg",
        release_date="1927-02-06",
        runtime=153,
        original_language="de",
        origin_country=["DE"],
        popularity=12.5,
        vote_average=8.1,
        vote_count=2900,
        external_ids={"imdb_id": "tt0017136"},
        alternative_titles={"titles": [{"iso_3166_1": "FR", "title": "Métropolis"}]},
        videos={"results": [{"site": "YouTube", "key": "k", "name": "Trailer", "type": "Trailer"}]},
        genres=[{"id": 878, "name": "Science Fiction"}],
        release_dates={
            "results": [
                {
                    "iso_3166_1": "DE",
                    "release_dates": [
                        {
                            "certification": "6",
                            "release_date": "1927-01-10T00:00:00.000Z",
                            "type": 3,
                        }
                    ],
                },
                {
                    "iso_3166_1": "JP",
                    "release_dates": [{"release_date": "1929-04-03T00:00:00.000Z", "type": 3}],
                },
            ]
        },
    )

    assert desk.titles.fetch(film)

    assert facts(desk, film, "overview", "runtime_minutes", "language", "certificate") == (
        "A city of two storeys.",
        153,
        "de",
        "6",
    )
    assert facts(desk, film, "poster_url", "backdrop_url", "countries") == (
        "https://image.tmdb.org/t/p/original/p.jpg",
        "https://image.tmdb.org/t/p/original/b.jpg",
        ["DE"],
    )
    assert desk.rows("SELECT source, external_id FROM media_external_ids ORDER BY source") == [
        ("imdb", "tt0017136"),
        ("tmdb", "19"),
    ]
    assert desk.row("SELECT popularity, provider_popularity FROM media_scores") == (12.5, 12.5)
    assert desk.rows("SELECT source, value::float, best, votes FROM media_ratings") == [
        ("tmdb", 8.1, 10, 2900)
    ]
    assert desk.rows("SELECT region, kind, released_on, certificate FROM media_releases") == [
        ("DE", "cinema", date(1927, 1, 10), "6")
    ]
    assert desk.rows("SELECT title, region FROM media_alternate_titles") == [("Métropolis", "FR")]
    assert desk.rows("SELECT site, key, kind FROM media_videos") == [("YouTube", "k", "Trailer")]
    assert desk.rows("SELECT g.slug FROM media_genres JOIN genres AS g ON g.id = genre_id") == [
        ("science-fiction",)
    ]
    fetched = desk.fetched(film)
    assert (fetched["backfilled_at"], fetched["poster_checked_at"]) == (THEN, None)


def test_known_values_are_kept(desk, film):
    desk.do(
        """
        UPDATE media_items
        SET overview = 'Ours.', poster_url = '/art/ours.svg', language = 'zxx', runtime_minutes = 1
        WHERE id = %s
        """,
        film,
    )
    desk.do("UPDATE media_scores SET rating = 8.3, votes = 190000 WHERE media_id = %s", film)
    desk.finds("tt0017136", movie=19)
    desk.knows_movie(
        19,
        overview="Theirs.",
        poster_path="/p.jpg",
        original_language="de",
        runtime=153,
        vote_average=1.0,
        vote_count=9,
    )

    desk.titles.fetch(film)

    assert facts(desk, film, "overview", "poster_url", "language", "runtime_minutes") == (
        "Ours.",
        "/art/ours.svg",
        "zxx",
        1,
    )
    assert desk.row("SELECT rating::float, votes FROM media_scores") == (8.3, 190000)


def test_an_empty_answer_erases_nothing(desk, film):
    desk.give_id(film, "tmdb", "19")
    offers = {"DE": {"link": "l", "flatrate": [{"provider_id": 8, "provider_name": "Netz"}]}}
    full = {
        "overview": "A city.",
        "poster_path": "/p.jpg",
        "popularity": 5.0,
        "vote_average": 8.0,
        "vote_count": 10,
        "videos": {"results": [{"site": "YouTube", "key": "k", "name": "T", "type": "Trailer"}]},
        "credits": {"cast": [{"id": 1, "name": "Brigitte Helm", "character": "Maria"}], "crew": []},
        "watch/providers": {"results": offers},
    }
    desk.knows_movie(19, **full)
    desk.titles.fetch(film)
    counted = """
        SELECT (SELECT count(*) FROM media_videos), (SELECT count(*) FROM credits),
               (SELECT count(*) FROM media_offers), (SELECT count(*) FROM media_ratings),
               (SELECT popularity FROM media_scores)
    """
    before = desk.row(counted), facts(desk, film, "overview", "poster_url", "directors")

    desk.clock.pass_by(days=40)
    desk.knows_movie(19, overview="", poster_path=None, videos={"results": []}, credits={})
    desk.titles.fetch(film)

    assert desk.fetched(film)["backfilled_at"] == desk.clock()
    assert (desk.row(counted), facts(desk, film, "overview", "poster_url", "directors")) == before


def test_ended_watch_offers_are_removed_by_a_complete_response(desk, film):
    desk.give_id(film, "tmdb", "19")
    one, other = {"provider_id": 8, "provider_name": "A"}, {"provider_id": 9, "provider_name": "B"}
    desk.knows_movie(19, **{"watch/providers": {"results": {"DE": {"flatrate": [one, other]}}}})
    desk.titles.fetch(film)
    named = "SELECT provider_name FROM media_offers ORDER BY provider_id"

    desk.clock.pass_by(days=40)
    broken = {"results": {"DE": {"flatrate": [one, {"provider_id": "?"}]}}}
    desk.knows_movie(19, **{"watch/providers": broken})
    desk.titles.fetch(film)
    after_a_broken_answer = desk.rows(named)
    desk.clock.pass_by(days=40)
    desk.knows_movie(19, **{"watch/providers": {"results": {"DE": {"flatrate": [one]}}}})
    desk.titles.fetch(film)

    assert after_a_broken_answer == [("A",), ("B",)]
    assert desk.rows(named) == [("A",)]


def test_offers_and_dates_of_the_countries_that_users_chose_are_kept(desk, film):
    desk.give_id(film, "tmdb", "19")
    desk.regions = frozenset({"CH"})
    offered = {"flatrate": [{"provider_id": 8, "provider_name": "Netz"}]}
    out = [{"release_date": "1927-01-10T00:00:00.000Z", "type": 3, "certification": "6"}]
    regions = ("CH", "DE", "FR")
    desk.knows_movie(
        19,
        release_dates={
            "results": [{"iso_3166_1": region, "release_dates": out} for region in regions]
        },
        **{"watch/providers": {"results": dict.fromkeys(regions, offered)}},
    )

    desk.titles.fetch(film)

    assert desk.rows("SELECT region FROM media_offers ORDER BY region") == [("CH",), ("DE",)]
    assert desk.rows("SELECT region FROM media_releases ORDER BY region") == [("CH",), ("DE",)]


def test_a_title_without_a_poster_has_no_poster_address(desk, film):
    desk.finds("tt0017136", movie=19)
    desk.knows_movie(19)

    desk.titles.fetch(film)

    assert facts(desk, film, "poster_url") == (None,)
    assert desk.fetched(film)["poster_checked_at"] == THEN


def test_an_unknown_title_counts_as_requested(desk, film):
    desk.finds("tt0017136")

    assert not desk.titles.fetch(film)

    fetched = desk.fetched(film)
    assert (fetched["backfilled_at"], fetched["failure"]) == (THEN, "not_there")


@pytest.mark.parametrize("mode", [500, 429, "html", "truncated", "list", "empty", "hang"])
def test_an_outage_only_records_the_failure(desk, film, mode):
    desk.do("UPDATE media_items SET overview = 'Ours.' WHERE id = %s", film)

    with open_desk(desk.db, omdb_api_key=None, timeouts=HASTY) as hasty:
        hasty.service.mode = mode
        assert not hasty.titles.fetch(film)

    fetched = desk.fetched(film)
    assert fetched["backfilled_at"] is None
    assert fetched["failure"]
    assert facts(desk, film, "overview") == ("Ours.",)


def test_a_merged_external_id_is_looked_up_again(desk, film):
    desk.give_id(film, "tmdb", "18")
    desk.finds("tt0017136", movie=19)
    desk.knows_movie(19, overview="A city.")

    assert desk.titles.fetch(film)

    assert desk.row("SELECT external_id FROM media_external_ids WHERE source = 'tmdb'") == ("19",)
    assert facts(desk, film, "overview") == ("A city.",)


def test_an_external_id_of_another_title_is_not_taken(desk, film):
    other = make_title(desk.db, "Another")
    desk.give_id(other, "tmdb", "19")
    desk.give_id(other, "imdb", "tt7777777")  # so it is another one
    desk.finds("tt0017136", movie=19)
    desk.knows_movie(19, overview="A city.")

    desk.titles.fetch(film)

    assert desk.rows("SELECT media_id FROM media_external_ids WHERE source = 'tmdb'") == [(other,)]
    assert facts(desk, film, "overview") == ("A city.",)


def test_people_are_shared_between_titles(desk, film):
    second = make_title(desk.db, "Alraune")
    desk.give_id(film, "tmdb", "19")
    desk.give_id(second, "tmdb", "20")
    helm = {"id": 7, "name": "Brigitte Helm", "order": 0, "profile_path": "/h.jpg"}
    lang = {"id": 8, "name": "Fritz Lang", "department": "Directing", "job": "Director"}
    grip = {"id": 9, "name": "Somebody", "department": "Crew", "job": "Grip"}
    desk.knows_movie(19, credits={"cast": [{**helm, "character": "Maria"}], "crew": [lang, grip]})
    desk.knows_movie(20, credits={"cast": [{**helm, "character": "Alraune"}], "crew": []})

    desk.titles.fetch(film)
    desk.titles.fetch(second)

    assert desk.rows("SELECT name, tmdb_id FROM people ORDER BY tmdb_id") == [
        ("Brigitte Helm", 7),
        ("Fritz Lang", 8),
    ]
    assert desk.rows(
        "SELECT movie_id, character, job FROM credits ORDER BY movie_id, position"
    ) == [
        (film, "Maria", "Actor"),
        (film, "", "Director"),
        (second, "Alraune", "Actor"),
    ]
    assert facts(desk, film, "directors", "top_cast") == (["Fritz Lang"], ["Brigitte Helm"])


def test_imdb_credits_are_not_duplicated(desk, film):
    desk.give_id(film, "tmdb", "19")
    helm = make_credit(desk.db, film, "Brigitte Helm", imdb_id="nm0375609", position=1)
    desk.knows_movie(
        19,
        credits={
            "cast": [
                {"id": 7, "name": "Brigitte Helm", "character": "Maria", "order": 0},
                {"id": 5, "name": "Alfred Abel", "character": "Joh Fredersen", "order": 1},
            ],
            "crew": [],
        },
    )

    desk.titles.fetch(film)

    assert desk.rows("SELECT id, tmdb_id, imdb_id FROM people WHERE name = 'Brigitte Helm'") == [
        (helm, 7, "nm0375609")
    ]
    assert desk.rows("SELECT character, source FROM credits ORDER BY position, character") == [
        ("Joh Fredersen", "tmdb"),
        ("Maria", "imdb"),
    ]


def test_seed_credits_are_replaced_and_its_people_keep_their_ids(desk, film):
    desk.give_id(film, "tmdb", "19")
    helm = make_credit(desk.db, film, "Brigitte Helm", position=1)
    make_credit(desk.db, film, "Nobody Else Names", position=2)
    desk.do("UPDATE people SET seed_name = name, imdb_id = NULL")
    desk.do("UPDATE credits SET source = 'seed'")
    desk.knows_movie(
        19, credits={"cast": [{"id": 7, "name": "Brigitte Helm", "character": "Maria"}], "crew": []}
    )

    desk.titles.fetch(film)

    assert desk.rows("SELECT id, tmdb_id FROM people") == [(helm, 7)]
    assert desk.rows("SELECT person_id, character, source FROM credits") == [
        (helm, "Maria", "tmdb")
    ]


def test_removed_credits_are_deleted_and_imdb_credits_kept(desk, film):
    desk.give_id(film, "tmdb", "19")
    make_credit(desk.db, film, "Gustav Fröhlich", position=3)
    abel = {"id": 5, "name": "Alfred Abel", "character": "Joh", "order": 1}
    rasp = {"id": 6, "name": "Fritz Rasp", "character": "Der Schmale", "order": 2}
    desk.knows_movie(19, credits={"cast": [abel, rasp], "crew": []})
    desk.titles.fetch(film)

    desk.clock.pass_by(days=40)
    desk.knows_movie(19, credits={"cast": [abel], "crew": []})
    desk.titles.fetch(film)

    assert desk.rows(
        "SELECT p.name FROM credits JOIN people AS p ON p.id = person_id ORDER BY position"
    ) == [("Alfred Abel",), ("Gustav Fröhlich",)]


def test_related_titles_are_linked_by_id_or_by_name_and_year(desk, film):
    desk.give_id(film, "tmdb", "19")
    known = make_title(desk.db, "Alraune", year=1928)
    desk.give_id(known, "tmdb", "20")
    alike = make_title(desk.db, "Nosferatu", year=1922)
    make_title(desk.db, "The Lodger", year=1927)
    make_title(desk.db, "The Lodger", year=1927)  # which of the two?
    brief = {"release_date": "1922-03-05"}
    desk.knows_movie(
        19,
        recommendations={
            "results": [
                {"id": 21, "title": "Nosferatu", **brief},
                {"id": 20, "title": "Alraune", "release_date": "1928-01-25"},
                {"id": 22, "title": "The Lodger", "release_date": "1927-02-14"},
                {"id": 23, "title": "Not ours", "release_date": "1927-02-14"},
                {"id": 19, "title": "Metropolis"},
                "nonsense",
            ]
        },
    )

    desk.titles.fetch(film)

    assert desk.rows("SELECT kind, linked_id FROM media_links ORDER BY position") == [
        ("recommended", alike),
        ("recommended", known),
    ]


def test_missing_related_titles_are_fetched_without_theirs(desk, film):
    desk.give_id(film, "tmdb", "19")
    imported = make_title(desk.db, "Der müde Tod", year=1921)
    desk.give_id(imported, "imdb", "tt0012494")
    desk.knows_movie(
        19,
        similar={
            "results": [
                {"id": 30, "title": "Destiny", "release_date": "1921-10-06"},
                {"id": 31, "title": "Spies", "release_date": "1928-03-22"},
            ]
        },
    )
    more = {"similar": {"results": [{"id": 32, "title": "M", "release_date": "1931-05-11"}]}}
    desk.knows_movie(30, "Destiny", external_ids={"imdb_id": "tt0012494"}, **more)
    desk.knows_movie(31, "Spies", imdb_id="tt0019415", release_date="1928-03-22")
    desk.titles.fetch(film)

    assert desk.titles.fetch_neighbours(film) == 2

    spies = 1_000_000_000 + 19415
    assert desk.rows("SELECT linked_id FROM media_links ORDER BY position") == [
        (imported,),
        (spies,),
    ]
    assert desk.row("SELECT title, year FROM media_items WHERE id = %s", spies) == ("Spies", 1928)
    assert "/tmdb/movie/32" not in desk.service.paths()


def test_a_show_has_its_seasons_and_its_end(desk):
    show = make_title(desk.db, "Pioneer One", media_type="show", year=2010)
    desk.give_id(show, "tmdb", "40", "show")
    desk.knows_show(
        40,
        status="Ended",
        last_air_date="2011-12-13",
        first_air_date="2010-06-16",
        genres=[{"id": 1, "name": "Sci-Fi & Fantasy"}, {"id": 2, "name": "Drama"}],
        content_ratings={"results": [{"iso_3166_1": "DE", "rating": "12"}]},
        created_by=[{"id": 3, "name": "Josh Bernhard"}],
        seasons=[{"id": 1, "season_number": 1, "name": "Season 1", "poster_path": "/s.jpg"}],
    )

    desk.titles.fetch(show)

    assert facts(desk, show, "status", "end_year", "certificate", "directors") == (
        "Ended",
        2011,
        "12",
        ["Josh Bernhard"],
    )
    assert desk.rows("SELECT season_number, name, poster_url FROM show_seasons") == [
        (1, "Season 1", "https://image.tmdb.org/t/p/original/s.jpg")
    ]
    assert desk.rows(
        "SELECT g.name FROM media_genres JOIN genres AS g ON g.id = genre_id ORDER BY position"
    ) == [("Science Fiction",), ("Fantasy",), ("Drama",)]


def test_critic_scores_are_requested_when_a_key_is_set(db):
    with open_desk(db) as desk:
        film = make_title(db)
        desk.give_id(film, "tmdb", "19")
        desk.knows_movie(19, imdb_id="tt0017136")
        desk.service.serve(
            "/omdb/",
            {
                "imdbID": "tt0017136",
                "Title": "Metropolis",
                "imdbRating": "8.3",
                "imdbVotes": "190,000",
                "Metascore": "98",
                "Ratings": [{"Source": "Rotten Tomatoes", "Value": "97%"}],
                "Response": "True",
            },
        )

        desk.titles.fetch(film)

        assert desk.rows(
            "SELECT source, value::float, best, votes FROM media_ratings ORDER BY source"
        ) == [
            ("imdb", 8.3, 10, 190000),
            ("metacritic", 98.0, 100, None),
            ("rotten_tomatoes", 97.0, 100, None),
        ]


def test_fetched_names_are_searchable(desk, film):
    desk.give_id(film, "tmdb", "19")
    desk.knows_movie(
        19,
        alternative_titles={"titles": [{"iso_3166_1": "FI", "title": "Suurkaupunki"}]},
        credits={"cast": [{"id": 7, "name": "Brigitte Helm"}], "crew": []},
    )

    desk.titles.fetch(film)

    assert {row[0] for row in desk.rows("SELECT name FROM search_names")} >= {
        "suurkaupunki",
        "brigitte helm",
    }


def test_keywords_are_replaced_by_those_of_the_newest_answer(desk):
    film = make_title(desk.db, "Metropolis", media_type="movie")
    desk.give_id(film, "tmdb", "19")
    for names in (["dystopia", "robot"], ["Robot", "city", "robot"]):
        keywords = [{"id": n, "name": name} for n, name in enumerate(names, start=1)]
        desk.knows_movie(19, keywords={"keywords": keywords})
        desk.clock.pass_by(days=2)
        assert desk.titles.fetch(film)

    assert desk.rows(
        "SELECT k.name FROM media_keywords AS m JOIN keywords AS k ON k.id = m.keyword_id"
        " ORDER BY m.position"
    ) == [("robot",), ("city",)]


def test_the_next_episode_of_a_show_is_added_and_moved(desk):
    show = make_title(desk.db, "Pioneer One", media_type="show")
    desk.give_id(show, "tmdb", "7", "show")
    announced = {"id": 1, "season_number": 1, "episode_number": 1, "name": "Earthfall"}
    days = []
    for day in ("2026-03-01", "2026-03-08"):
        desk.knows_show(
            7,
            last_air_date="2025-12-24",
            seasons=[{"id": 1, "season_number": 1}],
            next_episode_to_air=announced | {"air_date": day},
        )
        desk.clock.pass_by(days=2)
        assert desk.titles.fetch(show)
        days += desk.rows("SELECT title, air_date FROM show_episodes WHERE media_id = %s", show)

    assert days == [("Earthfall", date(2026, 3, 1)), ("Earthfall", date(2026, 3, 8))]
    assert facts(desk, show, "last_air_date") == (date(2025, 12, 24),)


def test_an_announced_episode_that_follows_none_we_have_is_left_out(desk):
    show = make_title(desk.db, "Pioneer One", media_type="show")
    desk.give_id(show, "tmdb", "7", "show")
    desk.knows_show(
        7,
        seasons=[{"id": 1, "season_number": 1}],
        next_episode_to_air={
            "id": 1,
            "season_number": 1,
            "episode_number": 47,
            "air_date": "2026-03-01",
        },
    )

    assert desk.titles.fetch(show)

    assert desk.rows("SELECT * FROM show_episodes WHERE media_id = %s", show) == []
