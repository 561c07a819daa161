"""Progress, watched, watch later and the dashboard over HTTP."""

import pytest

from tests.titles import make_file, make_show, make_title


@pytest.fixture
def user(api):
    return api.as_user()


def report(user, media_id, position, duration=100, **more):
    body = {"mediaId": media_id, "positionSeconds": position, "durationSeconds": duration, **more}
    return user.post("/api/v1/progress", json=body)


def test_progress_is_stored_and_returned(user, db):
    film = make_title(db)
    item = make_file(db, film)

    answer = report(user, film, 1234.5, 5400)
    row = user.get("/api/v1/progress/continue-watching").json["items"]

    assert answer.status == 200
    assert answer.json == {
        "positionSeconds": 1234,
        "durationSeconds": 5400,
        "progressPercent": 22,
        "watched": False,
    }
    assert set(row[0]) == {
        "id", "media", "episodeId", "episodeLabel", "episodeTitle", "stillUrl", "stillPlaceholder",
        "positionSeconds",
        "durationSeconds", "progressPercent", "secondsLeft", "libraryItemId", "updatedAt",
        "absence",
    }  # fmt: skip
    assert row[0]["secondsLeft"] == 5400 - 1234
    assert row[0]["libraryItemId"] == str(item)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"mediaId": 1, "positionSeconds": NaN, "durationSeconds": 100}', "positionSeconds"),
        ('{"mediaId": 1, "positionSeconds": -1, "durationSeconds": 100}', "positionSeconds"),
        ('{"mediaId": 1, "positionSeconds": 1e999, "durationSeconds": 100}', "positionSeconds"),
        ('{"mediaId": 1, "positionSeconds": 161, "durationSeconds": 100}', "positionSeconds"),
        ('{"mediaId": 1, "positionSeconds": 1e12, "durationSeconds": 100}', "positionSeconds"),
        ('{"mediaId": 1, "positionSeconds": false, "durationSeconds": 100}', "positionSeconds"),
        ('{"mediaId": true, "positionSeconds": 1, "durationSeconds": 100}', "mediaId"),
        ('{"mediaId": "1", "positionSeconds": 1, "durationSeconds": 100}', "mediaId"),
        ('{"mediaId": 1, "positionSeconds": 1, "durationSeconds": 0}', "durationSeconds"),
        ('{"mediaId": 1, "positionSeconds": 1, "durationSeconds": 1e12}', "durationSeconds"),
        ('{"mediaId": 1, "positionSeconds": 1}', "durationSeconds"),
        ('{"mediaId": "x", "positionSeconds": 1, "durationSeconds": 100}', "mediaId"),
        ('{"positionSeconds": 1, "durationSeconds": 100}', "mediaId"),
        ('{"mediaId": 1, "positionSeconds": 1, "durationSeconds": 1, "speed": 2}', "speed"),
    ],
)
def test_invalid_player_reports_are_refused_at_their_field(user, body, field):
    answer = user.post("/api/v1/progress", body=body)

    assert (answer.status, answer.json["field"]) == (422, field)


def test_progress_needs_a_title_and_an_episode_of_it(user, db):
    show, film = make_show(db), make_title(db)

    assert report(user, 2**40, 1).status == 404
    assert report(user, show.id, 1, episodeId=2**40).status == 404
    for answer in (report(user, film, 1, episodeId=show.episodes[0]), report(user, show.id, 1)):
        assert (answer.status, answer.json["field"]) == (422, "episodeId")


def test_a_title_played_to_its_end_is_watched(user, db):
    film = make_title(db)

    assert report(user, film, 95).json["watched"] is True

    assert user.get(f"/api/v1/movies/{film}").json["watched"] is True
    assert user.get("/api/v1/progress/continue-watching").json["items"] == []
    assert user.get("/api/v1/watched").json["items"][0]["id"] == film


def test_a_continue_watching_entry_is_hidden_and_restored(user, db):
    film = make_title(db)
    report(user, film, 40)

    hidden = user.delete(f"/api/v1/progress/{film}")
    assert hidden.status == 200
    assert user.get("/api/v1/progress/continue-watching").json["items"] == []
    report(user, film, 41)

    assert len(user.get("/api/v1/progress/continue-watching").json["items"]) == 1
    assert user.delete("/api/v1/progress/999999999").status == 404
    assert user.delete("/api/v1/progress/nothing").status == 404


