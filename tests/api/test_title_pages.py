"""The page of a title and of a person, as the browser gets them."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.platform.cache import Cache
from chalicelib.platform.registry import get
from tests.titles import make_credit, make_file, make_person, make_show, make_title

TMDB = "https://image.tmdb.org/t/p/original"


@pytest.fixture
def run(db):
    def run(statement, *values):
        with db.read() as conn:
            conn.execute(statement, values)

    return run


@pytest.fixture
def film(db, run):
    """Everything a provider can say about a film."""
    media_id = make_title(db, "Metropolis", rating=8.3, votes=190_000)
    other = make_title(db, "Alraune", year=1928)
    run(
        "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
        " VALUES (%s, 'imdb', 'movie', 'tt0017136')",
        media_id,
    )
    helm = make_credit(db, media_id, "Brigitte Helm", character="Maria", position=0, tmdb_id=7)
    run(
        "INSERT INTO credits (person_id, movie_id, department, job, character, position)"
        " VALUES (%s, %s, 'Acting', 'Actor', 'The machine', 1)",
        helm,
        media_id,
    )
    run("UPDATE people SET profile_url = %s WHERE id = %s", f"{TMDB}/helm123456.jpg", helm)
    make_credit(db, media_id, "Fritz Lang", department="Directing", job="Director", position=1000)
    run(
        "INSERT INTO media_videos (media_id, site, key, kind, name)"
        " VALUES (%s, 'YouTube', 'abc', 'Trailer', 'Trailer')",
        media_id,
    )
    run(
        "INSERT INTO media_ratings (media_id, source, value, best, votes, checked_at)"
        " VALUES (%s, 'tmdb', 8.1, 10, 2900, now())",
        media_id,
    )
    for region in ("US", "DE"):
        run(
            "INSERT INTO media_offers"
            " (media_id, region, kind, provider_id, provider_name, logo_url, link)"
            " VALUES (%s, %s, 'stream', 8, %s, %s, 'https://www.themoviedb.org/movie/19/watch')",
            media_id,
            region,
            f"Streams in {region}",
            f"{TMDB}/logo123456.jpg",
        )
    run(
        "INSERT INTO media_links (media_id, kind, linked_id) VALUES (%s, 'recommended', %s)",
        media_id,
        other,
    )
    run(
        "INSERT INTO media_releases (media_id, region, kind, released_on, certificate)"
        " VALUES (%s, 'DE', 'premiere', '1927-01-10', '6')",
        media_id,
    )
    run(
        "INSERT INTO media_alternate_titles (media_id, title, region)"
        " VALUES (%s, 'Suurkaupunki', 'FI'), (%s, 'Suurkaupunki', 'EE')",
        media_id,
        media_id,
    )
    return media_id


def test_a_movie_page_has_all_stored_fields(api, film):
    page = api.as_user().get(f"/api/v1/movies/{film}").json

    assert page["credits"]["cast"] == [
        {
            "personId": page["credits"]["cast"][0]["personId"],
            "name": "Brigitte Helm",
            "character": "Maria / The machine",
            "profileUrl": "/artwork/w500/tmdb/helm123456.jpg",
            "profilePlaceholder": None,
            "episodeCount": None,
        }
    ]
    assert [(one["name"], one["job"], one["department"]) for one in page["credits"]["crew"]] == [
        ("Fritz Lang", "Director", "Directing")
    ]
    assert (page["directors"], page["cast"]) == (["Fritz Lang"], ["Brigitte Helm"])
    assert page["ratings"] == [
        {"source": "imdb", "value": 8.3, "best": 10, "votes": 190_000},
        {"source": "tmdb", "value": 8.1, "best": 10, "votes": 2900},
    ]
    assert page["videos"] == [
        {"site": "YouTube", "key": "abc", "kind": "Trailer", "name": "Trailer"}
    ]
    assert page["releases"] == [
        {
            "region": "DE",
            "platform": "",
            "kind": "premiere",
            "releasedOn": "1927-01-10",
            "precision": "day",
            "certificate": "6",
        }
    ]
    assert page["alternateTitles"] == ["Suurkaupunki"]
    assert [card["title"] for card in page["links"]["recommended"]] == ["Alraune"]
    assert page["links"]["dlc"] == page["links"]["franchise"] == page["links"]["expansions"] == []
    assert (page["endYear"], page["isFinished"]) == (None, False)
    assert page["metadata"] == {
        "provider": None,
        "checkedAt": None,
        "refreshing": False,
        "unavailable": None,
    }


@pytest.mark.parametrize("region", ["US", "DE"])
def test_watch_offers_are_those_of_the_chosen_country(api, film, region):
    api.configure(seen_metadata_region=region)

    offers = api.as_user().get(f"/api/v1/movies/{film}").json["offers"]

    assert offers == [
        {
            "region": region,
            "kind": "stream",
            "providerName": f"Streams in {region}",
            "logoUrl": "/artwork/w500/tmdb/logo123456.jpg",
            "link": "https://www.themoviedb.org/movie/19/watch",
        }
    ]


def test_each_user_sees_the_offers_the_age_rating_and_the_dates_of_their_country(api, film, run):
    run(
        "INSERT INTO media_releases (media_id, region, kind, released_on, certificate)"
        " VALUES (%s, 'US', 'cinema', '1926-12-31', 'PG'), (%s, 'DE', 'cinema', '1927-03-13', '')",
        film,
        film,
    )
    ada, bert = api.as_user("ada"), api.as_user("bert")
    path = f"/api/v1/movies/{film}"
    seen_before = ada.get(path).json["certificate"]
    ada.request("PATCH", "/api/v1/preferences", json={"region": "DE"})

    mine, others = ada.get(path).json, bert.get(path).json

    assert seen_before == others["certificate"] == "PG"
    assert mine["certificate"] == "6"
    assert [one["region"] for one in mine["offers"]] == ["DE"]
    assert [one["region"] for one in others["offers"]] == ["US"]
    assert [one["region"] for one in mine["releases"]] == ["DE", "DE", "US"]


def test_a_missing_image_address_is_null(api, db, run):
    show = make_show(db)
    run("INSERT INTO media_fetches (media_id, poster_checked_at) VALUES (%s, now())", show.id)

    answer = api.as_user().get(f"/api/v1/shows/{show.id}")

    assert answer.json["posterUrl"] is None
    assert {one["stillUrl"] for one in answer.json["seasons"][0]["episodes"]} == {None}
    assert "none" not in answer.text.lower().replace("nonetype", "")
    assert "do_not_retry" not in answer.text.lower()


def test_opening_a_title_queues_a_metadata_request_when_a_key_is_set(api, film, db):
    api.configure(tmdb_api_key="a-key")

    page = api.as_user().get(f"/api/v1/movies/{film}").json

    assert page["metadata"]["provider"] == "tmdb"
    assert page["metadata"]["refreshing"] is True
    with db.read() as conn:
        assert conn.execute("SELECT task_name FROM procrastinate_jobs").fetchall() == [
            ("fetch_title",)
        ]


def test_a_visit_is_counted_with_its_source(api, film, db):
    api.as_user().get(f"/api/v1/movies/{film}?source=search")
    missing = api.as_user().get("/api/v1/movies/999999?source=search")

    with db.read() as conn:
        views = conn.execute("SELECT media_id, source FROM title_views").fetchall()
    assert views == [(film, "search")]
    assert missing.status == 404


def test_a_show_marks_finished_seasons(api, db, run):
    show = make_show(db, seasons=(2, 1), specials=1)
    run(
        "UPDATE show_seasons SET overview = 'The first.', poster_url = %s, air_date = '2010-06-16'"
        " WHERE media_id = %s AND season_number = 1",
        f"{TMDB}/season1234.jpg",
        show.id,
    )
    run("UPDATE show_episodes SET absolute_number = 7 WHERE id = %s", show.episodes[0])

    running = api.as_user().get(f"/api/v1/shows/{show.id}").json
    run("UPDATE media_items SET end_year = 2011 WHERE id = %s", show.id)
    get(Cache).invalidate_titles([show.id])
    over = api.as_user().get(f"/api/v1/shows/{show.id}").json

    first = running["seasons"][0]
    assert (first["overview"], first["airDate"]) == ("The first.", "2010-06-16")
    assert first["posterUrl"] == "/artwork/w500/tmdb/season1234.jpg"
    assert first["episodes"][0]["absoluteNumber"] == 7
    assert (first["episodeCount"], len(first["episodes"])) == (2, 2)
    assert [(one["seasonNumber"], one["isFinished"]) for one in running["seasons"]] == [
        (1, True),
        (2, False),
        (0, True),
    ]
    assert (over["endYear"], over["isFinished"]) == (2011, True)
    assert {one["isFinished"] for one in over["seasons"]} == {True}


def test_the_page_of_a_long_show_has_one_season_and_the_others_are_requested(api, db, run):
    show = make_show(db, seasons=(150, 150, 20))
    reader = api.as_user()
    run(
        "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
        " SELECT %s, media_id, id, now(), now() FROM show_episodes WHERE season_number = 1",
        reader.user["id"],
    )
    last = show.episodes[-1]
    make_file(db, show.id, last)

    page = reader.get(f"/api/v1/shows/{show.id}").json
    third = reader.get(f"/api/v1/shows/{show.id}/seasons/3").json

    assert [
        (one["seasonNumber"], one["episodeCount"], one["episodes"] and len(one["episodes"]))
        for one in page["seasons"]
    ] == [(1, 150, None), (2, 150, 150), (3, 20, None)]
    assert page["playable"]["episodeId"] == last
    assert len(third["episodes"]) == 20
    assert third["episodes"][-1]["libraryItemId"] is not None
    assert {name: third[name] for name in third if name != "episodes"} == {
        name: page["seasons"][2][name] for name in third if name != "episodes"
    }


@pytest.mark.parametrize("path", ["seasons/9", "seasons/-1", "seasons/x", "seasons/99999"])
def test_an_unknown_season_is_not_found(api, db, path):
    show = make_show(db)

    assert api.as_user().get(f"/api/v1/shows/{show.id}/{path}").status == 404


def test_only_shows_have_seasons(api, film):
    assert api.as_user().get(f"/api/v1/shows/{film}/seasons/1").status == 404


def test_an_unknown_query_parameter_is_refused(api, film):
    answer = api.as_user().get(f"/api/v1/movies/{film}?sauce=search")

    assert (answer.status, answer.json["field"]) == (422, "sauce")


def test_a_person_page_has_all_stored_fields(api, db, run):
    early = make_title(db, "Metropolis", year=1927, votes=190_000)
    late = make_title(db, "Gold", year=1934, votes=400)
    helm = make_credit(db, early, "Brigitte Helm", character="Maria", tmdb_id=7, imdb_id="nm1")
    run(
        "INSERT INTO credits (person_id, movie_id, department, job, character)"
        " VALUES (%s, %s, 'Acting', 'Actor', 'Florence')",
        helm,
        late,
    )
    run(
        "UPDATE people SET biography = 'She played both.', born_on = '1906-03-17',"
        " birth_year = 1906, birthplace = 'Berlin', known_for = 'Acting', profile_url = %s",
        f"{TMDB}/helm123456.jpg",
    )

    page = api.as_user().get(f"/api/v1/people/{helm}").json

    assert {name: page[name] for name in page if name not in ("best", "credits")} == {
        "id": helm,
        "name": "Brigitte Helm",
        "biography": "She played both.",
        "bornOn": "1906-03-17",
        "diedOn": None,
        "birthYear": 1906,
        "deathYear": None,
        "birthplace": "Berlin",
        "knownFor": "Acting",
        "profileUrl": "/artwork/w500/tmdb/helm123456.jpg",
        "profilePlaceholder": None,
        "externalIds": {"imdb": "nm1", "tmdb": "7"},
        "refreshing": False,
    }
    assert [card["title"] for card in page["best"]] == ["Metropolis", "Gold"]
    assert [(one["media"]["title"], one["character"], one["year"]) for one in page["credits"]] == [
        ("Gold", "Florence", 1934),
        ("Metropolis", "Maria", 1927),
    ]
    assert page["credits"][0] | {"media": None} == {
        "media": None,
        "department": "Acting",
        "job": "Actor",
        "character": "Florence",
        "year": 1934,
        "episodeCount": None,
    }


def test_known_for_considers_all_credits(api, db, run):
    famous = make_title(db, "Metropolis", year=1927, votes=190_000)
    helm = make_credit(db, famous, "Brigitte Helm", character="Maria")
    run(
        """
        WITH made AS (
            INSERT INTO media_items (media_type, title)
            SELECT 'movie', 'Short ' || n FROM generate_series(1, 200) AS n
            RETURNING id
        ),
        scored AS (
            INSERT INTO media_scores (media_id, media_type, year, released_on)
            SELECT id, 'movie', 1935, '1935-01-01' FROM made
        )
        INSERT INTO credits (person_id, movie_id, department, job)
        SELECT %s, id, 'Acting', 'Actor' FROM made
        """,
        helm,
    )

    page = api.as_user().get(f"/api/v1/people/{helm}").json

    assert (page["best"][0]["title"], len(page["best"])) == ("Metropolis", 12)
    assert {one["year"] for one in page["credits"]} == {1935}
    assert len(page["credits"]) == 200


def test_a_merged_person_is_found_under_the_old_address(api, db, run):
    helm = make_credit(db, make_title(db))
    run("INSERT INTO merged_people (old_id, person_id) VALUES (424242, %s)", helm)

    assert api.as_user().get("/api/v1/people/424242").json["id"] == helm


def test_a_merged_title_is_found_under_the_old_address(api, db, run):
    film = make_title(db)
    run("INSERT INTO merged_titles (old_id, media_id) VALUES (424242, %s)", film)

    user = api.as_user()

    assert user.get("/api/v1/movies/424242").json["id"] == film
    assert user.get("/api/v1/shows/424242").status == 404


def test_a_season_of_a_merged_show_is_found_under_the_old_address(api, db, run):
    show = make_show(db, seasons=(2,))
    run("INSERT INTO merged_titles (old_id, media_id) VALUES (424242, %s)", show.id)

    season = api.as_user().get("/api/v1/shows/424242/seasons/1")

    assert [each["id"] for each in season.json["episodes"]] == show.episodes


def test_an_unknown_person_is_not_found(api):
    answer = api.as_user().get("/api/v1/people/424242")

    assert (answer.status, answer.json["code"]) == (404, "person_not_found")


def test_opening_a_person_queues_a_metadata_request_when_a_key_is_set(api, db):
    api.configure(tmdb_api_key="a-key")
    helm = make_credit(db, make_title(db), tmdb_id=7)

    assert api.as_user().get(f"/api/v1/people/{helm}").json["refreshing"] is True


def test_an_administrator_queues_one_metadata_backfill(api, db):
    first = api.as_admin().post("/api/v1/admin/sync")
    second = api.as_admin().post("/api/v1/admin/sync")

    assert (first.status, first.json) == (202, {"sections": True, "backfill": True})
    assert (second.status, second.json) == (202, {"sections": False, "backfill": False})
    with db.read() as conn:
        tasks = conn.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id").fetchall()
    assert tasks == [("sync_sections",), ("backfill",)]


def test_an_administrator_queues_one_reset_of_failed_titles(api, db):
    admin = api.as_admin()
    first, second = (
        admin.post("/api/v1/admin/metadata/reset", json={"kind": "show", "onlyFailed": True})
        for _ in range(2)
    )

    assert (first.status, first.json, second.json) == (202, {"queued": True}, {"queued": False})
    with db.read() as conn:
        tasks = conn.execute("SELECT task_name, args FROM procrastinate_jobs").fetchall()
    assert tasks == [
        ("reset_backfill", {"kind": "show", "older_than_days": 0, "only_failed": True})
    ]
    refused = admin.post("/api/v1/admin/metadata/reset", json={"olderThanDays": -1})
    assert (refused.status, refused.json["field"]) == (422, "olderThanDays")


def test_the_metadata_schedules_only_queue_tasks(api, db):
    event = {
        "version": "0",
        "id": "1",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "",
        "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": "",
        "resources": [],
        "detail": {},
    }
    for name in ("sync_sections", "backfill_titles", "forget_provider_answers"):
        assert api.app.handler_map[name](event, None) == {"queued": True}

    with db.read() as conn:
        tasks = conn.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id").fetchall()
    assert tasks == [("sync_sections",), ("backfill",), ("forget_answers",)]


def test_visits_of_one_user_do_not_change_the_page_of_another(api, db, film):
    """What a user did is theirs; the page is otherwise the same for everyone."""
    make_person(db)
    first = api.as_user("rosa").get(f"/api/v1/movies/{film}")
    api.as_user("rosa").post("/api/v1/watched", json={"mediaId": film})

    second = api.as_user("karl").get(f"/api/v1/movies/{film}")

    assert json.loads(first.text) == json.loads(second.text)
