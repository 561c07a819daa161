"""What other players report at a person's secret address, and what becomes of it."""

import json

import pytest

from tests.titles import make_show, make_title

MS = 1000
TICKS = 10_000_000


@pytest.fixture
def user(api):
    return api.as_user()


@pytest.fixture
def address(user):
    url = user.post("/api/v1/scrobbling").json["url"]
    return url[url.index("/api/") :]


@pytest.fixture
def send(api, address):
    """Sends an event as a player does, without a session; the status of the answer."""

    def send(content, content_type="application/json"):
        body = content if isinstance(content, str) else json.dumps(content)
        return (
            api.anonymous().post(address, body=body, headers={"content-type": content_type}).status
        )

    return send


def plex(event, *, at_s=0, account="Rosa", **item):
    return {
        "event": event,
        "Account": {"title": account},
        "Metadata": {"viewOffset": at_s * MS, "duration": 6000 * MS, **item},
    }


def film(**given):
    return {"type": "movie", "title": "Metropolis", "year": 1927} | given


def form(content):
    """As Plex sends it: with a picture, which is no text."""
    return (
        '--xyz\r\nContent-Disposition: form-data; name="payload"\r\n'
        f"Content-Type: application/json\r\n\r\n{json.dumps(content)}\r\n--xyz--\r\n"
    )


def plays(user):
    return [
        (each["media"]["title"], each["episodeLabel"], each["source"])
        for each in user.get("/api/v1/history").json["items"]
    ]


def known_by(db, media_id, source, external_id, kind="movie"):
    with db.read() as conn:
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, %s, %s, %s)",
            [media_id, source, kind, external_id],
        )


def test_a_film_that_plex_reports_as_finished_is_one_play(user, send, db):
    known_by(db, make_title(db, "Metropolis, restored"), "imdb", "tt0017136")
    make_title(db, "Metropolis")
    named = film(Guid=[{"id": "imdb://tt0017136"}])

    for event, at_s in (("play", 0), ("scrobble", 5500), ("scrobble", 5500), ("stop", 5900)):
        sent = form(plex(f"media.{event}", at_s=at_s, **named))
        assert send(sent, "multipart/form-data; boundary=xyz") == 204

    assert plays(user) == [("Metropolis, restored", None, "webhook")]


def test_a_pause_is_a_position_to_continue_from(user, send, db):
    make_title(db, "Metropolis", year=1927)

    send(plex("media.pause", at_s=1500, **film()))

    (item,) = user.get("/api/v1/progress/continue-watching").json["items"]
    assert (item["media"]["title"], item["progressPercent"]) == ("Metropolis", 25)
    assert plays(user) == []


def test_jellyfin_names_an_episode_by_show_season_and_number(user, send, db):
    make_show(db, "Pioneer One", seasons=(2,))
    event = {
        "NotificationType": "PlaybackStop",
        "NotificationUsername": "Rosa",
        "ItemType": "Episode",
        "SeriesName": "Pioneer One",
        "SeasonNumber": "1",
        "EpisodeNumber": "2",
        "PlayedToCompletion": "True",
        "PlaybackPositionTicks": 1700 * TICKS,
        "RunTimeTicks": 1800 * TICKS,
    }

    assert send(event, "text/plain") == 204

    assert plays(user) == [("Pioneer One", "S1 E2", "webhook")]


def test_emby_and_a_plain_event_are_understood(user, send, db):
    known_by(db, make_title(db, "Nosferatu"), "tmdb", "653")
    make_title(db, "Metropolis", year=1927)
    emby = {
        "Event": "item.markplayed",
        "User": {"Name": "Rosa"},
        "Item": {"Type": "Movie", "Name": "?", "ProviderIds": {"Tmdb": "653"}},
    }

    send(emby)
    send({"action": "scrobble", "movie": {"title": "metropolis", "year": 1926}, "progress": 95})

    assert sorted(plays(user)) == [
        ("Metropolis", None, "webhook"),
        ("Nosferatu", None, "webhook"),
    ]


def test_only_the_chosen_account_counts(user, send, db):
    make_title(db, "Metropolis", year=1927)
    user.request("PATCH", "/api/v1/scrobbling", json={"accountName": "rosa"})

    send(plex("media.scrobble", account="Ben", **film()))
    assert plays(user) == []
    send(plex("media.scrobble", account="Rosa", **film()))

    assert len(plays(user)) == 1


def test_what_is_not_found_is_listed_until_it_is(user, send, db):
    send(plex("media.scrobble", **film()))
    found = user.get("/api/v1/scrobbling").json
    assert found["unknown"][0]["name"] == "Metropolis (1927)"
    assert (found["lastProgram"], found["lastName"]) == ("Plex", "Metropolis (1927)")

    make_title(db, "Metropolis", year=1927)
    send(plex("media.scrobble", **film()))

    assert user.get("/api/v1/scrobbling").json["unknown"] == []


def test_the_list_of_what_is_not_found_is_bounded(user, send, monkeypatch):
    monkeypatch.setattr("chalicelib.scrobble.store.MAX_UNKNOWN", 2)

    for number in range(4):
        send(plex("media.scrobble", **film(title=f"Film {number}")))

    assert len(user.get("/api/v1/scrobbling").json["unknown"]) == 2


def test_other_events_and_music_change_nothing(user, send):
    assert send(plex("media.rate", **film())) == 204
    assert send(plex("media.scrobble", type="track", title="Song")) == 204

    assert user.get("/api/v1/scrobbling").json["lastEventAt"] is None


@pytest.mark.parametrize("body", ["", "[]", "{}", "no JSON", '{"movie": 3}', "[" * 20_000])
def test_a_body_that_is_no_event_is_refused(send, body):
    assert send(body) == 422


@pytest.mark.parametrize(
    "given",
    [
        {"duration": 10**400},
        {"viewOffset": 10**400},
        {"viewOffset": 1, "duration": 700_000 * MS},
        {"title": "Half of a pair: \ud83d"},
    ],
)
def test_odd_values_of_a_player_are_no_fault_of_ours(send, db, given):
    make_title(db, "Metropolis", year=1927)

    assert send(plex("media.pause", at_s=60, **film(**given))) == 204


def test_a_withdrawn_or_replaced_address_takes_nothing(api, user, address, send, db):
    assert address.rpartition("/")[2] not in json.dumps(user.get("/api/v1/scrobbling").json)
    user.post("/api/v1/scrobbling")
    assert send(plex("media.scrobble", **film())) == 404

    user.delete("/api/v1/scrobbling")
    assert user.get("/api/v1/scrobbling").json["createdAt"] is None


def test_a_large_event_is_refused(send):
    assert send({"movie": {"title": "x" * (1 << 20)}}) == 413
