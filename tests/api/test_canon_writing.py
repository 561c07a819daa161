"""The open API: changing the catalogue."""

import pytest

from chalicelib.catalog.store import facet_counts
from tests.titles import make_file, make_person, make_show, make_title


@pytest.fixture
def admin(api):
    return api.as_admin()


def genres(db, *names):
    with db.read() as conn:
        for name in names:
            conn.execute("INSERT INTO genres (slug, name) VALUES (lower(%s), %s)", [name, name])


def counts(db):
    with db.read() as conn:
        found = conn.execute(
            """
            SELECT media_type, coalesce(g.name, ''), count
            FROM catalogue_counts
            LEFT JOIN genres AS g ON g.id = genre_id
            WHERE count > 0
            """
        ).fetchall()
    return {(kind, name): count for kind, name, count in found}


FULL = {
    "display_name": "The General",
    "start_year": 1926,
    "imdb_id": "tt0017925",
    "image_url": "https://image.tmdb.org/t/p/original/general.jpg",
    "tmdb_id": 961,
    "num_votes": 98231,
    "average_rating": 8.1,
    "original_title": "The General",
    "original_language": "en",
    "release_date": "1926-12-31",
    "tmdb_popularity": 15.2,
    "runtime_minutes": 67,
    "origin_country": "US",
    "genres": ["Comedy", "Action"],
}


def test_a_created_title_has_the_fields_that_were_sent(db, admin):
    genres(db, "Action", "Comedy")

    created = admin.post("/api/titles", json={**FULL, "type": "movie"})

    assert created.status == 201
    title = created.json
    assert {name: title[name] for name in FULL} == FULL
    assert title["title_id"] == 1_000_017_925  # what the import would call it
    assert admin.get(f"/api/titles/{title['title_id']}").json == title
    assert admin.get("/api/titles?q=the+general").json["total"] == 1
    assert admin.get("/api/discover?genre=Comedy").json["total"] == 1
    assert counts(db) == {("movie", ""): 1, ("movie", "Action"): 1, ("movie", "Comedy"): 1}


def test_a_movie_and_a_show_are_created_by_their_kind(db, admin):
    movie = admin.post("/api/movies", json={"display_name": "Film", "start_year": 2001})
    show = admin.post("/api/shows", json={"display_name": "Show", "end_year": 1999})

    assert (movie.status, show.status) == (201, 201)
    assert movie.json["movie_id"] == movie.json["title_id"] == movie.json["title"]["title_id"]
    assert movie.json["title"]["type"] == "movie"
    assert (show.json["seasons"], show.json["is_series_finished"]) == ([], True)
    assert movie.json["movie_id"] < 1_000_000_000


def test_a_change_keeps_fields_it_does_not_contain(db, admin):
    genres(db, "Action", "Comedy", "War")
    title_id = admin.post("/api/titles", json={**FULL, "type": "movie"}).json["title_id"]

    changed = admin.put(
        f"/api/titles/{title_id}",
        json={"display_name": "Der General", "genres": ["War"], "tmdb_id": None},
    )

    assert changed.status == 200
    expected = FULL | {"display_name": "Der General", "genres": ["War"], "tmdb_id": None}
    assert {name: changed.json[name] for name in FULL} == expected
    assert counts(db) == {("movie", ""): 1, ("movie", "War"): 1}
    assert admin.get("/api/titles?q=der+general").json["total"] == 1


def test_a_changed_title_moves_in_the_lists(db, admin):
    first, second = make_title(db, "First", votes=10), make_title(db, "Second", votes=5)

    def order():
        return [each["title_id"] for each in admin.get("/api/discover").json["titles"]]

    assert order() == [first, second]
    admin.put(f"/api/movies/{second}", json={"num_votes": 20})
    assert order() == [second, first]


