"""Parsing and normalisation of search queries."""

import pytest

from chalicelib.catalog.models import episode_label
from chalicelib.catalog.models.search import ParsedQuery, parse_query
from chalicelib.catalog.seed import slug_of
from chalicelib.catalog.service import query_parsing
from chalicelib.catalog.service.query_parsing import NormalizedQuery


@pytest.mark.parametrize(
    ("typed", "parsed"),
    [
        ("Nosferatu", ParsedQuery("nosferatu", "nosferatu", None)),
        ("  NOSFERATU \t 1922 ", ParsedQuery("nosferatu 1922", "nosferatu", 1922)),
        ("nosferatu (1922)", ParsedQuery("nosferatu (1922)", "nosferatu", 1922)),
        ("nosferatu [1922]", ParsedQuery("nosferatu [1922]", "nosferatu", 1922)),
        ("1922", ParsedQuery("1922", "1922", None)),
        ("blade runner 2049", ParsedQuery("blade runner 2049", "blade runner", 2049)),
        ("room 1408", ParsedQuery("room 1408", "room 1408", None)),
        ("plan 9", ParsedQuery("plan 9", "plan 9", None)),
        ("part 19221", ParsedQuery("part 19221", "part 19221", None)),
        ("\uff33\uff30\uff32\uff29\uff2e\uff27", ParsedQuery("spring", "spring", None)),
        ("a\x00b\u200bc", ParsedQuery("a b c", "a b c", None)),
        ("\x00", ParsedQuery("", "", None)),
    ],
)
def test_a_query_is_normalised_and_its_year_parsed(typed, parsed):
    assert parse_query(typed) == parsed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Spider-Man: No Way Home", "spider man no way home"),
        ("Schindler's List", "schindlers list"),
        ("  100% _ \\ 'x' ", "100 x"),
        ("E.T. the Extra-Terrestrial", "et the extra terrestrial"),
        ("Kill Bill: Vol. 2", "kill bill vol 2"),
        ("':* & !(a | b)", "a b"),
        ("!!!", ""),
    ],
)
def test_a_normalised_name_has_words_and_single_spaces(text, name):
    assert query_parsing.normalize_ascii(text) == name


@pytest.mark.parametrize(
    ("name", "required_words", "bare"),
    [
        ("the dark knight", ["dark", "knight"], "darkknight"),
        ("the the", ["the", "the"], "the"),
        ("the", ["the"], "the"),
        ("lord of the rings", ["lord", "rings"], "lordoftherings"),
    ],
)
def test_stop_words_are_required_only_without_other_words(name, required_words, bare):
    query = NormalizedQuery(name)

    assert (query.required_words, query.bare) == (required_words, bare)


def test_only_the_last_word_may_be_a_prefix():
    assert query_parsing.all_words(["dark", "kn"], last_is_prefix=True) == "('dark') & ('kn':*)"
    assert query_parsing.all_words(["dark", "kn"], last_is_prefix=False) == "('dark') & ('kn')"
    assert query_parsing.all_words([], last_is_prefix=True) is None


def test_a_number_is_searched_in_all_its_spellings():
    assert query_parsing.any_word(["2"]) == "('2' | 'ii' | 'two')"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Amélie", "amelie"),
        ("die straße", "die strasse"),
        ("schindler\u2019s list", "schindlers list"),
        ("l\u2019été", "lete"),
        ("сталкер", None),
        ("千と千尋", None),
        ("8½", None),
    ],
)
def test_latin_letters_lose_their_accents_without_the_database(text, name):
    assert query_parsing.normalize_latin(text.lower()) == name


def test_a_whole_name_may_have_any_article_or_none():
    assert NormalizedQuery("the dark knight").exact == [
        "darkknight",
        "thedarkknight",
        "adarkknight",
        "andarkknight",
    ]


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [
        ("matrix", "matrix", 0),
        ("matrx", "matrix", 1),
        ("matrrix", "matrix", 1),
        ("matrux", "matrix", 1),
        ("matirx", "matrix", 1),
        ("amtirx", "matrix", 2),
        ("", "ab", 2),
        ("matrix", "mirror", 3),
        ("a", "abcdef", 3),
    ],
)
def test_edits_are_counted_up_to_a_limit(first, second, edits):
    assert query_parsing.edit_distance(first, second, 2) == edits
    assert query_parsing.edit_distance(second, first, 2) == edits


@pytest.mark.parametrize("typed", ["Spider-Man", "spider man", " SPIDER.  MAN!", "Spïdér man"])
def test_equivalent_queries_have_one_key(typed):
    assert query_parsing.normalize(typed) == "spider man"


def test_an_episode_is_named_by_its_numbers():
    assert episode_label(1, 2) == "S1 E2"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Science Fiction", "science-fiction"), ("Role-playing", "role-playing"), ("War", "war")],
)
def test_a_genre_has_a_slug(name, slug):
    assert slug_of(name) == slug
