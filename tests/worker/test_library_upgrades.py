"""A better download takes the place of the version in the library, which can come back."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chalicelib.library_imports.models import ImportRequest
from chalicelib.library_imports.service import LIBRARY_IMPORTS
from chalicelib.platform.clock import utc_now
from chalicelib.recycle_folder.models import RecycleRequest
from chalicelib.recycle_folder.service import RecycleFolderService
from chalicelib.recycle_folder.service.journal import RecycleJournal
from chalicelib.subtitles.models import NewSubtitle
from chalicelib.subtitles.store import subtitles
from tests.clips import make
from tests.titles import make_person, make_title
from tests.worker.test_library_moves import (  # noqa: F401  # fixtures
    admin,
    home,
    imports,
    turn_on,
)
from worker.recycle_folder import RecycleFolderWorker
from worker.scanner.availability import DiskCheck
from worker.scanner.component import upgrader_of
from worker.scanner.file_moves import FileMover

NAME = "Sintel (2010)/Sintel (2010)"


def clip(lines: int, seconds: int = 6):
    return make(
        f"picture-{lines}-{seconds}.mkv",
        *("-f", "lavfi", "-i", f"testsrc2=s={lines * 16 // 9}x{lines}:r=24:d={seconds}"),
        *("-f", "lavfi", "-i", f"sine=f=440:d={seconds}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture
def recycler(imports, home, db):  # noqa: F811
    """The recycle folder of the harness; better versions replace worse ones of the same name."""
    turn_on(imports, replacesWorse=True, film="{Title} ({Year})/{Title} ({Year})")
    roots = home.importer.ingestor.roots
    journal = RecycleJournal(db, imports.settings, utc_now)
    found = RecycleFolderWorker(
        journal,
        roots,
        DiskCheck(db, roots, utc_now, lambda: ()),
        lambda _key: None,
        lambda: None,
        utc_now,
    )
    home.importer.mover.upgrader = upgrader_of(imports, found, journal)
    return found


def download(home, name, lines, seconds=6):  # noqa: F811
    path = home.downloads / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(clip(lines, seconds).read_bytes())
    return path


def in_library(home) -> dict[str, bytes]:  # noqa: F811
    """The files by their paths below the library, hidden folders left out."""
    return {
        str(path.relative_to(home.root)): path.read_bytes()
        for path in home.root.rglob("*")
        if path.is_file() and ".recycle" not in path.parts
    }


def test_a_better_download_takes_the_name_of_the_worse_one(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    for number, lines in enumerate((180, 360)):
        home.importer.run(
            home.finished_download([download(home, f"{number}/Sintel.2010.mkv", lines)])
        )

    assert in_library(home) == {f"{NAME}.mkv": clip(360).read_bytes()}
    kept, better = home.items()
    assert (kept["match_state"], better["match_state"]) == ("recycled", "matched")
    assert better["absolute_path"] == str(home.root / f"{NAME}.mkv")
    assert len(list((home.root / ".recycle").rglob("*.mkv"))) == 1


@pytest.mark.parametrize(("lines", "seconds"), [(90, 6), (180, 6), (360, 3)])
def test_a_worse_an_equal_and_a_shorter_download_lie_beside(
    home,  # noqa: F811
    recycler,
    db,
    lines,
    seconds,
):
    make_title(db, "Sintel", year=2010)
    first = home.finished_download([download(home, "1/Sintel.2010.mkv", 180)])
    home.importer.run(first)
    second = home.finished_download([download(home, "2/Sintel.2010.mkv", lines, seconds)])

    home.importer.run(second)

    assert set(in_library(home)) == {f"{NAME}.mkv", f"{NAME} (2).mkv"}
    assert {item["match_state"] for item in home.items()} == {"matched"}


def test_subtitles_of_the_worse_version_stay_beside_the_better_one(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    subtitle = home.root / f"{NAME}.en.srt"
    subtitle.write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")

    home.importer.run(home.finished_download([download(home, "2/Sintel.2010.mkv", 360)]))

    assert set(in_library(home)) == {f"{NAME}.mkv", f"{NAME}.en.srt"}


def add_subtitle(db, item_id, text: str, **facts):  # what a user or the search adds
    new = NewSubtitle(
        library_item_id=item_id,
        **{
            "source": "upload",
            "form": "text",
            "codec": "srt",
            "language": "en",
            "title": "",
            "content": text.encode(),
            **facts,
        },
    )
    with db.transaction() as conn:
        row = subtitles.add(conn, id=uuid4(), user_id=make_person(db), new=new, now=utc_now())
        subtitles.set_timing(conn, id=row.id, offset_ms=250, speed=1.0, now=utc_now())
    return row


def subtitles_of(db, item_id):
    with db.read() as conn:
        rows = subtitles.list_of_item(conn, item_id=item_id)
        return [(row, subtitles.content(conn, id=row.id)) for row in rows]


def test_added_subtitles_go_to_the_better_version_and_stay_with_the_worse_one(
    home,  # noqa: F811
    recycler,
    db,
):
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    worse = home.item()["id"]
    uploaded = add_subtitle(db, worse, "mine", language="de", is_sdh=True)
    found = add_subtitle(db, worse, "found", source="provider", provider_key="opensubtitles:7")
    deleted = add_subtitle(db, worse, "not wanted")
    with db.read() as conn:
        subtitles.delete(conn, id=deleted.id, now=utc_now())

    home.importer.run(home.finished_download([download(home, "2/Sintel.2010.mkv", 360)]))

    (better,) = [item["id"] for item in home.items() if item["match_state"] == "matched"]
    for item_id in (worse, better):
        assert [
            (row.source, row.language, row.is_sdh, row.user_id, row.offset_ms, content)
            for row, content in subtitles_of(db, item_id)
        ] == [
            ("upload", "de", True, uploaded.user_id, 250, b"mine"),
            ("provider", "en", False, found.user_id, 250, b"found"),
        ]
    with db.read() as conn:  # not twice: one of the files is in the recycle folder
        assert subtitles.added_by(conn, user_id=uploaded.user_id) == (1, 4)


class LateMover(FileMover):
    """A worker that has found a move and comes to it after another one has ended it."""

    before: FileMover

    def _move(self, move):
        self.before.run(move.job_id)
        return super()._move(move)


def late_after(mover: FileMover) -> LateMover:
    late = LateMover(mover.ingestor, upgrader=mover.upgrader)
    late.before = mover
    return late


def test_two_workers_with_one_import_copy_added_subtitles_once(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    add_subtitle(db, home.item()["id"], "mine")
    home.importer.mover = late_after(home.importer.mover)

    home.importer.run(home.finished_download([download(home, "2/Sintel.2010.mkv", 360)]))

    (better,) = [item["id"] for item in home.items() if item["match_state"] == "matched"]
    assert [content for _, content in subtitles_of(db, better)] == [b"mine"]


def test_a_worker_that_fails_late_leaves_a_finished_import_as_it_is(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    late = late_after(home.importer.mover)
    source = download(home, "2/Sintel.2010.mkv", 360)

    class FailingMover(LateMover):
        def _place(self, move):
            source.unlink(missing_ok=True)  # the download was removed after its import
            return super()._place(move)

    late.__class__ = FailingMover
    home.importer.mover = late
    job = home.finished_download([source])
    home.importer.run(job)

    with db.read() as conn:
        states = conn.execute("SELECT state, problem FROM library_moves WHERE job_id = %s", (job,))
        assert states.fetchall() == [("done", "")]
    assert in_library(home) == {f"{NAME}.mkv": clip(360).read_bytes()}
    assert [item["match_state"] for item in home.items()] == ["recycled", "matched"]


def test_added_subtitles_do_not_go_to_a_version_of_another_length(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    worse = home.item()["id"]
    add_subtitle(db, worse, "mine")

    home.importer.run(home.finished_download([download(home, "2/Sintel.2010.mkv", 360, 9)]))

    assert [item["match_state"] for item in home.items()] == ["recycled", "matched"]
    (better,) = [item["id"] for item in home.items() if item["match_state"] == "matched"]
    assert [subtitles_of(db, item_id) != [] for item_id in (worse, better)] == [True, False]


def test_a_killed_worker_loses_no_subtitles_of_the_worse_version(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    (home.root / f"{NAME}.en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    better = home.finished_download([download(home, "2/Sintel.2010.mkv", 360)])
    upgrader = home.importer.mover.upgrader

    def killed(_move: object) -> None:
        raise SystemExit

    home.importer.mover.upgrader = replace(upgrader, moves_of=killed)
    with pytest.raises(SystemExit):
        home.importer.run(better)
    home.importer.mover.upgrader = upgrader
    home.importer.mover.run(better)

    assert set(in_library(home)) == {f"{NAME}.mkv", f"{NAME}.en.srt"}


def test_a_restored_version_comes_back_beside_the_better_one(
    home,  # noqa: F811
    recycler,
    imports,  # noqa: F811
    db,
    admin,  # noqa: F811
):
    make_title(db, "Sintel", year=2010)
    for number, lines in enumerate((180, 360)):
        home.importer.run(
            home.finished_download([download(home, f"{number}/Sintel.2010.mkv", lines)])
        )
    folder: RecycleFolderService = imports.recycle_folder
    (entry,) = folder.list(admin).items

    folder.restore(admin, RecycleRequest(libraryItemIds=[entry.id]))
    recycler.work_once()

    assert entry.replaced_by == "Sintel (2010).mkv"
    assert in_library(home) == {
        f"{NAME}.mkv": clip(360).read_bytes(),
        f"{NAME} (2).mkv": clip(180).read_bytes(),
    }
    assert {item["match_state"] for item in home.items()} == {"matched"}


def test_the_preview_says_what_is_replaced_and_the_undo_brings_it_back(
    home,  # noqa: F811
    recycler,
    imports,  # noqa: F811
    db,
    admin,  # noqa: F811
):
    make_title(db, "Sintel", year=2010)
    imports.undo.reverters[LIBRARY_IMPORTS] = imports.revert_import
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    turn_on(imports, asksFirst=True)
    better = home.finished_download([download(home, "2/Sintel.2010.mkv", 360)])
    home.importer.run(better)

    (move,) = imports.waiting(admin).items[0].moves
    before = in_library(home)
    started = imports.confirm(admin, better, ImportRequest())
    home.importer.mover.run(started.batch_id)
    imports.undo.undo(admin.id, started.undo_id)
    recycler.work_once()

    assert [(one.is_replaced, one.reason) for one in move.versions] == [
        (True, "360p instead of 180p")
    ]
    assert move.target == f"{NAME}.mkv"
    assert set(before) == {f"{NAME}.mkv"}
    assert set(in_library(home)) == {f"{NAME}.mkv", f"{NAME} (2).mkv"}


def test_a_worse_version_that_is_gone_from_the_disk_is_no_obstacle(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    (home.root / f"{NAME}.mkv").unlink()

    home.importer.run(home.finished_download([download(home, "2/Sintel.2010.mkv", 360)]))

    assert in_library(home) == {f"{NAME}.mkv": clip(360).read_bytes()}
    assert home.item()["match_state"] == "matched"


def test_a_version_that_only_the_object_store_has_stays(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    with db.read() as conn:
        conn.execute("UPDATE library_items SET stored_at = now(), freed_at = now()")

    home.importer.run(home.finished_download([download(home, "2/Sintel.2010.mkv", 360)]))

    assert [item["match_state"] for item in home.items()] == ["matched", "matched"]


def test_what_cannot_be_moved_replaces_nothing(home, recycler, db, monkeypatch):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    better = home.finished_download([download(home, "2/Sintel.2010.mkv", 360)])

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("worker.scanner.file_moves.FileLinker.link", full)
    home.importer.run(better)

    assert in_library(home) == {f"{NAME}.mkv": clip(180).read_bytes()}
    assert {item["match_state"] for item in home.items()} == {"matched"}


@pytest.mark.parametrize(
    "put_aside",
    ["UPDATE library_items SET freed_at = now()", "SELECT 1"],
    ids=["in the object store only", "deleted by hand"],
)
def test_a_version_that_no_disk_has_is_not_replaced(home, recycler, db, put_aside):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    (home.root / f"{NAME}.mkv").unlink()
    with db.read() as conn:
        conn.execute(put_aside)

    home.importer.run(home.finished_download([download(home, "2/Sintel.2010.mkv", 360)]))

    assert list(in_library(home).values()) == [clip(360).read_bytes()]
    assert {item["match_state"] for item in home.items()} == {"matched"}


def test_a_killed_worker_has_left_the_worse_version_in_its_place(home, recycler, db):  # noqa: F811
    make_title(db, "Sintel", year=2010)
    home.importer.run(home.finished_download([download(home, "1/Sintel.2010.mkv", 180)]))
    better = home.finished_download([download(home, "2/Sintel.2010.mkv", 360)])
    upgrader = home.importer.mover.upgrader

    def killed() -> None:
        raise SystemExit

    home.importer.mover.upgrader = replace(upgrader, recycle=killed)
    with pytest.raises(SystemExit):
        home.importer.run(better)
    home.importer.mover.upgrader = upgrader
    home.importer.mover.run(better)

    assert in_library(home) == {f"{NAME}.mkv": clip(360).read_bytes()}
