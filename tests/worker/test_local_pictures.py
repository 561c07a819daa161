"""Pictures beside videos: titles show them, and the provider's again when they are gone."""

import os
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.metadata.models import TitleUpdate
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.store import title_merge
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.sessions import User
from chalicelib.title_edits.models import LockedField, TitleEdit
from chalicelib.title_edits.service import TITLE_EDITS, TitleEditService
from chalicelib.titles.store import episodes
from chalicelib.tracking.service.undo import UndoService
from tests.artwork import picture_bytes, worker_of
from tests.library import LibraryHarness, row_versions
from tests.titles import make_person, make_show, make_title
from worker.artwork.file_cache import ImageFileCache
from worker.artwork.original_pictures import PictureReader
from worker.artwork.renditions import RenditionService
from worker.artwork.resize import resize_image
from worker.scanner.roots import Roots

THEIRS = "https://image.tmdb.org/t/p/original/theirs.jpg"
THEIRS_SHOWN = "/artwork/w500/tmdb/theirs.jpg"
POSTER, OTHER = picture_bytes(600, 900), picture_bytes(400, 600)


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def proxy(home, tmp_path):
    def no_provider(_picture):
        raise AssertionError

    def root_of(path: str) -> str | None:
        return home.scanner.ingestor.roots.of_path(path)

    reader = PictureReader(home.db, root_of, no_provider)
    files = ImageFileCache(tmp_path / "artwork", 10**9)
    with worker_of(RenditionService(files, reader.read, resize_image)) as port:
        yield port


def scan(home) -> None:
    home.scanner.scan([str(home.root)])


def put(home, name: str, content: bytes) -> Path:
    place = home.root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def set_by_provider(db, media_id: int, url: str | None = THEIRS) -> None:
    with db.transaction() as conn:
        conn.execute("UPDATE media_items SET poster_url = %s WHERE id = %s", [url, media_id])


def shown(home, media_id: int) -> str | None:
    (card,) = CatalogService(home.db, utc_now, home.cache).cards(uuid4(), [media_id])
    return card.poster_url


def get(port: int, path: str, accept: str = "image/webp") -> tuple[int, str, bytes]:
    link = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request("GET", path, headers={"Accept": accept})
        answer = link.getresponse()
        return answer.status, answer.headers["content-type"], answer.read()
    finally:
        link.close()


@pytest.fixture
def film(home, clips) -> int:
    """A film with a poster of a provider and a file in a folder of its own."""
    media_id = make_title(home.db)
    set_by_provider(home.db, media_id)
    home.put(clips.mp4, "Metropolis (1927)/Metropolis (1927).mp4")
    return media_id


def test_a_poster_beside_the_file_is_shown_until_it_is_removed(home, film, proxy):
    poster = put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    ours = shown(home, film)
    as_webp, as_jpeg = get(proxy, ours), get(proxy, ours, accept="image/jpeg")
    poster.unlink()
    scan(home)

    assert ours.startswith("/artwork/w500/local/")
    assert as_webp[:2] == (200, "image/webp")
    assert as_jpeg[:2] == (200, "image/jpeg")
    assert shown(home, film) == THEIRS_SHOWN


def test_another_picture_has_another_address(home, film, proxy):
    poster = put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    before = shown(home, film)
    poster.write_bytes(OTHER)
    not_found_yet = get(proxy, before)[0]
    home.scanner.scan_paths([str(poster)])
    after = shown(home, film)

    assert not_found_yet == 404
    assert after != before
    assert get(proxy, after)[0] == 200


def test_one_named_after_the_film_is_preferred(home, film):
    put(home, "Metropolis (1927)/poster.jpg", OTHER)
    scan(home)
    of_folder = shown(home, film)
    named = put(home, "Metropolis (1927)/Metropolis (1927)-poster.jpg", POSTER)
    scan(home)
    of_film = shown(home, film)
    named.unlink()
    scan(home)

    assert of_film != of_folder
    assert shown(home, film) == of_folder


def test_a_show_has_the_picture_above_its_seasons(home, clips):
    show = make_show(home.db)
    home.put(clips.mp4, "Pioneer One/Season 01/Pioneer One S01E01.mp4")
    put(home, "Pioneer One/Season 01/poster.jpg", OTHER)
    put(home, "Pioneer One/Season 01/Pioneer One S01E01-poster.jpg", OTHER)
    scan(home)
    before = shown(home, show.id)
    put(home, "Pioneer One/folder.jpg", POSTER)
    scan(home)

    assert before is None
    assert shown(home, show.id).startswith("/artwork/w500/local/")


