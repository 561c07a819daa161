"""What is read of other services' files, and what hostile or broken files do."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from chalicelib.history_imports.errors import UnreadableFile
from chalicelib.history_imports.models.import_entries import (
    ImportedList,
    ImportEntry,
    ImportFormat,
    LeftOut,
)
from tests.history_imports import (
    gzipped,
    letterboxd_zip,
    read,
    table,
    trakt_movie,
    trakt_play,
    trakt_zip,
    zipped,
)
from worker.history_imports import source_files
from worker.history_imports.readers import recognize
from worker.history_imports.source_files import open_upload

AT = "2024-03-07T19:37:27Z"
NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)


def entries(name, content):
    """Kind, title, season, episode, time and value of what can be imported."""
    return [
        (
            *(each.kind, each.title.title, each.season_number, each.episode_number),
            *(each.happened_at, each.value),
        )
        for each in read(name, content)
        if isinstance(each, ImportEntry)
    ]


def left_out(name, content):
    return [each.message for each in read(name, content) if isinstance(each, LeftOut)]


def test_trakt_s_counts_add_what_its_history_lacks():
    film, show = trakt_movie("Heat", 1995, imdb="tt0113277"), trakt_movie("Pioneer One", 2010)
    export = trakt_zip(
        watched_history=[trakt_play(film, AT, id=1)],
        watched_movies=[{"plays": 3, "last_watched_at": AT, "movie": film}],
        watched_shows=[
            {
                "plays": 1,
                "show": show,
                "seasons": [
                    {"number": 1, "episodes": [{"number": 2, "plays": 1, "last_watched_at": AT}]}
                ],
            }
        ],
    )

    found = entries("trakt.zip", export)

    moment = datetime(2024, 3, 7, 19, 37, 27, tzinfo=UTC)
    assert found == [
        ("play", "Heat", None, None, moment, ""),
        ("play", "Heat", None, None, None, ""),
        ("play", "Heat", None, None, None, ""),
        ("play", "Pioneer One", 1, 2, moment, ""),
    ]


def test_trakt_s_files_of_lists_are_told_apart_by_name():
    listed = [{"listed_at": AT, "type": "movie", "movie": trakt_movie("Heat")}]
    export = trakt_zip(
        lists_watchlist=listed,
        lists_favorites=listed,
        lists_list_1_best=listed,
        user_profile=[],
        collection_movies=[{"collected_at": AT, "movie": trakt_movie("Heat")}],
    )

    assert [(each.kind, each.of_list and each.of_list.name) for each in read("t.zip", export)] == [
        ("later", None),
        ("favorite", None),
        ("list", "Best"),
        ("list", "Trakt collection"),
    ]


def test_trakt_s_lists_have_their_names_and_their_order():
    show = trakt_movie("Pioneer One", tvdb=5)
    export = trakt_zip(
        lists_lists=[
            {"name": "Best of the best", "description": "Mine", "ids": {"trakt": 7, "slug": "best"}}
        ],
        lists_list_7_best=[
            {"listed_at": AT, "rank": 2, "movie": trakt_movie("Stalker"), "notes": "Slow"},
            {"listed_at": AT, "rank": 1, "movie": trakt_movie("Heat")},
            *(
                {"listed_at": AT, "rank": 3, "show": show, "episode": {"season": 1, "number": n}}
                for n in (1, 2)
            ),
            {"listed_at": AT, "rank": 4, "person": {"name": "Ida"}},
        ],
    )

    found = read("trakt.zip", export)

    listed = [each for each in found if isinstance(each, ImportEntry) and each.kind == "list"]
    assert [each.title.title for each in listed] == ["Heat", "Stalker", "Pioneer One"]
    assert {each.of_list for each in listed} == {ImportedList("Best of the best", "Mine")}
    assert listed[0].place.endswith("entry 2")
    assert [(each[1], each[5]) for each in entries("trakt.zip", export) if each[0] == "note"] == [
        ("Stalker", "Slow")
    ]
    assert left_out("trakt.zip", export) == ["Only films and shows of lists are imported"]


def test_trakt_s_comments_and_notes_and_what_was_dropped():
    film, show = trakt_movie("Heat"), trakt_movie("Pioneer One")
    export = trakt_zip(
        comments_movies=[
            {"movie": film, "comment": {"comment": "Old", "created_at": "2020-01-02T10:00:00Z"}},
            {"movie": film, "comment": {"comment": "New", "spoiler": True, "created_at": AT}},
            {"movie": film, "comment": {"comment": "You are right", "parent_id": 3}},
        ],
        comments_lists=[{"list": {}, "comment": {"comment": "Nice list"}}],
        notes_episodes=[
            {"show": show, "episode": {"season": 1, "number": 2}, "note": {"notes": "The twist"}}
        ],
        hidden_dropped=[{"hidden_at": AT, "type": "show", "show": show}],
    )

    moment = datetime(2024, 3, 7, 19, 37, 27, tzinfo=UTC)
    assert entries("trakt.zip", export) == [
        ("status", "Pioneer One", None, None, None, "dropped"),
        ("review", "Heat", None, None, moment, "New\n\n— 2020-01-02 —\nOld"),
        ("note", "Pioneer One", None, None, None, "1x02: The twist"),
    ]
    assert [each.has_spoilers for each in read("trakt.zip", export)[-2:]] == [True, False]
    assert left_out("trakt.zip", export) == [
        "Replies to others are not imported",
        "Only texts on films and shows are imported",
    ]


def test_letterboxd_counts_a_film_once_doubles_stars_and_leaves_deleted_ones():
    row = {
        "Date": "2024-03-08",
        "Name": "Heat",
        "Year": 1995,
        "Letterboxd URI": "https://boxd.it/1",
    }
    other = {**row, "Name": "Stalker", "Year": 1979}
    export = letterboxd_zip(
        diary=[{**row, "Rating": 3.5, "Watched Date": "2024-03-07"}],
        watched=[row, other],
        ratings=[{**row, "Rating": 4.5}],
        watchlist=[other],
        likes_films=[row],
        deleted_diary=[{**other, "Watched Date": "2001-01-01"}],
    )

    assert [(each[0], each[1], each[4], each[5]) for each in entries("lb.zip", export)] == [
        ("play", "Heat", NOON, ""),
        ("rating", "Heat", datetime(2024, 3, 8, 12, tzinfo=UTC), "9"),
        ("play", "Stalker", None, ""),
        ("later", "Stalker", datetime(2024, 3, 8, 12, tzinfo=UTC), ""),
        ("favorite", "Heat", datetime(2024, 3, 8, 12, tzinfo=UTC), ""),
    ]


LETTERBOXD_LIST = """Letterboxd list export v7
Date,Name,Tags,URL,Description
2024-03-08,"Robbers, and cops",,https://boxd.it/9,"Two lines
of it"

