"""Placeholders are computed with each rendered picture and stored with its titles."""

import base64
import json
from datetime import UTC, datetime

import pytest

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.catalog.service.card_json import CardPresenter
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.errors import Unavailable
from tests.artwork import picture_host, renditions
from tests.titles import make_credit, make_show, make_title
from worker.artwork.formats import ImageFormat
from worker.artwork.placeholder_job import RETRY_AFTER_S, SCAN_EVERY_S, PlaceholderJob
from worker.artwork.resize import placeholder

ORIGINAL = "https://image.tmdb.org/t/p/original"


@pytest.fixture
def host():
    with picture_host() as host:
        yield host


class Studio:
    """The renderer and the placeholder component, with a clock that tests set."""

    def __init__(self, db, host, folder, *, fetches=True):
        self.db = db
        self.now_s = 0.0
        self.rings = 0
        self.renditions = renditions(host, folder)
        self.placeholders = PlaceholderJob(
            db,
            Cache(None),
            self.renditions,
            placeholder,
            fetches,
            clock_s=lambda: self.now_s,
            on_pending=self.ring,
        )
        self.renditions.on_rendered = self.placeholders.enqueue

    def ring(self):
        self.rings += 1

    def work_off(self):
        while self.placeholders.work():
            pass


@pytest.fixture
def studio(db, host, tmp_path):
    return Studio(db, host, tmp_path)


def make_pictured(db, poster=None, backdrop=None):
    media_id = make_title(db)
    with db.read() as conn:
        conn.execute(
            "UPDATE media_items SET poster_url = %s, backdrop_url = %s WHERE id = %s",
            [poster, backdrop, media_id],
        )
    return media_id


def show(db, *media_ids):
    """Put titles on the discover page."""
    with db.transaction() as conn:
        section = conn.execute(
            """
            INSERT INTO discover_sections (slug, title, position, refreshed_at)
            VALUES ('trending', 'Trending', 0, %s) RETURNING id
            """,
            [datetime(2026, 1, 1, tzinfo=UTC)],
        ).fetchone()
        for position, media_id in enumerate(media_ids):
            conn.execute(
                """
                INSERT INTO discover_section_items (section_id, position, media_id)
                VALUES (%s, %s, %s)
                """,
                [section[0], position, media_id],
            )


def placeholders(db, media_id):
    with db.read() as conn:
        return conn.execute(
            "SELECT poster_placeholder, backdrop_placeholder FROM media_items WHERE id = %s",
            [media_id],
        ).fetchone()


def test_a_new_picture_stores_its_placeholder_for_every_title_that_uses_it(db, host, studio):
    film = make_pictured(db, f"{ORIGINAL}/charade.jpg", f"{ORIGINAL}/sintel.jpg")
    twin = make_pictured(db, backdrop=f"{ORIGINAL}/charade.jpg")
    other = make_pictured(db, f"{ORIGINAL}/metropolis.jpg")

    studio.renditions.make(Picture("w342", "tmdb", "charade.jpg"), ImageFormat.WEBP)
    assert studio.rings == 1
    studio.work_off()

    poster, backdrop = placeholders(db, film)
    assert (len(poster), backdrop) == (28, None)
    assert len(base64.b64decode(poster)) == 21
    assert placeholders(db, twin) == (None, poster)
    assert placeholders(db, other) == (None, None)


def test_a_cached_card_is_updated(db, cache, studio):
    studio.placeholders.cache = cache
    film = make_pictured(db, f"{ORIGINAL}/charade.jpg")
    presenter = CardPresenter(db, utc_now, cache)
    assert json.loads(presenter.unmarked([film])[film])["posterPlaceholder"] is None

    studio.renditions.make(Picture("w342", "tmdb", "charade.jpg"), ImageFormat.WEBP)
    studio.work_off()

    assert json.loads(presenter.unmarked([film])[film])["posterPlaceholder"] is not None


def test_episodes_and_people_have_placeholders(db, cache, studio):
    studio.placeholders.cache = cache
    show, film = make_show(db), make_title(db)
    person = make_credit(db, film)
    with db.read() as conn:
        conn.execute(
            "UPDATE show_episodes SET still_url = %s WHERE id = %s",
            [f"{ORIGINAL}/charade.jpg", show.episodes[0]],
        )
        conn.execute("UPDATE people SET profile_url = %s", [f"{ORIGINAL}/sintel.jpg"])
    pages = {
        one: cache.fragments("title", [one], lambda ids: {ids[0]: b"old"})
        for one in (show.id, film)
    }

    for name in ("charade", "sintel"):
        studio.renditions.make(Picture("w342", "tmdb", f"{name}.jpg"), ImageFormat.WEBP)
    studio.work_off()

    with db.read() as conn:
        stills = conn.execute("SELECT still_placeholder FROM show_episodes ORDER BY id").fetchall()
        profile = conn.execute(
            "SELECT profile_placeholder FROM people WHERE id = %s", [person]
        ).fetchone()
    assert [len(found or "") for (found,) in stills] == [28, 0, 0]
    assert len(profile[0]) == 28
    assert pages == {show.id: {show.id: b"old"}, film: {film: b"old"}}
    for one in pages:  # whatever was kept of them is made anew
        assert cache.fragments("title", [one], lambda ids: {ids[0]: b"new"}) == {one: b"new"}