def season_posters(home, show) -> dict[int, str | None]:
    with home.db.read() as conn:
        rows = episodes.seasons(conn, media_id=show.id, user_id=uuid4(), now=utc_now())
    return {row.season_number: row.poster_url for row in rows}


def test_a_season_has_the_poster_in_its_folder_before_the_one_beside_it(home, clips):
    show = make_show(home.db)
    home.put(clips.mp4, "Pioneer One/Season 01/Pioneer One S01E01.mp4")
    put(home, "Pioneer One/season01-poster.jpg", POSTER)
    put(home, "Pioneer One/season02-poster.jpg", POSTER)
    scan(home)
    beside = season_posters(home, show)
    inside = put(home, "Pioneer One/Season 01/folder.jpg", OTHER)
    put(home, "Pioneer One/Season 01/logo.png", OTHER)
    scan(home)
    both = season_posters(home, show)
    inside.unlink()
    scan(home)

    assert set(beside) == {1}
    assert beside[1].startswith("local:")
    assert both[1].startswith("local:")
    assert both != beside
    assert season_posters(home, show) == beside
    assert shown(home, show.id) is None


def test_an_episode_has_the_still_named_after_its_file(home, clips):
    show = make_show(home.db)
    home.put(clips.mp4, "Pioneer One/Season 01/Pioneer One S01E01.mp4")
    home.put(clips.mkv, "Pioneer One/Season 01/Pioneer One S01E02.mkv")
    put(home, "Pioneer One/Season 01/Pioneer One S01E02-thumb.jpg", POSTER)
    with home.db.transaction() as conn:
        conn.execute("UPDATE show_episodes SET still_url = %s", [THEIRS])
    scan(home)

    with home.db.read() as conn:
        rows = episodes.page(conn, media_id=show.id, user_id=uuid4())
    first, second = (row.still_url for row in rows[:2])
    assert first == THEIRS
    assert second.startswith("local:")


@pytest.mark.parametrize("by_path", [False, True])
def test_a_picture_with_only_the_name_of_an_episode_is_its_still(home, clips, by_path):
    show = make_show(home.db)
    folder = "Pioneer One/Season 01"
    home.put(clips.mp4, f"{folder}/Pioneer One S01E01.mp4")
    home.put(clips.mkv, f"{folder}/Pioneer One S01E02.mkv")
    put(home, f"{folder}/holiday.jpg", OTHER)
    put(home, f"{folder}/Pioneer One S01E01.jpg", OTHER)
    marked = put(home, f"{folder}/Pioneer One S01E01-thumb.jpg", POSTER)
    put(home, f"{folder}/Pioneer One S01E02.jpg", OTHER)

    def stills():
        if by_path:
            home.scanner.scan_paths([str(home.root / folder)])
        else:
            scan(home)
        with home.db.read() as conn:
            rows = episodes.page(conn, media_id=show.id, user_id=uuid4())
            kept = conn.execute("SELECT count(*) FROM library_pictures").fetchone()
        return [row.still_url for row in rows[:2]], kept[0]

    both, of_both = stills()
    marked.unlink()
    plain, of_plain = stills()

    assert (of_both, of_plain) == (3, 2)
    assert both[0] != both[1]
    assert plain == [both[1], both[1]]


def test_a_logo_beside_the_file_is_shown(home, film):
    (before,) = CatalogService(home.db, utc_now, home.cache).cards(uuid4(), [film])
    put(home, "Metropolis (1927)/clearlogo.png", POSTER)
    scan(home)
    (after,) = CatalogService(home.db, utc_now, home.cache).cards(uuid4(), [film])

    assert before.logo_url is None
    assert after.logo_url.startswith("/artwork/w500/local/")


def test_a_folder_of_two_films_has_no_picture_of_either(home, film, clips):
    other = make_title(home.db, "Nosferatu", year=1922)
    put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    alone = shown(home, film)
    joined = home.put(clips.mkv, "Metropolis (1927)/Nosferatu (1922).mkv")
    scan(home)
    together = shown(home, film), shown(home, other)
    joined.rename(home.root / "Nosferatu (1922).mkv")
    scan(home)

    assert together == (THEIRS_SHOWN, None)
    assert shown(home, film) == alone


def test_pictures_in_a_library_folder_itself_show_nothing(home, clips):
    media_id = make_title(home.db)
    home.put(clips.mp4, "Metropolis (1927).mp4")
    put(home, "poster.jpg", POSTER)
    scan(home)
    of_all = shown(home, media_id)
    put(home, "Metropolis (1927)-poster.jpg", POSTER)
    scan(home)

    assert of_all is None
    assert shown(home, media_id) is not None