Position,Name,Year,URL,Description
1,Heat,1995,https://boxd.it/1,The <i>diner</i> &amp; the street
2,Thief,1981,https://boxd.it/2,
3,,1990,https://boxd.it/3,
"""


@pytest.mark.parametrize("name", ["lists/robbers.csv", "robbers.csv"])
def test_letterboxd_s_lists_in_the_zip_and_alone(name):
    content = (
        LETTERBOXD_LIST if "/" not in name else zipped({name: LETTERBOXD_LIST.split("\n", 1)[1]})
    )

    found = read(name.rsplit("/", 1)[-1] if "/" not in name else "lb.zip", content)

    assert [each.title.title for each in found[:2]] == ["Heat", "Thief"]
    assert found[0].of_list == ImportedList("Robbers, and cops", "Two lines\nof it")
    assert found[2].message == "This line has no title"
    assert (found[3].kind, found[3].value) == ("note", "The diner & the street")


def test_letterboxd_s_reviews_and_tags_are_of_the_film():
    row = {"Name": "Heat", "Year": 1995, "Letterboxd URI": "https://boxd.it/1"}
    again = {**row, "Date": "2024-03-07", "Review": "Still<br>great", "Rating": 5}
    export = letterboxd_zip(
        diary=[
            {**row, "Date": "2020-01-02", "Watched Date": "2020-01-01", "Tags": "cinema, Night"}
        ],
        reviews=[
            {**row, "Date": "2020-01-02", "Review": "<b>Great</b>", "Tags": "cinema, night"},
            {**again, "Tags": "x" * 41},
        ],
    )

    assert [(each[0], each[5]) for each in entries("lb.zip", export)] == [
        ("play", ""),
        ("rating", "10"),
        ("review", "Still\ngreat\n\n— 2020-01-02 —\nGreat"),
        ("tag", "cinema"),
        ("tag", "Night"),
    ]
    assert left_out("lb.zip", export) == ["A tag has at most 40 characters"]


def test_a_review_that_is_too_long_says_so_and_keeps_what_fits():
    row = {"Name": "Heat", "Date": "2024-03-07", "Letterboxd URI": "https://boxd.it/1"}
    export = letterboxd_zip(reviews=[{**row, "Review": "word " * 3_000}])

    [review] = [each for each in entries("lb.zip", export) if each[0] == "review"]
    assert (len(review[5]), review[5][-1]) == (10_000, "…")
    assert left_out("lb.zip", export) == ["Only the first 10,000 characters of the review fit"]


def test_imdb_s_ratings_and_lists():
    rated = {
        "Const": "tt0113277",
        "Your Rating": 8,
        "Date Rated": "2024-03-07",
        "Title": "Heat",
        "Title Type": "Movie",
        "Year": 1995,
    }
    episode = {**rated, "Const": "tt0959621", "Title": "Pilot", "Title Type": "TV Episode"}
    game = {**rated, "Title Type": "Video Game"}

    ratings = read("ratings.csv", table(rated, episode, game))

    assert [each.title.ids for each in ratings[:2]] == [
        (("imdb", "tt0113277"),),
        (("imdb_episode", "tt0959621"),),
    ]
    assert (ratings[0].value, ratings[0].happened_at) == ("8", NOON)
    assert (ratings[2].title.media_type, ratings[2].title.ids) == ("game", ())
    listed = table({"Position": 1, **rated, "Created": "2024-03-07", "Description": "The diner"})
    assert [each[0] for each in entries("WATCHLIST.csv", listed)] == ["rating", "later", "note"]
    assert [each[0] for each in entries("ls012345678.csv", listed)] == ["rating", "later", "note"]
    of_list = read("Cops & robbers.csv", listed)[1]
    assert (of_list.kind, of_list.of_list) == ("list", ImportedList("Cops & robbers"))
    watchlist = table({"Position": 1, **game, "Your Rating": ""})
    assert [(each[0], each[5]) for each in entries("watchlist.csv", watchlist)] == [
        ("game", "wishlist 0")
    ]


def test_tv_time_has_rewatches_and_rows_twice():
    row = {
        "gsi": "watch-episode-1",
        "s_id": 111,
        "season_number": 1,
        "created_at": "2021-01-01 10:00:00",
        "series_name": "Pioneer One",
        "episode_number": 1,
    }
    shows = {"tv_show_name": "Planned", "tv_show_id": 222, "is_followed": 1}
    movie = {"type": "watch", "entity_type": "movie", "movie_name": "Heat"}
    export = zipped(
        {
            "tracking-prod-records-v2.csv": table(
                row,
                row,
                {**row, "created_at": "2022-01-01 10:00:00"},
                {**row, "episode_number": ""},
            ),
            "user_tv_show_data.csv": table(
                {**shows, "is_favorited": 1, "nb_episodes_seen": 0},
            ),
            "tracking-prod-records.csv": table(
                {
                    **movie,
                    "release_date": "1995-12-15 00:00:00",
                    "watch_date": "2022-04-01 00:00:00",
                    "created_at": "",
                },
            ),
            "access_token.csv": "token\nsecret\n",
        }
    )

    found = read("gdpr.zip", export)

    assert [(each.kind, each.title.title, each.happened_at) for each in found] == [
        ("play", "Pioneer One", datetime(2021, 1, 1, 10, tzinfo=UTC)),
        ("play", "Pioneer One", datetime(2022, 1, 1, 10, tzinfo=UTC)),
        ("later", "Planned", None),
        ("favorite", "Planned", None),
        ("play", "Heat", datetime(2022, 4, 1, tzinfo=UTC)),
    ]
    assert found[0].title.ids == (("tvdb", "111"),)
    assert found[4].title.year == 1995


def test_tv_time_s_lists_ratings_and_comments():
    film = "11111111-2222-3333-4444-555555555555"
    favorites = {"type": "list", "name": "", "objects": f"[map[type:movie uuid:{film}]]"}
    export = zipped(
        {
            "tracking-prod-records.csv": table(
                {
                    "type": "watch",
                    "entity_type": "movie",
                    "movie_name": "Heat",
                    "uuid": film,
                    "release_date": "1995-12-15 00:00:00",
                    "created_at": "2022-04-01 00:00:00",
                }
            ),
            "user_tv_show_data.csv": table(
                {"tv_show_name": "Pioneer One", "tv_show_id": 111, "is_followed": 0}
            ),
            "lists-prod-lists.csv": table(
                {"s_key": "favorite-movies", **favorites},
                {
                    "s_key": "x",
                    **favorites,
                    "name": "Robbers",
                    "objects": f"[map[created_at:1.6e+09 id:111 type:series] map[uuid:{film}]"
                    " map[uuid:unknown type:movie]]",
                },
            ),
            "tv_show_rate.csv": table({"tv_show_id": 111, "rating": 4}),
            "comments-prod-comments.csv": table(
                {"text": "What a night", "movie_name": "Heat", "series_name": ""}
            ),
        }
    )

    found = [each for each in read("gdpr.zip", export) if isinstance(each, ImportEntry)]

    assert [(each.kind, each.title.title, each.value) for each in found] == [
        ("play", "Heat", ""),
        ("favorite", "Heat", ""),
        ("list", "Pioneer One", ""),
        ("list", "Heat", ""),
        ("rating", "Pioneer One", "8"),
        ("note", "Heat", "What a night"),
    ]
    assert found[2].of_list == ImportedList("Robbers")
    assert left_out("gdpr.zip", export) == ["A title of this list is not named in the file"]


def test_simkl_s_backup():
    backup = {
        "movies": [
            {
                "status": "completed",
                "last_watched_at": AT,
                "user_rating": 9,
                "memo": {"text": "With Lena", "is_private": True},
                "movie": {"title": "Heat", "year": 1995, "ids": {"imdb": "tt0113277"}},
            },
            {"status": "plantowatch", "movie": {"title": "Stalker", "ids": {}}},
        ],
        "shows": [
            {
                "status": "hold",
                "show": {"title": "Pioneer One", "ids": {"tmdb": 5}},
                "seasons": [
                    {"number": 1, "episodes": [{"number": 1, "watched_at": AT}, {"number": 2}]}
                ],
            },
            "not even a title",
        ],
    }

    moment = datetime(2024, 3, 7, 19, 37, 27, tzinfo=UTC)
    assert entries("SimklBackup.json", json.dumps(backup)) == [
        ("rating", "Heat", None, None, None, "9"),
        ("play", "Heat", None, None, moment, ""),
        ("later", "Stalker", None, None, None, ""),
        ("play", "Pioneer One", 1, 1, moment, ""),
        ("play", "Pioneer One", 1, 2, None, ""),
        ("status", "Pioneer One", None, None, None, "on_hold"),
        ("note", "Heat", None, None, None, "With Lena"),
    ]
    assert left_out("SimklBackup.json", json.dumps(backup)) == ["It cannot be read"]


def test_yamtrack_s_table():
    columns = ("media_id", "source", "media_type", "title", "season_number", "episode_number")
    columns = (*columns, "score", "progress", "status", "end_date", "notes")
    heat = {"media_id": 949, "source": "tmdb", "media_type": "movie", "title": "Heat"}
    rows = [
        {**heat, "score": "8.7", "status": "Completed", "end_date": "2024-03-07"},
        {
            "media_id": 5,
            "source": "tmdb",
            "media_type": "episode",
            "title": "Pioneer One",
            "season_number": 1,
            "episode_number": 2,
            "end_date": "2024-03-07",
        },
        {**heat, "media_type": "season", "season_number": 1, "score": "9.0", "notes": "Slow"},
        {**heat, "media_type": "anime", "progress": 2, "status": "Dropped"},
        {
            "media_id": 9,
            "source": "igdb",
            "media_type": "game",
            "title": "0 A.D.",
            "progress": "3h 05min",
            "status": "In progress",
            "score": "7",
            "notes": "With the cousins",
        },
        {**heat, "media_type": "manga"},
    ]

    assert entries("yamtrack.csv", table(*rows, columns=columns)) == [
        ("play", "Heat", None, None, NOON, ""),
        ("rating", "Heat", None, None, NOON, "8.5"),
        ("play", "Pioneer One", 1, 2, NOON, ""),
        ("rating", "Heat", 1, None, None, "9"),
        ("play", "Heat", 1, 1, None, ""),
        ("play", "Heat", 1, 2, None, ""),
        ("status", "Heat", None, None, None, "dropped"),
        ("game", "0 A.D.", None, None, None, "playing 185"),
        ("rating", "0 A.D.", None, None, None, "7"),
        ("note", "Heat", None, None, None, "Season 1: Slow"),
        ("note", "0 A.D.", None, None, None, "With the cousins"),
    ]


ANIME = """<?xml version="1.0" encoding="UTF-8" ?>
<myanimelist>
  <myinfo><user_name>lena</user_name></myinfo>
  <anime>
    <series_animedb_id>1</series_animedb_id>
    <series_title><![CDATA[Cowboy & Bebop]]></series_title>
    <series_type>TV</series_type>
    <my_watched_episodes>2</my_watched_episodes>
    <my_start_date>2023-01-02</my_start_date>
    <my_finish_date>2024-03-07</my_finish_date>
    <my_score>9</my_score>
    <my_status>Completed</my_status>
    <my_times_watched>1</my_times_watched>
    <my_comments><![CDATA[Jazz]]></my_comments>
    <my_tags><![CDATA[space, noir]]></my_tags>
  </anime>
  <anime>
    <series_animedb_id>2</series_animedb_id>
    <series_title>Later</series_title>
    <my_start_date>0000-00-00</my_start_date>
    <my_score>0</my_score>
    <my_status>Plan to Watch</my_status>
  </anime>