def test_watch_later_is_added_listed_and_removed(user, db):
    film = make_title(db)

    added = user.post("/api/v1/watch-later", json={"mediaId": film})
    again = user.post("/api/v1/watch-later", json={"mediaId": film})
    listed = user.get("/api/v1/watch-later")
    removed = user.delete(f"/api/v1/watch-later/{film}")
    gone = user.delete(f"/api/v1/watch-later/{film}")

    assert (added.status, again.status) == (201, 201)
    assert added.json["watchLater"] is True
    assert [card["id"] for card in listed.json["items"]] == [film]
    assert (removed.status, removed.text, gone.status) == (204, "", 204)
    assert user.get("/api/v1/watch-later").json["total"] == 0
    assert user.post("/api/v1/watch-later", json={"mediaId": 2**40}).status == 404
    assert user.post("/api/v1/watch-later", json={}).status == 422


def test_an_episode_is_marked_and_unmarked(user, db):
    show = make_show(db)
    episode = show.episodes[0]

    marked = user.post("/api/v1/watched", json={"mediaId": show.id, "episodeId": episode})
    page = user.get(f"/api/v1/shows/{show.id}").json
    unmarked = user.delete(f"/api/v1/watched/{show.id}?episodeId={episode}")

    assert (marked.status, marked.json["progressPercent"]) == (201, 33)
    assert page["seasons"][0]["episodes"][0]["watched"] is True
    assert unmarked.status == 204
    assert user.get(f"/api/v1/shows/{show.id}").json["progressPercent"] is None


def test_the_dashboard_shows_progress_and_is_answered_304(user, db):
    film = make_title(db)
    first = user.get("/api/v1/dashboard")
    same = user.get("/api/v1/dashboard", headers={"If-None-Match": first.headers["etag"]})

    report(user, film, 40)
    changed = user.get("/api/v1/dashboard", headers={"If-None-Match": first.headers["etag"]})

    assert (first.status, same.status, same.text) == (200, 304, "")
    assert changed.status == 200
    assert changed.json["continueWatching"][0]["media"]["id"] == film
    assert set(changed.json) == {
        "hero", "continueWatching", "watchLater", "activeDownloads", "recommendations",
        "recentlyAdded", "recentlyWatched", "rails", "counts", "parts", "upcoming", "gameBacklog",
        "recentlyPlayed",
    }  # fmt: skip


def test_users_do_not_see_the_history_of_others(api, db):
    film = make_title(db)
    one, other = api.as_user("one"), api.as_user("other")
    report(one, film, 40)
    one.post("/api/v1/watch-later", json={"mediaId": film})
    one.get("/api/v1/dashboard")
    one.get("/api/v1/search?q=metropolis")

    page = other.get("/api/v1/dashboard").json

    assert page["continueWatching"] == page["watchLater"] == []
    card = other.get("/api/v1/search?q=metropolis").json["items"][0]
    assert (card["watchLater"], card["progressPercent"]) == (False, None)


