"""Pictures of titles without artwork: deterministic, well formed, and safe for any title."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.artwork.generated_poster.composition import (
    PictureKind,
    PosterSubject,
    picture,
    plan,
)
from chalicelib.artwork.generated_poster.motif_list import MOTIFS
from chalicelib.artwork.generated_poster.palette import look_of, oklch
from chalicelib.artwork.generated_poster.person_portrait import portrait
from chalicelib.artwork.generated_poster.random_stream import fnv
from chalicelib.artwork.generated_poster.svg_document import document
from chalicelib.artwork.generated_poster.title_layout import WIDTH, em, set_title

#: Fingerprints of pictures and the lines of their titles. To change the look on purpose, run
#: `python -m tests.unit.test_generated_poster` and review the difference.
FINGERPRINTS = Path(__file__).with_name("generated_posters.json")
CASES = json.loads(FINGERPRINTS.read_text("utf-8"))
read = ET.fromstring  # what is read was drawn here
SVG = "{http://www.w3.org/2000/svg}"


def subject_of(case):
    return PosterSubject(case["title"], case["year"], tuple(case["genres"]))


def fingerprint(subject):
    lettering = set_title(subject.title)
    return {
        "title": subject.title,
        "year": subject.year,
        "genres": list(subject.genres),
        **{kind.value: fnv(picture(plan(subject), kind)) for kind in PictureKind},
        "document": fnv(document(subject, PictureKind.POSTER, 342)),
        "lines": list(lettering.lines),
        "size": round(lettering.size, 1),
    }


def test_the_fingerprints_cover_every_motif_by_day_and_by_night():
    plans = [plan(subject_of(case)) for case in CASES]

    assert {each.motif for each in plans} == set(MOTIFS)
    assert {each.is_day for each in plans} == {True, False}
    assert {each.is_title_at_foot for each in plans} == {True, False}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"] or "empty")
def test_a_generated_picture_is_deterministic(case):
    assert fingerprint(subject_of(case)) == case


def test_the_seed_ignores_case_and_outer_spaces():
    drawn = [
        picture(plan(PosterSubject(title, 1927, ())), PictureKind.BACKDROP)
        for title in ("Metropolis", "  METROPOLIS ")
    ]

    assert drawn[0] == drawn[1]


def test_year_and_genre_distinguish_titles_of_the_same_name():
    subjects = [
        PosterSubject("Metropolis", 1927, ("Science Fiction",)),
        PosterSubject("Metropolis", 2001, ("Science Fiction",)),
        PosterSubject("Metropolis", 1927, ("Animation",)),
    ]

    assert len({picture(plan(subject), PictureKind.POSTER) for subject in subjects}) == 3


def test_an_unknown_genre_counts_as_drama_and_the_first_known_one_decides():
    assert look_of(["Slow cinema"]) is look_of([]) is look_of(["drama"])
    assert look_of(["Slow cinema", "Sci-Fi"]) is look_of(["Science Fiction"])


def test_oklch_black_and_white_are_those_of_srgb():
    assert (oklch(0, 0, 0), oklch(1, 0, 0)) == ("#000000", "#ffffff")


@pytest.mark.parametrize(
    "title",
    ["Donaudampfschifffahrtsgesellschaft", "千と千尋の神隠しと呼ばれる長い題名", "Dr. Strangelove"],
)
def test_a_title_stays_inside_the_poster(title):
    lettering = set_title(title)

    assert max(map(em, lettering.lines)) * lettering.size <= WIDTH + 28
    assert "".join(lettering.lines).replace("-", "") == title.replace(" ", "")


def test_scripts_without_outlines_are_set_as_text():
    assert "<text" in document(PosterSubject("千と千尋", 2001, ()), PictureKind.POSTER, 342)
    for title in ("Amélie", "Сталкер"):
        assert "<text" not in document(PosterSubject(title, 2001, ()), PictureKind.POSTER, 342)


NASTY = [
    "<script>alert(1)</script>",
    '"/><image href="https://elsewhere.example/x.png"/>',
    "]]><!-- &amp; --> &#x3c;",
    "Bell \x07 and \ufffe and \x1b[31m",
]


@pytest.mark.parametrize("title", NASTY)
@pytest.mark.parametrize("kind", PictureKind)
def test_a_title_is_escaped(title, kind):
    drawn = read(document(PosterSubject(title, 1927, ()), kind, 342))

    tags = {element.tag.removeprefix(SVG) for element in drawn.iter()}
    assert tags <= {
        "svg", "defs", "linearGradient", "stop", "filter", "feTurbulence", "feColorMatrix", "rect",
        "path", "circle", "ellipse", "g", "text",
    }  # fmt: skip
    names = {name for element in drawn.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name}


@given(st.text(max_size=120), st.none() | st.integers(-9999, 9999), st.lists(st.text(max_size=20)))
def test_any_title_gives_a_valid_document(title, year, genres):
    drawn = read(document(PosterSubject(title, year, tuple(genres)), PictureKind.POSTER, 500))

    assert drawn.tag == f"{SVG}svg"
    written = ET.tostring(drawn, encoding="unicode")
    assert not re.search(r"nan|inf", re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", written))


@pytest.mark.parametrize(
    ("kind", "width", "height"),
    [
        (PictureKind.POSTER, 342, 513),
        (PictureKind.BACKDROP, 1280, 720),
        (PictureKind.STILL, 500, 281),
    ],
)
def test_it_has_the_requested_size_and_a_label(kind, width, height):
    drawn = read(document(PosterSubject("Metropolis", 1927, ()), kind, width))

    assert (drawn.get("width"), drawn.get("height")) == (str(width), str(height))
    assert drawn.get("aria-label") == "Metropolis, 1927"


def test_a_backdrop_has_no_lettering():
    wide = document(PosterSubject("Metropolis", 1927, ()), PictureKind.BACKDROP, 1280)

    assert "scale(" not in wide
    assert "<text" not in wide


def test_a_wide_line_of_text_keeps_its_width_in_any_font():
    drawn = document(PosterSubject("千と千尋の神", None, ()), PictureKind.POSTER, 342)

    (width,) = re.findall(r'textLength="([\d.]+)" lengthAdjust="spacingAndGlyphs"', drawn)
    assert 270 <= float(width) <= 344


@given(st.text(max_size=40))
def test_a_portrait_depends_on_the_name_alone_and_quotes_none_of_it(name):
    drawn = read(portrait(name))

    assert portrait(f" {name} ") == portrait(name)
    assert {each.tag.removeprefix(SVG) for each in drawn.iter()}.isdisjoint({"text", "image", "a"})


def test_portraits_of_several_people_differ():
    names = ("Fritz Lang", "Fritz Rasp", "Brigitte Helm", "Charlie Chaplin", "Buster Keaton")

    assert len({portrait(name) for name in names}) == len(names)
    assert portrait("FRITZ LANG") == portrait("Fritz Lang")


if __name__ == "__main__":
    lines = [json.dumps(fingerprint(subject_of(case)), ensure_ascii=False) for case in CASES]
    FINGERPRINTS.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
