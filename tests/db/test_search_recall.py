"""Whether search finds the seed's titles in spite of one typing error, for each kind of error."""

import random
import string

import pytest

from chalicelib.catalog import seed
from chalicelib.catalog.service import search_cascade
from chalicelib.platform.db import Database
from tests.databases import database_copy

FIRST = 10
MIN_RECALL = 0.95
MIN_LETTERS = 4
#: The keys beside each letter on a keyboard.
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb",
    "h": "gyjn", "j": "hukm", "k": "jil", "l": "kop", "z": "xas", "x": "zsdc", "c": "xdfv",
    "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip


@pytest.fixture(scope="module")
def conn(postgres, template):
    with database_copy(postgres, template) as url:
        database = Database(url)
        with database.read() as connection:
            seed.load(connection)
            yield connection
        database.close()


def letters(title):
    return [place for place, letter in enumerate(title) if letter in string.ascii_letters]


def letter_missing(title, draw):
    place = draw.choice(letters(title))
    return title[:place] + title[place + 1 :]


def letter_doubled(title, draw):
    place = draw.choice(letters(title))
    return title[:place] + title[place] + title[place:]


def neighbour_key(title, draw):
    place = draw.choice(letters(title))
    return title[:place] + draw.choice(NEIGHBOURS[title[place].lower()]) + title[place + 1 :]


def letters_swapped(title, draw):
    pairs = [place for place in letters(title) if title[place + 1 : place + 2].isalpha()]
    place = draw.choice([one for one in pairs if title[one].lower() != title[one + 1].lower()])
    return title[:place] + title[place + 1] + title[place] + title[place + 2 :]


def first_letter_wrong(title, draw):
    place = letters(title)[0]
    others = string.ascii_lowercase.replace(title[place].lower(), "")
    return title[:place] + draw.choice(others) + title[place + 1 :]


@pytest.mark.parametrize(
    "mistype",
    [letter_missing, letter_doubled, neighbour_key, letters_swapped, first_letter_wrong],
    ids=lambda mistype: mistype.__name__,
)
def test_a_title_with_one_typing_error_is_among_the_first(conn, mistype):
    draw = random.Random(7)
    titles = conn.execute("SELECT id, title FROM media_items ORDER BY slug").fetchall()
    typed = [
        (media_id, mistype(title, draw))
        for media_id, title in titles
        if len(letters(title)) >= MIN_LETTERS
    ]
    missed = [
        text
        for media_id, text in typed
        if media_id not in search_cascade.find(conn, text).titles[:FIRST]
    ]

    assert len(typed) > 150
    assert 1 - len(missed) / len(typed) >= MIN_RECALL, missed


def test_a_name_with_one_typing_error_finds_the_person(conn):
    found = {
        typed: search_cascade.find(conn, typed).people[:1]
        for typed in (
            "charlie chapin",
            "chalrie chaplin",
            "fritz lamg",
            "lang fitz",
            "buster keeton",
        )
    }
    names = dict(conn.execute("SELECT id, name FROM people").fetchall())

    assert {typed: [names[one] for one in ids] for typed, ids in found.items()} == {
        "charlie chapin": ["Charlie Chaplin"],
        "chalrie chaplin": ["Charlie Chaplin"],
        "fritz lamg": ["Fritz Lang"],
        "lang fitz": ["Fritz Lang"],
        "buster keeton": ["Buster Keaton"],
    }


@pytest.mark.parametrize("typed", ["chaplin", "fritz"])
def test_a_word_of_a_name_finds_people(conn, typed):
    found = search_cascade.find(conn, typed)
    names = dict(conn.execute("SELECT id, name FROM people").fetchall())

    assert names[found.people[0]] in ("Charlie Chaplin", "Fritz Lang")


@pytest.mark.parametrize("typed", ["xqzzy", "zzz plmbs", "q", "vbnm qwrt zxcv"])
def test_random_letters_still_find_nothing(conn, typed):
    found = search_cascade.find(conn, typed)

    assert (found.titles, found.people) == ([], []) or typed == "q"


@pytest.mark.parametrize("typed", ["breaking bed", "everything lamg"])
def test_a_short_word_is_not_mended_where_a_longer_one_is_left_out(conn, typed):
    found = search_cascade.find(conn, typed)

    assert (found.titles, found.people, found.corrected) == ([], [], None)


@pytest.mark.parametrize("typed", ["metropolis fritz", "restored metropolis"])
def test_one_word_too_many_is_left_out(conn, typed):
    found = search_cascade.find(conn, typed)
    slugs = dict(conn.execute("SELECT id, slug FROM media_items").fetchall())

    assert slugs[found.titles[0]].startswith("metropolis")
    assert found.corrected == "metropolis"


def test_a_single_word_is_not_corrected_to_a_stop_word(conn):
    assert search_cascade.find(conn, "add").corrected != "and"