def test_a_play_is_added_dated_listed_and_undone(user, db):
    show = make_show(db, seasons=(2,))

    added = user.post("/api/v1/plays", json={"mediaId": show.id, "seasonNumber": 1})
    (last, _) = user.get("/api/v1/history?mediaType=show").json["items"]
    day = {"watchedAt": "2024-05-04T22:00:00+02:00", "precision": "day"}
    dated = user.request("PATCH", f"/api/v1/plays/{last['id']}", json=day)
    page = user.get("/api/v1/history?from=2024-05-04T00:00:00Z&to=2024-05-05T00:00:00Z").json

    assert (added.status, added.json["added"], added.json["media"]["watched"]) == (201, 2, True)
    assert (last["episodeLabel"], last["precision"], last["source"]) == ("S1 E2", "moment", "hand")
    assert dated.status == 200
    assert [item["watchedAt"] for item in page["items"]] == ["2024-05-04T12:00:00Z"]
    assert page["nextCursor"] is None
    assert user.post(f"/api/v1/undo/{added.json['undoId']}").status == 204
    assert user.get("/api/v1/history").json["items"] == []
    assert user.post(f"/api/v1/undo/{added.json['undoId']}").status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"episodeId": 1, "seasonNumber": 1}, "seasonNumber"),
        ({"upTo": True}, "upTo"),
        ({"precision": "day"}, "watchedAt"),
        ({"precision": "unknown", "watchedAt": "2024-05-04T22:00:00Z"}, "watchedAt"),
        ({"watchedAt": "2024-05-04T22:00:00"}, "watchedAt"),
        ({"watchedAt": "2999-01-01T00:00:00Z"}, "watchedAt"),
        ({"precision": "century"}, "precision"),
        ({"seasonNumber": 1}, "seasonNumber"),
        ({"stars": 5}, "stars"),
    ],
)
def test_a_play_that_makes_no_sense_is_refused(user, db, body, field):
    answer = user.post("/api/v1/plays", json={"mediaId": make_title(db), **body})

    assert (answer.status, answer.json.get("field")) == (422, field)


@pytest.mark.parametrize("cursor", ["x", "1", "99999999999999999.1", "unknown.9999999999999999999"])
def test_a_cursor_that_was_not_given_is_refused(user, cursor):
    answer = user.get(f"/api/v1/history?cursor={cursor}")

    assert (answer.status, answer.json["field"]) == (422, "cursor")


def test_a_title_is_rated_kept_as_a_favorite_and_both_undone(user, db):
    film = make_title(db)

    rated = user.put("/api/v1/ratings", json={"mediaIds": [film], "rating": 8.5})
    kept = user.put("/api/v1/favorites", json={"mediaIds": [film], "isFavorite": True})
    page = user.get("/api/v1/favorites").json

    assert (rated.status, rated.json["media"][0]["ownRating"]) == (200, 8.5)
    assert [card["favorite"] for card in page["items"]] == [True]
    assert user.get(f"/api/v1/ratings/{film}").json == {
        "rating": 8.5, "seasons": [], "episodes": [],
    }  # fmt: skip
    for change in (rated, kept):
        assert user.post(f"/api/v1/undo/{change.json['undoId']}").status == 204
    assert user.get("/api/v1/favorites").json["total"] == 0
    assert user.get(f"/api/v1/ratings/{film}").json["rating"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"rating": 7.3}, "rating"),
        ({"rating": 0}, "rating"),
        ({}, "rating"),
        ({"rating": 5, "mediaIds": []}, "mediaIds"),
        ({"rating": 5, "seasonNumber": -1}, "seasonNumber"),
        ({"rating": 5, "seasonNumber": 1}, "seasonNumber"),
    ],
)
def test_a_rating_that_makes_no_sense_is_refused(user, db, body, field):
    answer = user.put("/api/v1/ratings", json={"mediaIds": [make_title(db)], **body})

    assert (answer.status, answer.json["field"]) == (422, field)


def test_a_status_is_chosen_forgotten_and_undone(user, db):
    show = make_show(db)
    user.post("/api/v1/plays", json={"mediaId": show.id, "episodeId": show.episodes[0]})

    dropped = user.put("/api/v1/statuses", json={"mediaIds": [show.id], "status": "dropped"})
    again = user.put("/api/v1/statuses", json={"mediaIds": [show.id], "status": None})

    assert dropped.json["media"][0]["watchStatus"] == "dropped"
    assert again.json["media"][0]["watchStatus"] == "watching"
    assert user.post(f"/api/v1/undo/{again.json['undoId']}").status == 204
    page = user.get(f"/api/v1/shows/{show.id}").json
    assert (page["watchStatus"], page["status"]) == ("dropped", "")


@pytest.mark.parametrize(("status", "field"), [("playing", "status"), (3, "status")])
def test_a_status_there_is_not_is_refused(user, db, status, field):
    answer = user.put("/api/v1/statuses", json={"mediaIds": [make_title(db)], "status": status})

    assert (answer.status, answer.json["field"]) == (422, field)
