"""Finished downloads get a name and a place in the library, and files in it a new name."""

import errno
import os
from uuid import uuid4

import pytest

from chalicelib.catalog.service import CatalogService
from chalicelib.download_settings.models.settings import DownloadSettings
from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.models.review import MatchRequest
from chalicelib.library.service import LibraryService
from chalicelib.library_imports.errors import NothingToMove
from chalicelib.library_imports.models import ImportRequest, RenameQuery
from chalicelib.library_imports.service import LIBRARY_RENAMES, LibraryImportService
from chalicelib.platform.clock import utc_now
from chalicelib.platform.sessions import User
from chalicelib.recycle_folder.service import RecycleFolderService
from chalicelib.tracking.service.undo import Reverter, UndoService
from tests.downloads.accounts import settings_service
from tests.library import LibraryHarness, make_item
from tests.titles import make_person, make_show, make_title
from worker.scanner import file_links, file_moves
from worker.scanner.file_moves import FileMover
from worker.scanner.removal import ItemRemover


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def admin(db) -> User:
    return User(id=make_person(db), session_id=uuid4(), role="admin")


@pytest.fixture
def imports(home, db, cache) -> LibraryImportService:
    """The service, wired to the importer of the harness."""
    catalog = CatalogService(db, utc_now)
    reverters: dict[str, Reverter] = {}
    undo = UndoService(db, cache, utc_now, reverters)
    library = LibraryService(db, catalog, cache, utc_now)
    service = LibraryImportService(
        db,
        catalog,
        library,
        settings_service(db),
        RecycleFolderService(db, library, undo, settings_service(db), utc_now),
        undo,
        utc_now,
        uuid4,
        roots=lambda: (LibraryRoot(str(home.root)),),
    )
    reverters[LIBRARY_RENAMES] = service.revert
    home.importer.places = service
    home.importer.mover = FileMover(home.importer.ingestor)
    return service


def turn_on(imports: LibraryImportService, **chosen: object) -> None:
    imports.settings.update(DownloadSettings.model_validate({"imports": {"isOn": True, **chosen}}))


@pytest.fixture
def arrived(home, clips):
    """Put copies of a clip, or a text, where downloads lie."""

    def put(*names: str):
        paths = [home.downloads / name for name in names]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_video = path.suffix in (".mkv", ".mp4")
            path.write_bytes(
                clips.mp4.read_bytes() if is_video else b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
            )
        return paths

    return put


