"""Imports of lists, reviews, notes and tags: new, there already, twice in a row, and taken back."""

import pytest

from chalicelib.collections.models.user_collections import CollectionEdit, NewCollection
from chalicelib.collections.service.collection_titles import CollectionContents
from chalicelib.collections.service.user_collections import UserCollectionService
from chalicelib.history_imports.models import TitleMatch
from chalicelib.history_imports.store import list_writes as lists_module
from chalicelib.history_imports.store import note_writes as notes_module
from tests.history_imports import Importing, counts, letterboxd_zip, trakt_movie, trakt_zip
from tests.titles import make_title

AT = "2024-03-07T19:37:27.000Z"
HEAT = {"Name": "Heat", "Year": 1995, "Letterboxd URI": "https://boxd.it/1"}


@pytest.fixture
def person(db):
    return Importing(db)


@pytest.fixture
def collections(person):
    """The service with which the person changes collections by hand."""
    contents = CollectionContents(person.db, person.cache, person.catalog)
    return UserCollectionService(person.db, person.clock, person.catalog, contents, person.undo)


@pytest.fixture
def titles(db):
    return [make_title(db, name, year=1995) for name in ("Heat", "Thief", "Stalker")]


def id_of(person, name):
    with person.db.read() as conn:
        return conn.execute("SELECT id FROM collections WHERE name = %s", [name]).fetchone()[0]


def list_of(name, *titles):
    """A Letterboxd export with one list."""
    return letterboxd_zip(lists={name: titles})


def test_a_list_becomes_a_private_collection_in_its_order(person, titles):
    heat, thief, _ = titles

    made = person.read(list_of("Robbers", "Thief", "Heat", "Nowhere to be found"))
    assert (counts(made, "list"), person.collections_of()) == ({"new": 2, "missing": 1}, {})

    assert counts(person.apply(made), "list") == {"applied": 2, "missing": 1}
    assert person.collections_of() == {"Robbers": [thief, heat]}
    assert person.state()["collections"] == [("Robbers", "", "private")]


def test_a_list_twice_adds_nothing_and_a_longer_one_only_what_is_new(person, titles):
    heat, thief, stalker = titles
    person.bring_in(list_of("Robbers", "Heat", "Thief"))
    before = person.state()

    again = person.bring_in(list_of("ROBBERS", "Heat", "Thief", "Heat"))
    assert (counts(again, "list"), person.state()) == ({"there": 3}, before)

    person.bring_in(list_of("Robbers", "Stalker", "Heat"))
    assert person.collections_of() == {"Robbers": [heat, thief, stalker]}


def test_a_list_is_found_again_after_its_collection_was_renamed(person, collections, titles):
    person.bring_in(list_of("Robbers", "Heat"))
    robbers = id_of(person, "Robbers")
    collections.edit(person.user, robbers, CollectionEdit(name="Heists"))

    again = person.read(list_of("Robbers", "Heat"))

    assert counts(again, "list") == {"there": 1}


def test_undoing_a_list_deletes_the_collection_it_made(person, titles):
    before = person.state()
    made = person.bring_in(list_of("Robbers", "Heat", "Thief"))

    undone = person.take_back(made)

    assert counts(undone, "list") == {"undone": 2}
    assert (person.state(), person.collections_of()) == (before, {})
    assert counts(person.bring_in(list_of("Robbers", "Heat")), "list") == {"applied": 1}


def test_undoing_a_list_leaves_a_collection_that_was_there_or_was_changed(
    person, collections, titles
):
    heat, thief, stalker = titles
    collections.create(person.user, NewCollection(name="Robbers", mediaIds=[stalker]))
    into_own = person.bring_in(list_of("Robbers", "Heat"))
    made = person.bring_in(list_of("Quiet ones", "Heat", "Thief"))
    collections.add(person.user, id_of(person, "Quiet ones"), [stalker])
    assert person.collections_of() == {
        "Robbers": [stalker, heat],
        "Quiet ones": [heat, thief, stalker],
    }

    person.take_back(into_own)
    person.take_back(made)

    assert person.collections_of() == {"Robbers": [stalker], "Quiet ones": [stalker]}


