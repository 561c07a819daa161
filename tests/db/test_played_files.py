"""The files that players name in their reports."""

import pytest

from chalicelib.platform.cache import LIBRARY
from chalicelib.tracking.service.played_files import PlayedFiles
from tests.library import make_item
from tests.titles import make_title


@pytest.fixture
def film(db):
    return make_title(db)


@pytest.fixture
def item(db, film, tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x")
    return make_item(db, path, media_id=film, duration_s=1000)


@pytest.fixture
def files(db, cache):
    return PlayedFiles(db, cache)


def lengthen(db, item):
    with db.read() as conn:
        conn.execute("UPDATE library_items SET duration_seconds = 2000 WHERE id = %s", [item])


def test_reports_of_a_file_read_it_once(db, files, film, item):
    first = files.get(item, film, None)
    lengthen(db, item)

    assert first.duration_s == 1000
    assert files.get(item, film, None) == first


def test_a_change_of_the_library_is_noticed_at_once(db, cache, files, film, item):
    files.get(item, film, None)
    lengthen(db, item)
    cache.invalidate(LIBRARY)

    assert files.get(item, film, None).duration_s == 2000


def test_a_file_of_another_title_is_none(db, files, item):
    assert files.get(item, make_title(db, "Another"), None) is None
