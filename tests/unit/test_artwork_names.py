"""What pictures beside videos show, by their names."""

import pytest

from chalicelib.artwork.proxy_urls import Kind
from worker.scanner.artwork_names import ArtworkName, read_artwork_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("poster.jpg", ArtworkName(Kind.POSTER)),
        ("FOLDER.JPEG", ArtworkName(Kind.POSTER, preference=1)),
        ("backdrop.webp", ArtworkName(Kind.BACKDROP, preference=4)),
        ("Film-fanart.PNG", ArtworkName(Kind.BACKDROP, stem="Film", preference=3)),
        ("Film-2-poster.jpg", ArtworkName(Kind.POSTER, stem="Film-2")),
        ("clearlogo.png", ArtworkName(Kind.LOGO, preference=6)),
        ("Film-logo.png", ArtworkName(Kind.LOGO, stem="Film", preference=7)),
        ("season01-poster.jpg", ArtworkName(Kind.POSTER, season=1)),
        ("Season 12.png", ArtworkName(Kind.POSTER, season=12)),
        ("season-specials-poster.jpg", ArtworkName(Kind.POSTER, season=0)),
        ("Show S01E02-thumb.jpg", ArtworkName(Kind.STILL, stem="Show S01E02")),
        # No video is called so: it shows nothing, as one of all seasons should.
        ("season-all-poster.jpg", ArtworkName(Kind.POSTER, stem="season-all")),
    ],
)
def test_these_names_are_artwork(name, expected):
    assert read_artwork_name(name) == expected


@pytest.mark.parametrize(
    "name", ["poster", "poster.svg", "thumb.jpg", "holiday.jpg", "Film-2021.jpg", "-poster.jpg"]
)
def test_these_names_are_not_artwork(name):
    assert read_artwork_name(name) is None