def test_a_new_still_or_portrait_drops_the_old_placeholder(db):
    show = make_show(db)
    make_credit(db, make_title(db))
    with db.read() as conn:
        conn.execute("UPDATE show_episodes SET still_url = 'a'")
        conn.execute("UPDATE show_episodes SET still_placeholder = 'x'")
        conn.execute("UPDATE people SET profile_url = 'a'")
        conn.execute("UPDATE people SET profile_placeholder = 'x'")
        conn.execute("UPDATE show_episodes SET title = 'b', still_url = 'a'")
        conn.execute("UPDATE show_episodes SET still_url = 'b' WHERE id = %s", [show.episodes[0]])
        conn.execute("UPDATE people SET profile_url = 'b'")
        stills = conn.execute("SELECT still_placeholder FROM show_episodes ORDER BY id").fetchall()
        profile = conn.execute("SELECT profile_placeholder FROM people").fetchone()

    assert stills == [(None,), ("x",), ("x",)]
    assert profile == (None,)


def test_a_placeholder_is_computed_once(db, studio):
    made = []

    def count(content):
        made.append(content)
        return placeholder(content)

    studio.placeholders.make = count
    make_pictured(db, f"{ORIGINAL}/charade.jpg")
    for size in ("w342", "w500"):
        studio.renditions.make(Picture(size, "tmdb", "charade.jpg"), ImageFormat.WEBP)
    studio.renditions.make(Picture("w342", "tmdb", "nobodys.jpg"), ImageFormat.WEBP)
    studio.work_off()
    studio.renditions.make(Picture("w780", "tmdb", "charade.jpg"), ImageFormat.PLAIN)
    studio.work_off()

    assert len(made) == 1


def test_a_new_picture_drops_the_old_placeholder(db, studio):
    film = make_pictured(db, f"{ORIGINAL}/charade.jpg", f"{ORIGINAL}/sintel.jpg")
    for name in ("charade", "sintel"):
        studio.renditions.make(Picture("w342", "tmdb", f"{name}.jpg"), ImageFormat.WEBP)
    studio.work_off()
    _, backdrop = placeholders(db, film)

    with db.read() as conn:
        conn.execute(
            "UPDATE media_items SET poster_url = 'https://image.tmdb.org/t/p/original/x.jpg'"
        )

    assert backdrop is not None
    assert placeholders(db, film) == (None, backdrop)


def test_pictures_of_the_discover_page_are_fetched_in_advance(db, host, studio):
    shown = make_pictured(db, f"{ORIGINAL}/charade.jpg", f"{ORIGINAL}/sintel.jpg")
    ours = make_pictured(db, "/art/metropolis-poster.svg")
    hidden = make_pictured(db, f"{ORIGINAL}/metropolis.jpg")
    show(db, shown, ours)

    studio.work_off()

    assert None not in placeholders(db, shown)
    assert placeholders(db, ours) == placeholders(db, hidden) == (None, None)
    assert host.asked == {"/w342/charade.jpg": 1, "/w780/sintel.jpg": 1}


def test_a_cached_picture_is_not_fetched_again(db, host, studio):
    studio.renditions.on_rendered = lambda *_: (
        None
    )  # as one that was made before there were placeholders
    studio.renditions.make(Picture("w1280", "tmdb", "charade.jpg"), ImageFormat.PLAIN)
    shown = make_pictured(db, f"{ORIGINAL}/charade.jpg")
    show(db, shown)

    studio.work_off()

    assert placeholders(db, shown)[0] is not None
    assert host.asked == {"/w1280/charade.jpg": 1}


def test_with_provider_addresses_nothing_is_fetched(db, host, tmp_path):
    studio = Studio(db, host, tmp_path, fetches=False)
    show(db, make_pictured(db, f"{ORIGINAL}/charade.jpg"))

    studio.work_off()

    assert host.asked == {}


def test_a_failed_picture_is_not_tried_for_hours(db, host, studio):
    show(db, make_pictured(db, f"{ORIGINAL}/broken.jpg"))
    studio.work_off()
    studio.now_s += SCAN_EVERY_S + 1
    studio.work_off()
    assert host.asked == {"/w342/broken.jpg": 1}

    studio.renditions.clock_s = lambda: studio.now_s + 1e6  # it remembers failures by itself
    studio.now_s += RETRY_AFTER_S
    studio.work_off()

    assert host.asked == {"/w342/broken.jpg": 2}


def test_placeholders_wait_for_the_database(db, studio):
    film = make_pictured(db, f"{ORIGINAL}/charade.jpg")
    studio.renditions.make(Picture("w342", "tmdb", "charade.jpg"), ImageFormat.WEBP)

    class Away:
        def read(self):
            raise Unavailable("The database does not answer.")

    studio.placeholders.db = Away()
    with pytest.raises(Unavailable):
        studio.placeholders.work()
    studio.placeholders.db = db
    studio.work_off()

    assert placeholders(db, film)[0] is not None


def test_a_picture_evicted_meanwhile_is_skipped(db, studio):
    film = make_pictured(db, f"{ORIGINAL}/charade.jpg")
    kept = studio.renditions.make(Picture("w342", "tmdb", "charade.jpg"), ImageFormat.WEBP)
    kept.file.unlink()

    studio.work_off()

    assert placeholders(db, film) == (None, None)
