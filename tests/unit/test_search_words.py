"""What somebody typed, understood."""

import pytest

from chalicelib.catalog.models import Wanted, episode_label, understand
from chalicelib.catalog.seed import slug_of
from chalicelib.catalog.store.search import escape


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Nosferatu", Wanted("nosferatu", "nosferatu", None)),
        ("  NOSFERATU \t 1922 ", Wanted("nosferatu 1922", "nosferatu", 1922)),
        ("nosferatu (1922)", Wanted("nosferatu (1922)", "nosferatu", 1922)),
        ("nosferatu [1922]", Wanted("nosferatu [1922]", "nosferatu", 1922)),
        ("1922", Wanted("1922", "1922", None)),
        ("blade runner 2049", Wanted("blade runner 2049", "blade runner", 2049)),
        ("room 1408", Wanted("room 1408", "room 1408", None)),
        ("plan 9", Wanted("plan 9", "plan 9", None)),
        ("part 19221", Wanted("part 19221", "part 19221", None)),
        ("\uff33\uff30\uff32\uff29\uff2e\uff27", Wanted("spring", "spring", None)),
        ("a\x00b\u200bc", Wanted("a b c", "a b c", None)),
        ("\x00", Wanted("", "", None)),
    ],
)
def test_a_search_is_tidied_and_its_year_set_apart(typed, wanted):
    assert understand(typed) == wanted


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("100%", "100\\%"), ("a_b", "a\\_b"), ("back\\slash", "back\\\\slash"), ("plain", "plain")],
)
def test_a_pattern_stands_for_itself(text, escaped):
    assert escape(text) == escaped


def test_an_episode_is_named_by_its_numbers():
    assert episode_label(1, 2) == "S1 E2"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Science Fiction", "science-fiction"), ("Role-playing", "role-playing"), ("War", "war")],
)
def test_a_genre_has_a_slug(name, slug):
    assert slug_of(name) == slug
