"""A secret address with releases for calendar programs, checked by another iCalendar library."""

from datetime import UTC, date, datetime, timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream

from tests.titles import make_show, make_title

TODAY = datetime.now(UTC).date()


@pytest.fixture
def lena(api):
    return api.as_user("lena")


def subscribe(person):
    url = person.post("/api/v1/calendar/feed").json["url"]
    return url[url.index("/api/") :]


def events(api, path):
    answer = api.anonymous().get(path)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return IcsCalendarStream.calendar_from_ics(answer.text).events


def save_film(db, person, title, day):
    film = make_title(db, title, release_date=day)
    person.post("/api/v1/watch-later", json={"mediaId": film})
    return film


def test_the_feed_has_the_releases_that_concern_the_user(api, db, lena):
    film = save_film(db, lena, "Spring; a film, \N{LATIN SMALL LETTER E WITH ACUTE}t\u00e9", TODAY)
    make_title(db, "Not followed", release_date=TODAY)

    (event,) = events(api, subscribe(lena))

    assert event.summary == "Spring; a film, \u00e9t\u00e9 (Premiere)"
    assert (event.dtstart, event.dtend) == (TODAY, TODAY + timedelta(days=1))
    assert str(event.url).endswith(f"/app/movies/{film}")


def test_episodes_of_a_day_are_one_event_that_keeps_its_uid(api, db, lena):
    show = make_show(db, "Pioneer One", seasons=(3,))
    lena.post("/api/v1/watch-later", json={"mediaId": show.id})
    path = subscribe(lena)
    uids = set()
    for day in (TODAY + timedelta(days=2), TODAY + timedelta(days=9)):
        air(db, show.id, day)
        (event,) = events(api, path)
        assert (event.summary, event.dtstart) == ("Pioneer One S1 E1\N{EN DASH}3", day)
        uids.add(event.uid)

    assert len(uids) == 1


def air(db, media_id, day: date):
    with db.transaction() as conn:
        conn.execute("UPDATE show_episodes SET air_date = %s WHERE media_id = %s", [day, media_id])


def test_a_subscription_can_be_narrowed(api, db, lena):
    save_film(db, lena, "Spring", TODAY)
    path = subscribe(lena)

    assert [event.summary for event in events(api, f"{path}?mediaType=movie")] == [
        "Spring (Premiere)"
    ]
    assert events(api, f"{path}?mediaType=show") == []
    assert api.anonymous().get(f"{path}?mediaType=opera").status == 422


def test_an_expansion_names_its_game(api, db, lena):
    game = make_title(db, "Veloren", media_type="game")
    depths = make_title(db, "Depths", media_type="game", release_date=TODAY)
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO media_links (media_id, kind, linked_id) VALUES (%s, 'expansion', %s)",
            [game, depths],
        )
    lena.post("/api/v1/watch-later", json={"mediaId": depths})
    save_film(db, lena, "Spring", TODAY)

    (event,) = events(api, f"{subscribe(lena)}?addOns=true")

    assert event.summary == "Depths (Expansion of Veloren)"


def test_an_episode_with_a_known_time_is_an_event_at_that_moment(api, db, lena):
    show = make_show(db, "Pioneer One", seasons=(1,))
    with db.transaction() as conn:
        conn.execute(
            "UPDATE media_items SET airs_at = '21:00', countries = '{US}', runtime_minutes = 50"
            " WHERE id = %s",
            [show.id],
        )
    lena.post("/api/v1/watch-later", json={"mediaId": show.id})
    path = subscribe(lena)
    # The feed goes a month back: in winter New York is five hours behind.
    winter = date(TODAY.year + (TODAY.month > 1), 1, 15)
    air(db, show.id, winter)

    (event,) = events(api, path)

    assert event.dtstart == datetime(winter.year, 1, 16, 2, 0, tzinfo=UTC)
    assert event.computed_duration == timedelta(minutes=50)


def test_a_plan_to_catch_up_has_an_event_on_each_of_its_days(api, db, lena):
    show = make_show(db, "Pioneer One", seasons=(4, 1))
    tomorrow = TODAY + timedelta(days=1)
    with db.transaction() as conn:
        conn.execute(
            "UPDATE show_episodes SET air_date = %s WHERE id = %s",
            [TODAY + timedelta(days=3), show.episodes[4]],
        )
    path = subscribe(lena)

    answer = lena.put(f"/api/v1/catch-up/{show.id}", json={"weekdays": [tomorrow.weekday()]})

    assert answer.json["catchUp"]["isPlanned"]
    assert [
        (event.summary, event.dtstart)
        for event in events(api, f"{path}?mediaType=show")
        if event.uid.startswith("catch-up")
    ] == [("4 episodes of Pioneer One", tomorrow)]
    assert events(api, f"{path}?mediaType=movie") == []


def test_a_new_address_ends_the_one_before(api, lena):
    first, second = subscribe(lena), subscribe(lena)

    assert first != second
    assert api.anonymous().get(first).status == 404
    assert api.anonymous().get(second).status == 200


def test_an_address_can_be_withdrawn(api, lena):
    path = subscribe(lena)
    assert lena.get("/api/v1/calendar/feed").json["createdAt"] is not None

    lena.delete("/api/v1/calendar/feed")

    assert api.anonymous().get(path).status == 404
    assert lena.get("/api/v1/calendar/feed").json["createdAt"] is None


def test_the_address_of_a_disabled_user_is_not_found(api, db, lena):
    path = subscribe(lena)
    with db.transaction() as conn:
        conn.execute("UPDATE users SET disabled_at = now() WHERE id = %s", [lena.user["id"]])

    assert api.anonymous().get(path).status == 404


def test_only_a_hash_of_the_secret_is_stored(db, lena):
    secret = subscribe(lena).rpartition("/")[2].removesuffix(".ics")

    with db.read() as conn:
        rows = conn.execute("SELECT secret_hash::text FROM calendar_feeds").fetchall()

    assert len(rows) == 1
    assert secret.encode().hex() not in rows[0][0]