def test_contradictory_values_are_refused_at_their_field(db, admin):
    genres(db, "Action")
    wrong = {
        "display_name": ["", "a" * 501, None],
        "start_year": [1700, 2300, "soon"],
        "imdb_id": ["0017925", "tt12", "tt1234567890", "nm0000036"],
        "image_url": ["/etc/passwd", "javascript:alert(1)", "https://a b"],
        "tmdb_id": [0, -1, "x", 10**18],
        "num_votes": [-1, 2**31 - 1],  # one more would be no integer of the database
        "average_rating": [-0.1, 10.1],
        "original_language": ["English"],
        "release_date": ["yesterday"],
        "runtime_minutes": [0],
        "origin_country": ["USA"],
        "genres": [["Dragons"]],
        "colour": ["blue"],
    }

    answers = {
        (field, str(value)): admin.post("/api/movies", json={"display_name": "Film", field: value})
        for field, values in wrong.items()
        for value in values
    }

    assert {(field, answer.status) for (field, _), answer in answers.items()} == {
        (field, 422) for field in wrong
    }
    for (field, _), answer in answers.items():
        assert answer.json["field"].split(".")[0] == field
    assert admin.post("/api/titles", json={"display_name": "Film"}).json["field"] == "type"
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM media_items").fetchone() == (0,)


def test_nothing_ends_before_it_begins(db, admin):
    show = admin.post("/api/shows", json={"display_name": "Show", "start_year": 2000}).json

    refused = admin.put(f"/api/shows/{show['show_id']}", json={"end_year": 1999})

    assert (refused.status, refused.json["code"], refused.json["field"]) == (
        422, "years_reversed", "end_year",
    )  # fmt: skip
    assert admin.get(f"/api/shows/{show['show_id']}").json["title"]["end_year"] is None


@pytest.mark.parametrize("field", ["imdb_id", "tmdb_id"])
def test_two_titles_do_not_share_an_external_id(db, admin, field):
    genres(db, "Action", "Comedy")
    admin.post("/api/movies", json=FULL)
    other = admin.post("/api/movies", json={"display_name": "Other"}).json["movie_id"]

    created = admin.post("/api/movies", json={"display_name": "Again", field: FULL[field]})
    changed = admin.put(f"/api/movies/{other}", json={field: FULL[field]})

    for answer in (created, changed):
        assert (answer.status, answer.json["code"], answer.json["field"]) == (
            409, "title_known", field,
        )  # fmt: skip
    assert admin.get("/api/titles").json["total"] == 2


def test_deleting_a_show_deletes_its_seasons_and_episodes(db, admin):
    show = make_show(db, seasons=(2,))
    with db.transaction() as conn:
        facet_counts.recount(conn)

    deleted = admin.delete(f"/api/shows/{show.id}")

    assert (deleted.status, deleted.text) == (204, "")
    with db.read() as conn:
        left = conn.execute(
            """
            SELECT (SELECT count(*) FROM media_items), (SELECT count(*) FROM media_scores),
                   (SELECT count(*) FROM show_seasons), (SELECT count(*) FROM show_episodes),
                   (SELECT count(*) FROM search_names WHERE media_id IS NOT NULL)
            """
        ).fetchone()
    assert left == (0, 0, 0, 0, 0)
    assert counts(db) == {}
    assert admin.delete(f"/api/shows/{show.id}").status == 404


def test_the_kind_in_the_address_has_to_be_right(db, admin):
    film, game = make_title(db), make_title(db, media_type="game")

    assert admin.delete(f"/api/shows/{film}").status == 404
    assert admin.put(f"/api/shows/{film}", json={"display_name": "X"}).status == 404
    assert admin.delete(f"/api/titles/{game}").status == 404
    assert admin.post(f"/api/shows/{film}/seasons", json={"season_number": 1}).status == 404