def files_in(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_finished_film_is_linked_into_the_library_with_its_subtitles(home, imports, arrived, db):
    sintel = make_title(db, "Sintel", year=2010)
    turn_on(imports)
    film, *_ = arrived("1/Sintel.2010.1080p.mkv", "1/Sintel.2010.1080p.en.srt", "1/readme.txt")
    job = home.finished_download([film])

    home.importer.run(job)
    home.importer.run(job)

    item = home.item()
    name = "Sintel (2010)/Sintel (2010) - 180p"
    assert files_in(home.root) == [f"{name}.en.srt", f"{name}.mkv"]
    assert (item["absolute_path"], item["media_id"]) == (str(home.root / f"{name}.mkv"), sintel)
    assert film.samefile(item["absolute_path"])  # it goes on being shared
    assert home.scanner.ingestor.match_new(str(home.root), 10).tried == 0


def test_subtitles_in_a_folder_of_their_own_go_along(home, imports, arrived, db):
    make_title(db, "Sintel", year=2010)
    turn_on(imports)
    film, *_ = arrived(
        "1/Sintel.2010/Sintel.2010.mkv",
        "1/Sintel.2010/Subs/English.srt",
        "1/Sintel.2010/Subs/3_German.srt",
    )

    home.importer.run(home.finished_download([film]))

    name = "Sintel (2010)/Sintel (2010) - 180p"
    assert files_in(home.root) == [f"{name}.de.srt", f"{name}.en.srt", f"{name}.mkv"]


def test_on_another_disk_the_file_is_copied_and_compared(home, imports, arrived, db, monkeypatch):
    make_title(db, "Sintel", year=2010)
    turn_on(imports)
    (film,) = arrived("1/Sintel.2010.mkv")

    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(file_links.os, "link", refuse)
    home.importer.run(home.finished_download([film]))

    item = home.item()
    copy = home.root / "Sintel (2010)/Sintel (2010) - 180p.mkv"
    assert item["absolute_path"] == str(copy)
    assert copy.read_bytes() == film.read_bytes()
    assert copy.stat().st_mtime_ns == film.stat().st_mtime_ns == item_mtime(db, item["id"])
    assert files_in(home.root) == ["Sintel (2010)/Sintel (2010) - 180p.mkv"]


def item_mtime(db, item_id) -> int:
    with db.read() as conn:
        row = conn.execute(
            "SELECT file_modified_ns FROM library_items WHERE id = %s", [item_id]
        ).fetchone()
    return row[0]


def test_a_season_is_named_by_its_episodes(home, imports, arrived, db):
    make_show(db, "Pioneer One", seasons=(2,))
    turn_on(imports, episode="{Title}/Season {Season:00}/{Title} S{Season:00}E{Episode:00}")
    pack = arrived("1/pioneer.one.s01e01.mkv", "1/pioneer.one.s01e02.mkv")

    home.importer.run(home.finished_download(pack))

    assert files_in(home.root) == [
        "Pioneer One/Season 01/Pioneer One S01E01.mkv",
        "Pioneer One/Season 01/Pioneer One S01E02.mkv",
    ]


def test_while_it_is_asked_first_nothing_moves_before_it_is_confirmed(
    home, imports, arrived, db, admin
):
    sintel = make_title(db, "Sintel", year=2010)
    turn_on(imports, asksFirst=True)
    film, other = arrived("1/Sintel.2010.mkv", "1/xyzzy.mkv")
    job = home.finished_download([film, other])
    home.importer.run(job)

    (preview,) = imports.waiting(admin).items
    named, unknown = sorted(preview.moves, key=lambda move: move.file_name)

    assert files_in(home.root) == []
    assert (named.media.id, named.target) == (sintel, "Sintel (2010)/Sintel (2010) - 180p.mkv")
    assert (unknown.problem, unknown.target) == ("unmatched", None)

    imports.library.match(
        admin, unknown.library_item_id, MatchRequest(mediaId=make_title(db, "Spring", year=2019))
    )
    started = imports.confirm(admin, job, ImportRequest())
    home.importer.mover.run(started.batch_id)

    assert started.files == 2
    assert files_in(home.root) == [
        "Sintel (2010)/Sintel (2010) - 180p.mkv",
        "Spring (2019)/Spring (2019) - 180p.mkv",
    ]
    assert imports.waiting(admin).items == []


def test_a_file_that_has_the_name_already_is_not_overwritten(home, imports, arrived, db, admin):
    make_title(db, "Sintel", year=2010)
    turn_on(imports)
    (film,) = arrived("1/Sintel.2010.mkv")
    there = home.root / "Sintel (2010)/Sintel (2010) - 180p.mkv"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"another film")

    home.importer.run(home.finished_download([film]))

    assert there.read_bytes() == b"another film"
    assert home.item()["absolute_path"] == str(film)
    (preview,) = imports.waiting(admin).items
    assert preview.moves[0].failure == "Another file has this name."


def test_an_import_onto_a_full_disk_names_the_folder(
    home, imports, arrived, db, admin, monkeypatch
):
    make_title(db, "Sintel", year=2010)
    turn_on(imports)
    (film,) = arrived("1/Sintel.2010.mkv")
    job = home.finished_download([film])

    def full(old, new, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), old, None, new)

    monkeypatch.setattr("worker.scanner.file_links.os.link", full)
    home.importer.run(job)

    (preview,) = imports.waiting(admin).items
    assert preview.moves[0].failure == f"The disk of {home.root} is full."


def test_a_second_copy_gets_a_number(home, imports, arrived, db):
    make_title(db, "Sintel", year=2010)
    turn_on(imports)
    for number in (1, 2):
        home.importer.run(home.finished_download(arrived(f"{number}/Sintel.2010.mkv")))

    assert files_in(home.root) == [
        "Sintel (2010)/Sintel (2010) - 180p (2).mkv",
        "Sintel (2010)/Sintel (2010) - 180p.mkv",
    ]


def test_removing_the_download_leaves_the_imported_file_in_the_library(home, imports, arrived, db):
    make_title(db, "Sintel", year=2010)
    turn_on(imports)
    job = home.finished_download(arrived("1/Sintel.2010.mkv"))
    home.importer.run(job)
    with db.transaction() as conn:
        conn.execute(
            "UPDATE download_jobs SET removed_at = now(), removes_files = true WHERE id = %s",
            [job],
        )

    assert ItemRemover(home.importer.ingestor, None).remove(job) == 0
    assert home.item()["source_job_id"] == job