</myanimelist>
"""


def test_myanimelist_s_export_packed_or_not():
    plain = entries("list.xml", ANIME)

    assert plain == entries("list.xml.gz", gzipped(ANIME))
    assert plain == [
        ("play", "Cowboy & Bebop", 1, 1, datetime(2023, 1, 2, 12, tzinfo=UTC), ""),
        ("play", "Cowboy & Bebop", 1, 1, None, ""),
        ("play", "Cowboy & Bebop", 1, 2, NOON, ""),
        ("play", "Cowboy & Bebop", 1, 2, None, ""),
        ("rating", "Cowboy & Bebop", None, None, None, "9"),
        ("later", "Later", None, None, None, ""),
        ("note", "Cowboy & Bebop", None, None, None, "Jazz"),
        ("tag", "Cowboy & Bebop", None, None, None, "space"),
        ("tag", "Cowboy & Bebop", None, None, None, "noir"),
    ]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE myanimelist [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE myanimelist [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE myanimelist SYSTEM "http://127.0.0.1/evil.dtd">',
    ],
)
def test_xml_with_a_document_type_is_refused(declaration):
    hostile = ANIME.replace("?>\n", f"?>\n{declaration}\n").replace("Later", "&a;")

    with pytest.raises(UnreadableFile, match="document type"):
        read("list.xml", hostile)


def test_broken_xml_names_its_line():
    with pytest.raises(UnreadableFile, match="broken in line 4"):
        read(
            "list.xml", ANIME.replace("<anime>", "<anime", 1).replace("\n    <series", "<series", 1)
        )


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (("3/14/24", "2/1/24"), ((3, 14), (2, 1))),
        (("14/03/2024", "01/02/2024"), ((3, 14), (2, 1))),
        (("4/2/24", "3/2/24", "2/2/24"), ((4, 2), (3, 2), (2, 2))),
        (("2/4/24", "28/3/24"), ((4, 2), (3, 28))),
        (("2024-03-14", "2024-02-01"), ((3, 14), (2, 1))),
    ],
)
def test_netflix_s_dates_are_read_in_the_order_in_which_they_go_back(dates, days):
    history = table(*[{"Title": "Heat", "Date": date} for date in dates])

    found = [each[4] for each in entries("NetflixViewingHistory.csv", history)]

    assert found == [datetime(2024, *day, 12, tzinfo=UTC) for day in days]


@pytest.mark.parametrize(
    ("text", "title", "season", "episode", "name"),
    [
        ("Heat", "Heat", None, None, ""),
        ("Pioneer One: Season 2: Sea Change", "Pioneer One", 2, None, "Sea Change"),
        ("Pioneer One: Staffel 1: Folge 3", "Pioneer One", 1, 3, ""),
        ("Pioneer One: Limited Series: Sea Change", "Pioneer One", 1, None, "Sea Change"),
        ("Mission: Impossible", "Mission: Impossible", None, None, "Impossible"),
    ],
)
def test_netflix_s_titles(text, title, season, episode, name):
    [found] = read("NetflixViewingHistory.csv", table({"Title": text, "Date": "3/14/24"}))

    assert (found.title.title, found.season_number, found.episode_number, found.episode_title) == (
        *(title, season, episode, name),
    )


def test_netflix_s_data_request_leaves_trailers_and_glances_out():
    row = {"Start Time": "2024-03-07 19:37:27", "Duration": "01:10:00", "Title": "Heat"}
    row["Supplemental Video Type"] = ""

    content = table(
        row,
        {**row, "Supplemental Video Type": "TRAILER"},
        {**row, "Duration": "00:00:40"},
    )

    assert len(entries("ViewingActivity.csv", content)) == 1
    assert len(left_out("ViewingActivity.csv", content)) == 2


@pytest.mark.parametrize("minutes", [-1, 10**12, float("inf"), [1]])
def test_an_impossible_time_played_is_a_broken_row(minutes):
    games = [{"appid": 1, "name": "Xonotic", "playtime_forever": minutes}]
    content = json.dumps({"games": games}).replace("Infinity", "1e999")

    assert len(left_out("steam.json", content)) == 1


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_moment_at_the_ends_of_the_calendar_is_a_broken_row(at):
    export = trakt_zip(watched_history=[trakt_play(trakt_movie("Heat", 1995), at)])

    assert left_out("export.zip", export) == [f"“{at}” is not a date"]


def test_steam_s_library():
    answer = {
        "response": {
            "game_count": 2,
            "games": [
                {"appid": 1, "name": "0 A.D.", "playtime_forever": 90, "rtime_last_played": 0},
                {"appid": 2, "name": "Xonotic", "playtime_forever": 0},
                {"appid": 3},
            ],
        }
    }

    assert [(each[0], each[1], each[5]) for each in entries("steam.json", json.dumps(answer))] == [
        ("game", "0 A.D.", "playing 90"),
        ("game", "Xonotic", "backlog 0"),
    ]
    assert left_out("steam.json", json.dumps(answer)) == ["Game 3 has no name"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_recognised(encoding, delimiter):
    history = table({"Title": "Amélie", "Date": "3/14/24"}, delimiter=delimiter)

    [found] = read("NetflixViewingHistory.csv", history.encode(encoding))

    assert found.title.title == "Amélie"


def test_a_huge_field_breaks_its_line_alone(monkeypatch):
    monkeypatch.setattr(source_files, "MAX_FIELD_CHARACTERS", 1000)
    rows = [{"Title": title, "Date": "3/14/24"} for title in ("Heat", "x" * 2000, "Stalker")]

    found = read("NetflixViewingHistory.csv", table(*rows))

    assert [isinstance(each, LeftOut) for each in found] == [False, True, False]


def test_a_zip_bomb_is_refused_while_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(source_files, "MAX_FILE_BYTES", 1 << 20)

    for bomb in (zipped({"a.csv": b"0" * (2 << 20)}), gzipped("0" * (2 << 20))):
        assert len(bomb) < 10_000
        with pytest.raises(UnreadableFile, match="far larger"):
            open_upload("bomb", bomb)
    monkeypatch.setattr(source_files, "MAX_TOTAL_BYTES", 3 << 19)
    with pytest.raises(UnreadableFile, match="far larger"):
        open_upload("bomb.zip", zipped({f"{n}.csv": b"0" * (1 << 20) for n in range(2)}))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\x1f\x8b broken", "damaged"),
        (zipped({"photo.jpg": b"x"}), "no table, JSON or XML"),
    ],
)
def test_unreadable_files_say_why(content, message):
    with pytest.raises(UnreadableFile, match=message):
        open_upload("file", content)


def test_a_zip_with_a_password_says_so():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.csv", "x")
    data = bytearray(content.getvalue())
    data[6] |= 1  # the flag of an encrypted file, in the header and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(UnreadableFile, match="password"):
        open_upload("a.zip", bytes(data))


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", "Some,Table\n1,2\n", None),
        ("a.json", "[]", None),
        ("a.json", '{"games": [{"name": "x"}]}', None),
        ("a.json", "[" * 100_000, None),
        ("a.csv", table({"Title": "Heat", "Date": "3/14/24"}), ImportFormat.NETFLIX),
        ("a.json", '{"games": [{"appid": 1}]}', ImportFormat.STEAM),
    ],
)
def test_a_format_is_recognised_by_what_is_in_the_file(name, content, found):
    assert recognize(open_upload(name, content.encode())) is found


@pytest.mark.parametrize(
    "item",
    [
        {"watched_at": AT, "movie": None},
        {"watched_at": AT, "movie": {"title": "Heat", "year": "MCMXCV", "ids": {}}},
        {"watched_at": AT, "show": {"title": "x"}, "episode": {"season": -1, "number": 2}},
        {"rated_at": AT, "rating": 11, "movie": {"title": "Heat"}},
        {"rated_at": AT, "rating": {}, "movie": {"title": "Heat"}},
        {"paused_at": AT, "movie": {"title": "Heat"}},
        {"paused_at": AT, "progress": "half", "movie": {"title": "Heat"}},
        {"plays": "many", "last_watched_at": AT, "movie": {"title": "Heat"}},
        {"plays": 1, "seasons": [{"number": 1, "episodes": [3]}], "show": {"title": "x"}},
    ],
)
def test_a_broken_entry_is_left_out_and_the_next_one_follows(item):
    good = trakt_play(trakt_movie("Heat"), AT)

    found = read("history.json", json.dumps([good, item, good]))

    assert [isinstance(each, LeftOut) for each in found if each is not None] == [False, True, False]