@pytest.mark.parametrize("use", ["file", "progress", "watched", "later"])
def test_a_title_in_use_is_deleted_only_by_force(db, admin, use):
    film, person = make_title(db), make_person(db)
    item = make_file(db, film) if use == "file" else None
    statements = {
        "progress": """
            INSERT INTO user_progress (
                user_id, media_id, position_seconds, duration_seconds, updated_at
            ) VALUES (%s, %s, 1, 2, now())
        """,
        "watched": """
            INSERT INTO user_watched (user_id, media_id, watched_at, updated_at)
            VALUES (%s, %s, now(), now())
        """,
        "later": "INSERT INTO user_watch_later VALUES (%s, %s, now())",
    }
    if use in statements:
        with db.read() as conn:
            conn.execute(statements[use], [person, film])

    refused = admin.delete(f"/api/movies/{film}")
    forced = admin.delete(f"/api/movies/{film}?force=true")

    assert (refused.status, refused.json["code"]) == (409, "title_in_use")
    assert forced.status == 204
    if item is not None:
        with db.read() as conn:
            file = conn.execute(
                "SELECT match_state, media_id FROM library_items WHERE id = %s", [item]
            ).fetchone()
        assert file == ("unmatched", None)  # the file is still theirs


def test_seasons_and_episodes_are_made_changed_and_deleted(db, admin):
    show_id = admin.post("/api/shows", json={"display_name": "Show"}).json["show_id"]

    season = admin.post(f"/api/shows/{show_id}/seasons", json={"season_number": 1})
    again = admin.post(f"/api/shows/{show_id}/seasons", json={"season_number": 1})
    address = f"/api/seasons/{season.json['season_id']}"
    episode = admin.post(
        f"{address}/episodes",
        json={"episode_number": 1, "display_name": "One", "air_date": "2020-01-01"},
    )
    twice = admin.post(f"{address}/episodes", json={"episode_number": 1})
    other = admin.post(f"{address}/episodes", json={"episode_number": 2})
    one = f"/api/episodes/{episode.json['episode_id']}"
    changed = admin.put(one, json={"synopsis": "It begins.", "air_date": None})
    clash = admin.put(one, json={"episode_number": 2})

    assert (season.status, season.json["season_number"], season.json["episodes"]) == (201, 1, [])
    assert (again.status, again.json["field"]) == (409, "season_number")
    assert episode.status == other.status == 201
    assert (twice.status, twice.json["field"]) == (409, "episode_number")
    assert changed.json == {
        "episode_id": episode.json["episode_id"],
        "season_id": season.json["season_id"],
        "episode_number": 1,
        "display_name": "One",
        "synopsis": "It begins.",
    }
    assert (clash.status, clash.json["code"]) == (409, "episode_known")
    assert admin.delete(one).status == 204
    assert admin.get(one).status == 404
    assert admin.delete(address).status == 204
    assert admin.get(f"/api/shows/{show_id}").json["seasons"] == []


def test_seasons_of_imdbs_shows_have_the_ids_an_import_gives_them(db, admin):
    show_id = admin.post("/api/shows", json={"display_name": "Show", "imdb_id": "tt0052520"}).json[
        "show_id"
    ]

    season = admin.post(f"/api/shows/{show_id}/seasons", json={"season_number": 3}).json

    assert (show_id, season["season_id"]) == (1_000_052_520, 100_005_252_000_003)


@pytest.mark.parametrize("part", ["season", "episode"])
def test_watched_seasons_and_episodes_are_deleted_only_by_force(db, admin, part):
    show, person = make_show(db, seasons=(1, 1)), make_person(db)
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)
            VALUES (%s, %s, %s, now(), now())
            """,
            [person, show.id, show.episodes[0]],
        )
    watched, other = admin.get(f"/api/shows/{show.id}/seasons").json
    if part == "season":
        used, unused = (f"/api/seasons/{each['season_id']}" for each in (watched, other))
    else:
        used, unused = (f"/api/episodes/{each}" for each in show.episodes)

    refused, deleted = admin.delete(used), admin.delete(unused)
    forced = admin.delete(f"{used}?force=true")

    assert (refused.status, refused.json["code"]) == (409, "title_in_use")
    assert (deleted.status, forced.status) == (204, 204)