def test_a_title_is_renamed_and_the_undo_gives_the_old_names_back(home, imports, clips, db, admin):
    show = make_show(db, "Pioneer One", seasons=(2,))
    turn_on(imports, episode="{Title}/Season {Season:00}/{Title} S{Season:00}E{Episode:00}")
    old = ["pioneer/p1.s01e01.mkv", "pioneer/p1.s01e02.mkv"]
    for number, name in enumerate(old):
        place = home.put(clips.mp4, name)
        place.write_bytes(place.read_bytes() + bytes(number))
    (home.root / "pioneer/p1.s01e01.en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    for name, episode in zip(old, show.episodes, strict=True):
        make_item(db, home.root / name, media_id=show.id, episode_id=episode)
    mover = FileMover(home.importer.ingestor)

    preview = imports.preview_renames(admin, show.id, RenameQuery())
    started = imports.rename(admin, show.id, RenameQuery())
    mover.run(started.batch_id)

    assert preview.changed == started.files == 2
    assert files_in(home.root) == [
        "Pioneer One/Season 01/Pioneer One S01E01.en.srt",
        "Pioneer One/Season 01/Pioneer One S01E01.mkv",
        "Pioneer One/Season 01/Pioneer One S01E02.mkv",
    ]
    assert not (home.root / "pioneer").exists()
    assert imports.progress(admin, started.batch_id).done == 2
    with pytest.raises(NothingToMove):
        imports.rename(admin, show.id, RenameQuery())

    imports.undo.undo(admin.id, started.undo_id)
    for batch in open_batches(db):
        mover.run(batch)

    assert files_in(home.root) == ["pioneer/p1.s01e01.en.srt", *old]
    assert [item["absolute_path"] for item in home.items()] == [str(home.root / one) for one in old]


def open_batches(db) -> list:
    with db.read() as conn:
        rows = conn.execute("SELECT DISTINCT batch_id FROM library_moves WHERE state = 'ready'")
        return [row[0] for row in rows]


def test_a_move_that_was_cut_off_after_the_rename_is_finished(home, imports, clips, db, admin):
    sintel = make_title(db, "Sintel", year=2010)
    turn_on(imports)
    place = home.put(clips.mp4, "s.mkv")
    make_item(db, place, media_id=sintel)
    started = imports.rename(admin, sintel, RenameQuery())
    new = home.root / imports.preview_renames(admin, sintel, RenameQuery()).moves[0].target
    new.parent.mkdir()
    place.rename(new)  # the worker was killed here

    assert FileMover(home.importer.ingestor).run(started.batch_id) == 1
    assert home.item()["absolute_path"] == str(new)


def test_an_undo_during_a_rename_leaves_no_file_with_a_new_name(
    home, imports, clips, db, admin, monkeypatch
):
    show = make_show(db, "Pioneer One", seasons=(2,))
    turn_on(imports)
    old = ["pioneer/p1.s01e01.mkv", "pioneer/p1.s01e02.mkv"]
    for name, episode in zip(old, show.episodes, strict=True):
        make_item(db, home.put(clips.mp4, name), media_id=show.id, episode_id=episode)
    started = imports.rename(admin, show.id, RenameQuery())
    between = iter([lambda: None, lambda: imports.undo.undo(admin.id, started.undo_id)])
    monkeypatch.setattr(file_moves, "raise_if_stopping", lambda _stop: next(between)())
    mover = FileMover(home.importer.ingestor)

    mover.run(started.batch_id)
    monkeypatch.undo()
    for batch in open_batches(db):
        mover.run(batch)

    assert files_in(home.root) == old


def test_a_renamed_film_takes_no_subtitles_of_another_version(home, imports, clips, db, admin):
    sintel = make_title(db, "Sintel", year=2010)
    turn_on(imports)
    make_item(db, home.put(clips.mp4, "sintel.mkv"), media_id=sintel)
    home.put(clips.mp4, "sintel.extended.mkv")
    for name in ("sintel.en.srt", "sintel[fr].srt", "sintel.extended.en.srt"):
        (home.root / name).write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")

    FileMover(home.importer.ingestor).run(imports.rename(admin, sintel, RenameQuery()).batch_id)

    assert [name for name in files_in(home.root) if name.startswith("sintel")] == [
        "sintel.extended.en.srt",
        "sintel.extended.mkv",
    ]


def test_an_extra_lies_beside_its_film_also_in_a_folder_of_the_year(
    home, imports, clips, db, admin
):
    sintel = make_title(db, "Sintel", year=2010)
    turn_on(imports, film="{Year}/{Title}/{Title}")
    trailer = make_item(db, home.put(clips.mp4, "teaser.mkv"), media_id=sintel)
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET match_state = 'extra', extra_kind = 'trailer' WHERE id = %s",
            [trailer],
        )

    (move,) = imports.preview_renames(admin, sintel, RenameQuery()).moves

    assert move.target == "2010/Sintel/Trailers/teaser.mkv"


def test_a_download_that_was_left_in_place_stays_a_download_when_it_is_moved(
    home, imports, arrived, db, admin
):
    make_title(db, "Sintel", year=2010)
    turn_on(imports, asksFirst=True)
    (film,) = arrived("1/Sintel.2010.mkv")
    job = home.finished_download([film])
    home.importer.run(job)
    imports.leave(admin, job)
    remover = ItemRemover(home.importer.ingestor, None)
    remover.relocate(job, str(film.parent), str(home.downloads / "2"))
    with db.read() as conn:
        conn.execute(
            "UPDATE download_jobs SET removed_at = now(), removes_files = true WHERE id = %s",
            [job],
        )

    assert remover.remove(job) == 1
