"""What somebody typed, understood."""

import pytest

from chalicelib.catalog.models import Wanted, episode_label, understand
from chalicelib.catalog.seed import slug_of
from chalicelib.catalog.service import wording
from chalicelib.catalog.service.wording import Asked


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
def test_a_name_is_words_and_spaces(text, name):
    assert wording.ascii_name(text) == name


@pytest.mark.parametrize(
    ("name", "telling", "bare"),
    [
        ("the dark knight", ["dark", "knight"], "darkknight"),
        ("the the", ["the", "the"], "the"),
        ("the", ["the"], "the"),
        ("lord of the rings", ["lord", "rings"], "lordoftherings"),
    ],
)
def test_little_words_count_only_among_themselves(name, telling, bare):
    asked = Asked(name)

    assert (asked.telling, asked.bare) == (telling, bare)


def test_only_the_last_word_may_be_unfinished():
    assert wording.every(["dark", "kn"], last_begins=True) == "('dark') & ('kn':*)"
    assert wording.every(["dark", "kn"], last_begins=False) == "('dark') & ('kn')"
    assert wording.every([], last_begins=True) is None


def test_a_number_is_looked_for_in_all_its_spellings():
    assert wording.either(["2"]) == "('2' | 'ii' | 'two')"


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
    assert wording.plain_name(text.lower()) == name


def test_a_whole_name_may_have_any_article_or_none():
    assert Asked("the dark knight").exact == [
        "darkknight",
        "thedarkknight",
        "adarkknight",
        "andarkknight",
    ]


@pytest.mark.parametrize(
    ("one", "other", "errors"),
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
def test_errors_are_counted_up_to_a_limit(one, other, errors):
    assert wording.edits(one, other, 2) == errors
    assert wording.edits(other, one, 2) == errors


@pytest.mark.parametrize("typed", ["Spider-Man", "spider man", " SPIDER.  MAN!", "Spïdér man"])
def test_searches_with_one_answer_are_one_text(typed):
    assert wording.normal(typed) == "spider man"


def test_an_episode_is_named_by_its_numbers():
    assert episode_label(1, 2) == "S1 E2"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Science Fiction", "science-fiction"), ("Role-playing", "role-playing"), ("War", "war")],
)
def test_a_genre_has_a_slug(name, slug):
    assert slug_of(name) == slug
