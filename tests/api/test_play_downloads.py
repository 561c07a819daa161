"""Tickets for downloads that are not complete."""

import pytest

from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from tests.titles import make_show, make_title

URL = "/api/v1/downloads"
MB = 2**20


@pytest.fixture
def user(api):
    return api.as_user("ada")


@pytest.fixture
def job(user, db):
    """A download of a film of a gigabyte that a worker runs."""
    made = user.post(URL, json={"sourceType": "http", "source": "https://93.184.215.14/film.mp4"})
    job_id = made.json["id"]
    with db.read() as conn:
        for status in ("preparing", "downloading"):
            conn.execute("UPDATE download_jobs SET status = %s WHERE id = %s", [status, job_id])
        conn.execute("UPDATE download_jobs SET worker_id = 'w' WHERE id = %s", [job_id])
        conn.execute(
            """
            INSERT INTO download_files (job_id, file_index, path, size_bytes)
            VALUES (%s, 0, 'film.mp4', %s)
            """,
            [job_id, 1000 * MB],
        )
    return job_id


def arrive(db, job, megabytes):
    with db.read() as conn:
        conn.execute(
            "UPDATE download_files SET bytes_done = %s WHERE job_id = %s", [megabytes * MB, job]
        )


def test_a_download_that_is_far_enough_gets_a_signed_address(user, db, job):
    arrive(db, job, 340)

    ticket = user.post(f"{URL}/{job}/play")

    assert ticket.status == 200, ticket.text
    assert f"/stream/job/{job}/0?s=" in ticket.json["url"]
    assert get(Settings).seen_secret.get_secret_value() not in ticket.text
    assert ticket.json["mimeType"] == "video/mp4"


def test_a_download_that_has_just_begun_says_so(user, db, job):
    arrive(db, job, 1)

    refused = user.post(f"{URL}/{job}/play")

    assert (refused.status, refused.json["code"]) == (409, "too_early")


def test_a_download_that_waits_says_so(user, db, job):
    with db.read() as conn:
        conn.execute("UPDATE download_jobs SET worker_id = NULL WHERE id = %s", [job])

    refused = user.post(f"{URL}/{job}/play")

    assert (refused.status, refused.json["code"]) == (409, "not_downloading")


def test_a_download_of_somebody_else_does_not_exist(api, db, job):
    arrive(db, job, 340)

    assert api.as_user("bert").post(f"{URL}/{job}/play").status == 404


def take_for(db, job, media_id, *numbers):
    with db.read() as conn:
        conn.execute(
            "UPDATE download_jobs SET media_id = %s, season_number = %s, episode_number = %s "
            "WHERE id = %s",
            [media_id, *(numbers or (None, None)), job],
        )


def test_a_film_resumes_where_its_user_was(api, user, db, job):
    arrive(db, job, 340)
    film = make_title(db)
    take_for(db, job, film)
    begun = user.post(f"{URL}/{job}/play").json["plays"]
    assert begun == {"mediaId": film, "episodeId": None, "positionSeconds": 0}

    place = {"mediaId": film, "positionSeconds": 1500, "durationSeconds": 6000}
    assert user.post("/api/v1/progress", json=place).status == 200

    assert user.post(f"{URL}/{job}/play").json["plays"]["positionSeconds"] == 1500


def test_a_download_is_of_the_episode_with_its_numbers(user, db, job):
    arrive(db, job, 340)
    show = make_show(db, seasons=(3, 2))
    take_for(db, job, show.id, 2, 1)

    plays = user.post(f"{URL}/{job}/play").json["plays"]

    assert (plays["mediaId"], plays["episodeId"]) == (show.id, show.episodes[3])


def test_what_a_download_holds_may_not_be_known(user, db, job):
    arrive(db, job, 340)
    assert user.post(f"{URL}/{job}/play").json["plays"] is None

    take_for(db, job, make_show(db).id)
    assert user.post(f"{URL}/{job}/play").json["plays"] is None