def test_the_picture_follows_a_corrected_match(home, film):
    put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    ours = shown(home, film)
    other = make_title(home.db, "Metropolis", year=2001)
    with home.db.transaction() as conn:
        conn.execute("UPDATE library_items SET media_id = %s", [other])

    home.cache.invalidate_titles([film, other])
    assert (shown(home, film), shown(home, other)) == (THEIRS_SHOWN, ours)


def test_a_link_is_not_followed(home, film, proxy, tmp_path):
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(POSTER)
    for name, target in {"poster.jpg": "/etc/passwd", "folder.jpg": str(secret)}.items():
        os.symlink(target, home.root / "Metropolis (1927)" / name)  # noqa: PTH211
    scan(home)

    assert shown(home, film) == THEIRS_SHOWN


def test_a_file_that_becomes_a_link_is_not_sent(home, film, proxy, tmp_path):
    poster = put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    ours = shown(home, film)
    poster.rename(tmp_path / "same-content.jpg")
    poster.symlink_to(tmp_path / "same-content.jpg")

    assert get(proxy, ours)[0] == 404


def test_a_folder_that_left_the_library_sends_no_picture(home, film, proxy):
    put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    ours = shown(home, film)
    home.scanner.ingestor = replace(
        home.scanner.ingestor, roots=Roots.of([home.root / "elsewhere"], home.downloads)
    )

    assert get(proxy, ours)[0] == 404


@pytest.mark.parametrize("content", [b"<html>", POSTER[:-2000], b"\xff\xd8" + bytes(11 * 2**20)])
def test_what_is_no_picture_or_too_large_falls_back(home, film, content):
    put(home, "Metropolis (1927)/poster.jpg", content)
    scan(home)
    of_provider = shown(home, film)
    put(home, "Metropolis (1927)/cover.png", OTHER)
    scan(home)

    assert of_provider == THEIRS_SHOWN
    assert shown(home, film).startswith("/artwork/w500/local/")


def test_what_a_person_set_wins(home, film):
    reverters = {}
    undo = UndoService(home.db, home.cache, utc_now, reverters)
    catalog = CatalogService(home.db, utc_now, home.cache)
    edits = TitleEditService(home.db, home.cache, utc_now, catalog, undo)
    reverters[TITLE_EDITS] = edits.revert
    admin = User(make_person(home.db), uuid4(), role="admin")
    set_by_hand = TitleEdit(posterUrl=THEIRS.replace("theirs", "byhand"))
    edits.change(admin, film, set_by_hand)
    poster = put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    locked = shown(home, film)
    edits.unlock(admin, film, LockedField.POSTER_URL)
    given_back = shown(home, film)
    change = edits.change(admin, film, set_by_hand)
    poster.unlink()
    scan(home)
    undo.undo(admin.id, change.undo_id)
    home.cache.invalidate_titles([film])

    assert locked == THEIRS_SHOWN.replace("theirs", "byhand")
    assert given_back.startswith("/artwork/w500/local/")
    assert shown(home, film) == THEIRS_SHOWN


def test_what_a_provider_says_later_is_kept(home, film):
    set_by_provider(home.db, film, None)
    poster = put(home, "Metropolis (1927)/poster.jpg", POSTER)
    scan(home)
    writer = MetadataWriter(home.db, Cache(None), utc_now)
    update = TitleUpdate(
        provider="tmdb",
        media_type=MediaType.MOVIE,
        external_ids={},
        title="Metropolis",
        poster_url=THEIRS,
    )
    writer.write({film: update})
    poster.unlink()
    scan(home)

    assert shown(home, film) == THEIRS_SHOWN


def test_an_unchanged_scan_reads_no_picture_and_writes_nothing(home, film):
    put(home, "Metropolis (1927)/poster.jpg", POSTER)
    put(home, "Metropolis (1927)/fanart.jpg", b"broken")
    scan(home)

    before = row_versions(home.db)
    home.scanner.is_picture = None.__bool__  # would fail
    scan(home)

    assert row_versions(home.db) == before


@pytest.mark.parametrize("has_file", [True, False])
def test_merged_titles_keep_the_picture_and_the_way_back(home, film, has_file):
    poster = put(home, "Metropolis (1927)/poster.jpg", POSTER)
    set_by_provider(home.db, film, None)
    scan(home)
    double = make_title(home.db)
    set_by_provider(home.db, double)
    kept, removed = (film, double) if has_file else (double, film)
    with home.db.transaction() as conn:
        title_merge.merge(conn, kept=kept, removed=removed)
    home.cache.invalidate_titles([kept])
    merged = shown(home, kept)
    poster.unlink()
    scan(home)

    assert merged.startswith("/artwork/w500/local/")
    assert shown(home, kept) == THEIRS_SHOWN
