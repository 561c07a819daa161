"""Segments of files: which source counts, setting them by hand, and when a film is finished."""

from uuid import uuid4

import pytest

from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.sessions import User
from chalicelib.segments.errors import SegmentOutsideFile
from chalicelib.segments.models import MediaSegment, SegmentKind, SegmentRequest, SegmentSource
from chalicelib.segments.service import SEGMENTS, SegmentService, revert
from chalicelib.segments.store import segments as store
from chalicelib.tracking.models import ProgressUpdate
from chalicelib.tracking.service.undo import UndoService
from tests.titles import make_file, make_title
from tests.tracking import Living


class Viewer(Living):
    def __post_init__(self):
        super().__post_init__()
        self.undo = UndoService(self.db, self.cache, self.clock, {SEGMENTS: revert})
        self.segments = SegmentService(self.db, self.clock, self.undo)
        self.account = User(self.user, uuid4())
        self.film = make_title(self.db)
        self.item = make_file(self.db, self.film, duration_s=100)

    def find(self, source, kind, start_s, end_s):
        segment = MediaSegment(kind=kind, start_seconds=start_s, end_seconds=end_s)
        with self.db.transaction() as conn:
            store.put(conn, item_id=self.item, source=source, segments=[segment], now=self.clock())

    def set(self, kind, start_s, end_s):
        self.wait(seconds=1)
        request = SegmentRequest(startSeconds=start_s, endSeconds=end_s)
        return self.segments.set(self.account, self.item, kind, request)

    def known(self):
        return [
            (each.kind.value, each.start_seconds, each.end_seconds)
            for each in self.segments.of_item(self.item)
        ]

    def reach(self, position_s):
        self.wait(seconds=10)
        update = ProgressUpdate(
            mediaId=self.film,
            libraryItemId=self.item,
            positionSeconds=position_s,
            durationSeconds=100,
        )
        return self.progress.record(self.user, update).watched


@pytest.fixture
def viewer(db):
    return Viewer(db)


INTRO, CREDITS = SegmentKind.INTRO, SegmentKind.CREDITS
CHAPTER, FINGERPRINT = SegmentSource.CHAPTER, SegmentSource.FINGERPRINT


def test_a_chapter_goes_before_what_was_heard_and_a_person_before_both(viewer):
    viewer.find(FINGERPRINT, INTRO, 9, 21)
    assert viewer.known() == [("intro", 9, 21)]

    viewer.find(CHAPTER, INTRO, 10, 20)
    assert viewer.known() == [("intro", 10, 20)]

    viewer.set(INTRO, 12, 22.5)
    assert viewer.known() == [("intro", 12, 22.5)]


def test_a_source_replaces_what_it_said_before(viewer):
    viewer.find(CHAPTER, INTRO, 10, 20)

    viewer.find(CHAPTER, CREDITS, 80, 100)

    assert viewer.known() == [("credits", 80, 100)]


def test_setting_a_segment_is_undone_step_by_step(viewer):
    viewer.find(CHAPTER, INTRO, 10, 20)
    first = viewer.set(INTRO, 12, 22)
    second = viewer.set(INTRO, 13, 23)

    viewer.undo.undo(viewer.user, second.undo_id)
    assert viewer.known() == [("intro", 12, 22)]

    viewer.undo.undo(viewer.user, first.undo_id)
    assert viewer.known() == [("intro", 10, 20)]


def test_a_segment_says_how_it_is_known_and_who_set_it(viewer):
    def origin():
        return [(each.source.value, each.set_by) for each in viewer.segments.of_item(viewer.item)]

    viewer.find(CHAPTER, INTRO, 10, 20)
    assert origin() == [("chapter", None)]

    with viewer.db.transaction() as conn:
        conn.execute("UPDATE users SET display_name = 'Ada' WHERE id = %s", [viewer.user])
    undo_id = viewer.set(INTRO, 12, 22).undo_id
    assert origin() == [("manual", "Ada")]

    later = viewer.set(INTRO, 13, 22).undo_id
    viewer.undo.undo(viewer.user, later)
    assert origin() == [("manual", "Ada")]
    viewer.undo.undo(viewer.user, undo_id)
    assert origin() == [("chapter", None)]


def test_an_undo_keeps_what_somebody_else_set_since(viewer):
    first = viewer.set(INTRO, 12, 22)
    viewer.set(INTRO, 13, 23)

    viewer.undo.undo(viewer.user, first.undo_id)

    assert viewer.known() == [("intro", 13, 23)]


def test_a_wrong_segment_is_hidden_and_comes_back_with_the_undo(viewer):
    viewer.find(CHAPTER, INTRO, 10, 20)

    hidden = viewer.segments.hide(viewer.account, viewer.item, INTRO)
    assert (hidden.segments, viewer.known()) == ([], [])

    viewer.undo.undo(viewer.user, hidden.undo_id)
    assert viewer.known() == [("intro", 10, 20)]


def test_a_segment_after_the_end_is_refused_at_its_field(viewer):
    with pytest.raises(SegmentOutsideFile) as refused:
        viewer.set(INTRO, 90, 140)

    assert refused.value.field == "endSeconds"


def test_an_unknown_file_has_no_segments(viewer):
    viewer.item = uuid4()

    with pytest.raises(LibraryItemNotFound):
        viewer.set(INTRO, 1, 2)


def test_a_film_is_finished_where_its_credits_begin(viewer):
    viewer.find(CHAPTER, CREDITS, 80, 100)

    assert viewer.reach(79) is False
    assert viewer.reach(80) is True


def test_late_credits_keep_a_film_unfinished_at_ninety_percent(viewer):
    viewer.find(CHAPTER, CREDITS, 96, 100)

    assert viewer.reach(5) is False
    assert viewer.reach(91) is False
    assert viewer.reach(92) is False
    assert viewer.reach(96) is True


@pytest.mark.parametrize(("start_s", "end_s"), [(5, 20), (99.5, 100)])
def test_credits_in_the_first_half_or_in_the_last_second_change_nothing(viewer, start_s, end_s):
    viewer.find(CHAPTER, CREDITS, start_s, end_s)

    assert viewer.reach(30) is False
    assert viewer.reach(90) is True
