"""What pictures beside videos show, by their names."""

import pytest

from chalicelib.artwork.proxy_urls import Kind
from worker.scanner.artwork_names import ArtworkName, read_artwork_name

STEMS = ["Film", "Film-2", "Show S01E01"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("poster.jpg", ArtworkName(Kind.POSTER)),
        ("FOLDER.JPEG", ArtworkName(Kind.POSTER)),
        ("backdrop.webp", ArtworkName(Kind.BACKDROP)),
        ("clearlogo.png", ArtworkName(Kind.LOGO)),
        ("film-fanart.PNG", ArtworkName(Kind.BACKDROP, stem="Film")),
        ("Film-2-poster.jpg", ArtworkName(Kind.POSTER, stem="Film-2")),
        ("Show S01E01-thumb.jpg", ArtworkName(Kind.STILL, stem="Show S01E01")),
        ("season01-poster.jpg", ArtworkName(Kind.POSTER, season=1)),
        ("season-specials-poster.jpg", ArtworkName(Kind.POSTER, season=0)),
    ],
)
def test_these_names_are_artwork(name, expected):
    assert read_artwork_name(name, STEMS) == expected


@pytest.mark.parametrize(
    "name",
    ["poster", "poster.svg", "thumb.jpg", "holiday.jpg", "Film-2021.jpg", "Other-poster.jpg"],
)
def test_these_names_are_not_artwork(name):
    assert read_artwork_name(name, STEMS) is None
