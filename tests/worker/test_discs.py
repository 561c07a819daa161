"""Folders with the content of a disc are one film."""

from uuid import uuid4

import pytest

from chalicelib.catalog.service import CatalogService
from chalicelib.library.service import LibraryService
from chalicelib.platform.clock import utc_now
from tests.library import LibraryHarness
from tests.titles import make_title


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def inception(db):
    return make_title(db, "Inception", year=2010)


def put(home: LibraryHarness, clip, name: str, more_bytes: int = 0) -> None:
    path = home.put(clip, name)
    path.write_bytes(clip.read_bytes() + bytes(more_bytes))


def rows(home: LibraryHarness, columns: str) -> list[tuple]:
    with home.db.read() as conn:
        return conn.execute(
            f"SELECT {columns} FROM library_items ORDER BY absolute_path"  # noqa: S608
        ).fetchall()


def test_a_blu_ray_folder_is_one_film_of_its_largest_stream(home, clips, inception):
    for number in (0, 1, 2):
        put(home, clips.mp4, f"Inception (2010)/BDMV/STREAM/{number:05}.m2ts")
    put(home, clips.mp4, "Inception (2010)/BDMV/STREAM/00800.m2ts", 1000)

    home.scanner.scan([str(home.root)])

    assert rows(home, "file_name, media_id") == [("00800.m2ts", inception)]


def test_a_dvd_folder_is_one_film_in_parts(home, clips, inception):
    put(home, clips.mp4, "Inception (2010)/VIDEO_TS/VIDEO_TS.VOB", 9000)
    put(home, clips.mp4, "Inception (2010)/VIDEO_TS/VTS_01_1.VOB", 1)
    put(home, clips.mp4, "Inception (2010)/VIDEO_TS/VTS_02_0.VOB", 9000)
    put(home, clips.mp4, "Inception (2010)/VIDEO_TS/VTS_02_1.VOB", 2)
    put(home, clips.mp4, "Inception (2010)/VIDEO_TS/VTS_02_2.VOB", 3)

    home.scanner.scan([str(home.root)])

    found = rows(home, "file_name, media_id, part_number, part_set")
    assert [row[:3] for row in found] == [
        ("VTS_02_1.VOB", inception, 1),
        ("VTS_02_2.VOB", inception, 2),
    ]
    assert found[0][3] == found[1][3]


@pytest.mark.parametrize("disc", ["DISC1", "Disc 1"])
def test_discs_of_one_film_are_its_parts(home, clips, inception, disc):
    put(home, clips.mp4, f"Inception (2010)/{disc}/BDMV/STREAM/00001.m2ts")

    home.scanner.scan([str(home.root)])

    assert rows(home, "media_id, part_number") == [(inception, 1)]


def test_streams_that_were_films_before_are_missed_by_a_scan(home, clips, inception):
    put(home, clips.mp4, "Inception (2010)/BDMV/STREAM/00001.m2ts")
    home.scanner.scan([str(home.root)])
    put(home, clips.mp4, "Inception (2010)/BDMV/STREAM/00002.m2ts", 1000)

    home.scanner.scan([str(home.root)], is_requested=True)

    assert rows(home, "file_name, missing_since IS NULL") == [
        ("00001.m2ts", False),
        ("00002.m2ts", True),
    ]


def test_a_changed_menu_alone_is_no_film(home, clips, inception):
    put(home, clips.mp4, "Inception (2010)/BDMV/STREAM/00002.m2ts", 1000)
    put(home, clips.mp4, "Inception (2010)/BDMV/STREAM/00001.m2ts")

    folder = home.root / "Inception (2010)" / "BDMV" / "STREAM"
    home.scanner.scan_paths([str(folder / "00001.m2ts")])
    home.scanner.scan_paths([str(folder / "00002.m2ts")])

    assert rows(home, "file_name") == [("00002.m2ts",)]


def test_scenes_of_a_camcorder_are_films_each(home, clips):
    for number in (0, 1):
        put(home, clips.mp4, f"PRIVATE/AVCHD/BDMV/STREAM/{number:05}.MTS")

    home.scanner.scan([str(home.root)])

    assert len(home.items()) == 2


def test_a_blu_ray_is_shown_by_the_name_of_its_folder(home, clips, inception):
    put(home, clips.mp4, "Inception (2010) BluRay/BDMV/STREAM/00800.m2ts")
    home.scanner.scan([str(home.root)])
    catalog = CatalogService(home.db, utc_now, home.cache)

    files = LibraryService(home.db, catalog, home.cache, utc_now).of_title(uuid4(), inception)

    assert [file.file_name for file in files] == ["Inception (2010) BluRay.m2ts"]
