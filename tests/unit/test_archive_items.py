"""Which file of an Internet Archive item is the film."""

import pytest

from worker.downloader.http.archive import ArchiveFile, choose_file, item_name


def file(name: str, format: str = "h.264", **facts: object) -> ArchiveFile:
    return ArchiveFile.model_validate({"name": name, "format": format, **facts})


def chosen(*files: ArchiveFile) -> str | None:
    found = choose_file(files)
    return found.name if found else None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://archive.org/details/Sintel", "Sintel"),
        ("http://www.archive.org/details/Sintel/", "Sintel"),
        ("https://archive.org/details/version_93_mins.?view=theater#top", "version_93_mins."),
        ("https://archive.org/details/a/b", None),
        ("https://archive.org/download/Sintel/sintel.mp4", None),
        ("https://archive.org.evil.example/details/Sintel", None),
        ("https://evil.example/https://archive.org/details/Sintel", None),
        ("https://archive.org/details/../metadata", None),
    ],
)
def test_only_an_item_page_has_an_item_id(address, name):
    assert item_name(address) == name


def test_a_file_that_browsers_play_is_preferred_to_the_upload():
    upload = file("film.avi", "Cinepack", size="4000000000", length="5400", height="1080")
    derived = file("film.mp4", "h.264", size="700000000", length="5400", height="480")

    assert chosen(upload, derived) == "film.mp4"


def test_of_two_playable_files_the_larger_picture_is_chosen():
    small = file("film_512kb.mp4", "512Kb MPEG4", size="400000000", height="240")
    large = file("film.mp4", "h.264", size="700000000", height="480")
    original = file("film_hd.mp4", "MPEG4", size="900000000", height="720")

    assert chosen(small, large) == "film.mp4"
    assert chosen(small, original) == "film_hd.mp4"


def test_an_archival_master_is_not_chosen():
    master = file("master.mp4", "h.264", size="40000000000", height="2160")
    copy = file("copy.mp4", "512Kb MPEG4", size="400000000", height="240")

    assert chosen(master, copy) == "copy.mp4"
    assert chosen(master) == "master.mp4"


@pytest.mark.parametrize("name", ["film.trailer.mp4", "sample-film.mp4", "film preview.mp4"])
def test_a_sample_or_trailer_is_never_the_film(name):
    assert chosen(file(name, height="1080"), file("film.mp4", height="240")) == "film.mp4"
    assert chosen(file(name)) is None


def test_a_word_that_contains_sample_is_no_sample():
    assert chosen(file("the_sampler.mp4")) == "the_sampler.mp4"


def test_a_short_part_is_not_the_film():
    part = file("reel1.mp4", height="1080", length="0:12:00")
    whole = file("film.mp4", height="480", length="5400.3")

    assert chosen(part, whole) == "film.mp4"


def test_thumbnails_texts_and_private_files_are_no_films():
    others = [
        file("film.thumbs/film_0001.jpg", "Thumbnail", size="9000"),
        file("__ia_thumb.jpg", "Item Tile"),
        file("film_meta.xml", "Metadata"),
        file("film.gif", "Animated GIF"),
        file("film.mp4", private="true"),
    ]

    assert chosen(*others) is None


def test_without_a_playable_file_the_upload_is_better_than_nothing():
    assert chosen(file("film.ogv", "Ogg Video"), file("readme.txt")) == "film.ogv"


def test_invalid_numbers_are_unknown():
    strange = file("film.mp4", size="big", length="1:xx", height=None)

    assert (strange.size, strange.length, strange.height) == (0, 0.0, 0)
