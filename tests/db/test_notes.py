"""Notes, reviews and tags: what is kept of them, their limits, and undoing them."""

import pytest

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.metadata.store import title_merge
from chalicelib.notes.errors import TagNotFound, TooManyNotes, TooManyTags
from chalicelib.notes.models import NoteRequest, TaggedQuery, TagRemoval, TagRename, TagRequest
from chalicelib.notes.service import REVERTERS, NoteService
from chalicelib.tracking.service.undo import UndoService
from tests.titles import make_person, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


@pytest.fixture
def undo_service(living):
    return UndoService(living.db, living.cache, living.clock, REVERTERS)


@pytest.fixture
def service(living, undo_service):
    return NoteService(living.db, living.cache, living.clock, living.catalog, undo_service)


@pytest.fixture
def undo(living, undo_service):
    return lambda change: undo_service.undo(living.user, change.undo_id)


def write(living, service, film, **texts):
    living.wait(seconds=1)
    return service.write(living.user, film, NoteRequest(**texts))


def tag(living, service, *films, add=(), remove=()):
    living.wait(seconds=1)
    request = TagRequest(mediaIds=list(films), add=list(add), remove=list(remove))
    return service.tag(living.user, request)


def names(change):
    return [(each.name, each.titles) for each in change.items]


def test_a_note_and_a_review_are_two_texts_of_one_title(db, living, service):
    film = make_title(db)

    write(living, service, film, note="With Mia.")
    write(living, service, film, review="The machine eats them.", reviewHasSpoilers=True)
    found = service.of_title(living.user, film)

    assert (found.note, found.review, found.review_has_spoilers) == (
        "With Mia.",
        "The machine eats them.",
        True,
    )
    assert found.note_at < found.review_at
    assert service.of_title(make_person(db), film).note == ""


def test_an_empty_text_removes_it_and_undo_brings_it_back(db, living, service, undo):
    film = make_title(db)
    write(living, service, film, note="With Mia.", review="Good.", reviewHasSpoilers=True)
    before = service.of_title(living.user, film)

    change = write(living, service, film, note="", review="")
    assert change.notes == service.of_title(living.user, film)
    assert (change.notes.review, change.notes.review_has_spoilers) == ("", False)
    undo(change)

    assert service.of_title(living.user, film) == before


def test_undoing_the_first_note_removes_it(db, living, service, undo):
    film = make_title(db)

    undo(write(living, service, film, note="With Mia."))

    assert service.of_title(living.user, film).note == ""


def test_undo_leaves_what_was_written_since(db, living, service, undo):
    film = make_title(db)
    change = write(living, service, film, note="First.")
    write(living, service, film, note="Second.")

    undo(change)

    assert service.of_title(living.user, film).note == "Second."


def test_saving_the_same_text_changes_nothing(db, living, service):
    film = make_title(db)
    write(living, service, film, note="With Mia.")

    assert write(living, service, film, note="With Mia.").undo_id is None


def test_control_characters_are_left_out_and_lines_stay(db, living, service):
    change = write(living, service, make_title(db), review="One.\r\n\tTwo.\x07")

    assert change.notes.review == "One.\nTwo."


def test_nobody_fills_the_database_with_notes(db, living, service, monkeypatch):
    monkeypatch.setattr("chalicelib.notes.service.MAX_NOTED_TITLES", 1)
    film = make_title(db)
    write(living, service, film, note="One.")
    write(living, service, film, note="The same title.")

    with pytest.raises(TooManyNotes) as refused:
        write(living, service, make_title(db), review="Two.")
    assert refused.value.field == "review"


def test_a_tag_has_one_spelling_and_goes_with_its_last_title(db, living, service, undo):
    one, other = make_title(db), make_title(db)
    tag(living, service, one, add=["Film Noir"])

    assert names(tag(living, service, one, other, add=["film  noir"])) == [("Film Noir", 2)]
    change = tag(living, service, one, other, remove=["FILM NOIR"])
    assert names(change) == []
    undo(change)

    found = service.tagged(living.user, TaggedQuery(tag="film noir"))
    assert [card.id for card in found.items] == [other, one]
    assert service.of_title(living.user, one).tags == ("Film Noir",)


def test_renaming_onto_another_tag_makes_one_of_both_and_undo_two(db, living, service, undo):
    one, other = make_title(db), make_title(db)
    tag(living, service, one, add=["cosy"])
    tag(living, service, one, other, add=["warm"])

    change = service.rename(living.user, TagRename(tag="cosy", name="Warm"))
    assert names(change) == [("Warm", 2)]
    undo(change)

    assert names(service.tags(living.user)) == [("cosy", 1), ("warm", 2)]


def test_undoing_leaves_a_tag_that_was_given_again_since(db, living, service, undo):
    film = make_title(db)
    change = tag(living, service, film, add=["cosy"])
    tag(living, service, film, remove=["cosy"])
    living.wait(seconds=1)
    tag(living, service, film, add=["cosy"])

    undo(change)

    assert names(service.tags(living.user)) == [("cosy", 1)]


def test_a_tag_is_taken_from_every_title_and_comes_back(db, living, service, undo):
    tag(living, service, make_title(db), make_title(db), add=["cosy"])

    change = service.remove(living.user, TagRemoval(tag="Cosy"))
    assert names(change) == []
    undo(change)

    assert names(service.tags(living.user)) == [("cosy", 2)]


def test_tags_of_others_are_not_found(db, living, service):
    tag(living, service, make_title(db), add=["cosy"])

    with pytest.raises(TagNotFound):
        service.rename(make_person(db), TagRename(tag="cosy", name="mine"))
    with pytest.raises(MediaNotFound):
        tag(living, service, 999_999_999, add=["cosy"])


def test_tags_are_limited_per_title_and_per_person(db, living, service, monkeypatch):
    film = make_title(db)
    tag(living, service, film, add=[f"tag {number}" for number in range(20)])

    with pytest.raises(TooManyTags):
        tag(living, service, film, add=["one more"])
    monkeypatch.setattr("chalicelib.notes.service.MAX_TAGS", 20)
    with pytest.raises(TooManyTags) as refused:
        tag(living, service, make_title(db), add=["one more"])

    assert refused.value.field == "add"
    assert len(service.tags(living.user).items) == 20


def test_what_was_written_about_both_of_two_merged_titles_is_kept(db, living, service):
    stays, goes = make_title(db), make_title(db)
    write(living, service, stays, note="One.")
    write(living, service, goes, note="Two.", review="Good.", reviewHasSpoilers=True)
    tag(living, service, stays, goes, add=["cosy"])
    tag(living, service, goes, add=["late"])

    with db.transaction() as conn:
        title_merge.merge(conn, kept=stays, removed=goes)

    found = service.of_title(living.user, goes)
    assert (found.note, found.review, found.tags) == ("One.\n\nTwo.", "Good.", ("cosy", "late"))