def test_a_title_chosen_later_joins_its_list(person, titles):
    made = person.read(list_of("Robbers", "Heat", "Thieff"))
    person.apply(made)
    for each in (*person.review(made), *person.review(made, TitleMatch.NONE)):
        made = person.imports.choose(person.user, made.id, each.number, titles[1])

    assert counts(made, "list") == {"applied": 1, "new": 1}
    person.apply(made)
    assert person.collections_of() == {"Robbers": titles[:2]}


def test_limits_of_collections_and_tags_are_said(person, titles, monkeypatch):
    monkeypatch.setitem(lists_module.LIMITS, "max_items", 2)
    monkeypatch.setitem(notes_module.LIMITS, "max_tags_of_title", 1)
    made = person.bring_in(list_of("Robbers", "Heat", "Thief", "Stalker"))
    assert counts(made, "list") == {"applied": 2, "unsupported": 1}

    monkeypatch.setitem(lists_module.LIMITS, "max_collections", 1)
    full = person.read(list_of("Others", "Heat"))
    assert counts(full, "list") == {"unsupported": 1}

    diary = {**HEAT, "Date": "2024-03-08", "Watched Date": "2024-03-07", "Tags": "one,two"}
    tagged = person.read(letterboxd_zip(diary=[diary]))
    assert counts(tagged, "tag") == {"new": 1, "unsupported": 1}


def test_reviews_notes_and_tags_are_written_and_taken_back(person, titles):
    heat = titles[0]
    before = person.state()
    export = trakt_zip(
        comments_movies=[
            {"movie": trakt_movie("Heat", 1995), "comment": {"comment": "Great", "created_at": AT}}
        ],
        notes_movies=[
            {"movie": trakt_movie("Heat", 1995), "note": {"notes": "With Lena", "created_at": AT}}
        ],
    )
    made = person.bring_in(export)
    tags = {**HEAT, "Date": "2024-03-08", "Watched Date": "2024-03-07", "Tags": "Night, cinema"}
    tagged = person.bring_in(letterboxd_zip(diary=[tags]))

    at = "2024-03-07 19:37:27+00"
    assert person.state()["user_notes"] == [(heat, "With Lena", at, "Great", at)]
    assert [row[:2] for row in person.state()["user_tags"]] == [(heat, "Night"), (heat, "cinema")]
    again = person.read(export)
    assert (counts(again, "review"), counts(again, "note")) == ({"there": 1}, {"there": 1})

    assert counts(person.take_back(made), "review") == {"undone": 1}
    assert counts(person.take_back(tagged), "tag") == {"undone": 2}
    assert person.state() == before


def test_what_a_person_wrote_stays(person, titles):
    heat = titles[0]
    with person.db.transaction() as conn:
        conn.execute(
            "INSERT INTO user_notes (user_id, media_id, review, review_at, updated_at)"
            " VALUES (%s, %s, 'Mine', now(), now())",
            [person.user, heat],
        )
        conn.execute(
            "INSERT INTO user_tags (user_id, media_id, name, added_at)"
            " VALUES (%s, %s, 'Night', now())",
            [person.user, titles[1]],
        )
    review = {**HEAT, "Date": "2024-03-08", "Review": "Theirs", "Tags": "night"}
    made = person.bring_in(letterboxd_zip(reviews=[review]))
    note = person.bring_in(
        trakt_zip(
            notes_movies=[{"movie": trakt_movie("Heat", 1995), "note": {"notes": "A note"}}],
        )
    )
    assert counts(made, "review") == {"there": 1}
    assert [row[1] for row in person.state()["user_tags"]] == ["Night", "Night"]
    assert person.state()["user_notes"][0][1::2] == ("A note", "Mine")

    person.take_back(note)
    assert person.state()["user_notes"][0][1::2] == ("", "Mine")
