"""Sheets of titles without a picture: the same ones the pages draw, as documents of their own."""

import json
import re
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.artwork.sheet.canvas import plain
from chalicelib.artwork.sheet.document import document
from chalicelib.artwork.sheet.drawing import PosterSubject, SheetKind, picture, plan
from chalicelib.artwork.sheet.motifs import MOTIFS
from chalicelib.artwork.sheet.seed import fnv

#: Written by the pages' own test, which holds it against their drawings.
GOLDEN = json.loads((Path(__file__).parents[2] / "frontend/src/ui/poster/golden.json").read_bytes())
read = ET.fromstring  # what is read was drawn here
SVG = "{http://www.w3.org/2000/svg}"


def subject_of(case):
    return PosterSubject(case["title"], case["year"], tuple(case["genres"]))


def test_the_golden_sheets_show_every_motif_by_day_and_by_night():
    plans = [plan(subject_of(case)) for case in GOLDEN]

    assert {one.motif for one in plans} == set(MOTIFS)
    assert {one.is_day for one in plans} == {one.is_title_at_foot for one in plans} == {True, False}


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["title"] or "empty")
@pytest.mark.parametrize("kind", SheetKind)
def test_a_sheet_is_the_one_the_pages_draw(case, kind):
    assert fnv(picture(plan(subject_of(case)), kind)) == case[kind]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["title"] or "empty")
def test_its_title_stands_where_the_pages_set_it(case):
    drawn = document(subject_of(case), SheetKind.POSTER, 342)

    places = [
        (float(x), float(y)) for x, y in re.findall(r'<text x="([\d.-]+)" y="([\d.-]+)"', drawn)
    ]
    assert places[:-1] == [(line["x"], line["y"]) for line in case["lines"]]  # the last: the year
    for line in case["lines"]:
        assert f">{escape(line['text'])}</text>" in drawn
    assert f'font-size="{plain(case["size"])}"' in drawn
    assert f'letter-spacing="{plain(case["tracking"])}"' in drawn
    assert f'<g fill="{case["ink"]}">' in drawn


NASTY = [
    "<script>alert(1)</script>",
    '"/><image href="https://elsewhere.example/x.png"/>',
    "]]><!-- &amp; --> &#x3c;",
    "Bell \x07 and \ufffe and \x1b[31m",
]


@pytest.mark.parametrize("title", NASTY)
@pytest.mark.parametrize("kind", SheetKind)
def test_a_title_is_text_whatever_it_holds(title, kind):
    drawn = read(document(PosterSubject(title, 1927, ()), kind, 342))

    tags = {element.tag.removeprefix(SVG) for element in drawn.iter()}
    assert tags <= {
        "svg", "defs", "linearGradient", "stop", "filter", "feTurbulence", "feColorMatrix", "rect",
        "path", "circle", "ellipse", "g", "text",
    }  # fmt: skip
    names = {name for element in drawn.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.none() | st.integers(-9999, 9999), st.lists(st.text(max_size=20)))
def test_any_title_gives_a_document(title, year, genres):
    drawn = read(document(PosterSubject(title, year, tuple(genres)), SheetKind.POSTER, 500))

    assert drawn.tag == f"{SVG}svg"
    written = ET.tostring(drawn, encoding="unicode")
    assert not re.search(r"nan|inf", re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", written))


@pytest.mark.parametrize(
    ("kind", "width", "height"),
    [(SheetKind.POSTER, 342, 513), (SheetKind.BACKDROP, 1280, 720), (SheetKind.STILL, 500, 281)],
)
def test_it_comes_in_the_size_that_was_asked_for(kind, width, height):
    drawn = read(document(PosterSubject("Metropolis", 1927, ()), kind, width))

    assert (drawn.get("width"), drawn.get("height")) == (str(width), str(height))
    assert drawn.get("aria-label") == "Metropolis, 1927"


def test_a_backdrop_carries_no_type():
    assert "<text" not in document(PosterSubject("Metropolis", 1927, ()), SheetKind.BACKDROP, 1280)


def test_a_wide_line_is_held_to_its_width_in_any_font():
    drawn = document(PosterSubject("Donaudampfschiff", None, ()), SheetKind.POSTER, 342)

    (held,) = re.findall(r'textLength="([\d.]+)" lengthAdjust="spacingAndGlyphs"', drawn)
    assert 270 <= float(held) <= 344
