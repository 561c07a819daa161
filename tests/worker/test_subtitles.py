"""Subtitles of real files: found by scans, served as text behind the grant of their file."""

import io
import os
import subprocess
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.sessions import User
from chalicelib.preferences.service import PreferenceService
from chalicelib.subtitles.models import NewSubtitle, SubtitleChange
from chalicelib.subtitles.service import SUBTITLES, SubtitleService, revert
from chalicelib.tracking.service.undo import UndoService
from tests.library import Browser, LibraryHarness, address, make_session, streaming
from tests.titles import make_person
from worker.gateway.routes import ItemRoute
from worker.media_input import MediaInput
from worker.media_opener import MediaOpener
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.errors import UnreadableSubtitle
from worker.subtitles.handler import PATTERN, SubtitleHandler
from worker.subtitles.track_extractor import TrackExtractor

SRT = "1\n00:00:01,000 --> 00:00:02,000\nGrüße aus München, schöne Häuser\n"


@pytest.fixture
def library(db, tmp_path):
    return LibraryHarness(db, tmp_path / "library", tmp_path / "downloads", Cache(None))


@pytest.fixture
def service(db):
    cache = Cache(None)
    undo = UndoService(db, cache, utc_now, {SUBTITLES: revert})
    return SubtitleService(db, PreferenceService(db, utc_now, cache), utc_now, uuid4, undo)


@pytest.fixture
def browser(db, library, service, tmp_path):
    cache = SubtitleCache(tmp_path / "subtitles")
    opener = MediaOpener(db, library.roots, None)
    handler = SubtitleHandler(service, library.roots, cache, TrackExtractor(cache), opener)
    route = ItemRoute(PATTERN, handler.answer)
    with streaming(db, library.roots, routes=(route,)) as server, Browser(server.port) as browser:
        yield browser


def scan(library: LibraryHarness) -> UUID:
    library.scanner.scan([str(library.root)])
    return library.item()["id"]


def kinds(service: SubtitleService, item_id: UUID) -> list[tuple[str, str, str]]:
    return [(row.source, row.form, row.language) for row in service.rows(item_id)]


def read(browser: Browser, db, row, suffix: str = "vtt"):
    place = f"/stream/{row.library_item_id}/subtitles/{row.id}.{suffix}"
    return browser.get(address(row.library_item_id, make_session(db), path=place))


@pytest.fixture
def styled(clips, tmp_path) -> Path:
    """A film with a styled track, a plain one and an attached font."""
    import imageio_ffmpeg

    script = tmp_path / "signs.ass"
    script.write_text(
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n"
        "Format: Name, Fontname, Fontsize\nStyle: Sign,Font,40\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Sign,,0,0,0,,{\\an8}EXIT, left\n"
    )
    words, font, film = tmp_path / "words.srt", tmp_path / "font.ttf", tmp_path / "styled.mkv"
    words.write_text(SRT)
    font.write_bytes(b"\x00\x01\x00\x00 no real font")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y"]
    command += ["-i", clips.mp4, "-i", script, "-i", words, "-map", "0", "-map", "1", "-map", "2"]
    command += ["-c", "copy", "-attach", font, "-metadata:s:t", "mimetype=font/ttf"]
    command += ["-metadata:s:s:1", "language=ger", "-metadata:s:s:1", "title=SDH", film]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return film


@pytest.mark.long
def test_tracks_of_a_file_are_served_as_text(db, library, service, browser, clips):
    library.put(clips.mkv, "Film.mkv")
    item_id = scan(library)

    english, german = service.rows(item_id)
    answer = read(browser, db, german)

    assert [(one.source, one.language, one.title) for one in (english, german)] == [
        ("embedded", "en", ""),
        ("embedded", "de", "Deutsch"),
    ]
    assert answer.body.decode() == ("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nGood evening.\n")
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.long
def test_a_styled_track_is_served_with_its_styles_and_fonts(db, library, service, browser, styled):
    library.put(styled, "Film.mkv")
    signs, words = service.rows(scan(library))

    script = read(browser, db, signs, "ass").body.decode()

    assert (signs.form, words.form, words.is_sdh) == ("ass", "text", True)
    assert "Style: Sign,Font,40" in script
    assert "Dialogue: 0,0:00:01.00,0:00:02.00,Sign,,0,0,0,,{\\an8}EXIT, left" in script
    assert "[Fonts]\nfontname: font0_0.ttf\n" in script
    assert "line:5%\nEXIT, left" in read(browser, db, signs).body.decode()
    assert "Häuser" in read(browser, db, words).body.decode()
    assert read(browser, db, words, "ass").status == 404


def test_sidecars_come_and_go_with_scans_and_keep_their_offset(
    db, library, service, browser, clips
):
    library.put(clips.mp4, "Film/Film.mp4")
    beside = library.root / "Film" / "Film.de.sdh.srt"
    beside.write_bytes(SRT.encode("cp1252"))
    (library.root / "Film" / "Subs").mkdir()
    (library.root / "Film" / "Subs" / "2_English.srt").write_text(SRT)
    item_id = scan(library)
    first = service.rows(item_id)
    user = User(make_person(db), uuid4())
    moved = next(row for row in first if row.language == "de")
    service.move(user, moved.id, SubtitleChange(offsetMs=2000))

    beside.write_bytes(SRT.replace("schöne", "hohe").encode("cp1252"))
    (library.root / "Film" / "Subs" / "2_English.srt").unlink()
    scan(library)
    (left,) = service.rows(item_id)

    assert {(row.source, row.language, row.is_sdh) for row in first} == {
        ("sidecar", "de", True),
        ("sidecar", "en", False),
    }
    assert (left.id, left.offset_ms) == (moved.id, 2000)
    assert read(browser, db, left).body.decode() == (
        "WEBVTT\n\n00:00:03.000 --> 00:00:04.000\nGrüße aus München, hohe Häuser\n"
    )


def test_the_watcher_finds_one_sidecar_and_its_deletion(library, service, clips):
    library.put(clips.mp4, "Film/Film.mp4")
    item_id = scan(library)
    beside = library.root / "Film" / "Film.en.srt"
    beside.write_text(SRT)

    library.scanner.scan_paths([str(beside)])
    found = kinds(service, item_id)
    beside.unlink()
    library.scanner.scan_paths([str(beside)])

    assert found == [("sidecar", "text", "en")]
    assert kinds(service, item_id) == []


def test_a_link_out_of_the_library_is_no_subtitle(library, service, clips, tmp_path):
    library.put(clips.mp4, "Film.mp4")
    secret = tmp_path / "secret.srt"
    secret.write_text(SRT)
    (library.root / "Film.en.srt").symlink_to(secret)

    assert kinds(service, scan(library)) == []


def test_a_sidecar_that_became_a_link_is_not_read(db, library, service, browser, clips, tmp_path):
    library.put(clips.mp4, "Film.mp4")
    beside = library.root / "Film.en.srt"
    beside.write_text(SRT)
    (row,) = service.rows(scan(library))
    secret = tmp_path / "secret.srt"
    secret.write_text(SRT)
    beside.unlink()
    beside.symlink_to(secret)

    answer = read(browser, db, row)

    assert (answer.status, b"file_unavailable" in answer.body) == (404, True)


def test_an_upload_is_read_and_a_broken_one_says_so(db, library, service, browser, clips):
    library.put(clips.mp4, "Film.mp4")
    item_id = scan(library)
    user = User(make_person(db), uuid4())

    def added(content: bytes):
        new = NewSubtitle(item_id, "upload", "text", "srt", "en", "", content)
        subtitle_id = service.add(user, new).id
        return next(row for row in service.rows(item_id) if row.id == subtitle_id)

    good, broken = added(SRT.encode()), added(b"00:00 --> \x00\x00\xff nothing")

    assert "Häuser" in read(browser, db, good).body.decode()
    assert (read(browser, db, broken).status, read(browser, db, good).status) == (422, 200)


def test_case_38_hostile_subtitles_are_served_as_text_or_refused(
    db, library, service, browser, clips
):
    library.put(clips.mp4, "Film.mp4")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Film.srt", SRT * 50)
    script = "<script>alert(1)</script><img src=x onerror=y>"
    beside = {
        "en.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\nBefore {script} after\n".encode(),
        "de.srt": SRT.encode("cp1252"),
        "it.srt": SRT.replace("00:00:01,000", "-00:00:01,000").encode(),
        "sv.srt": f"<svg xmlns='http://www.w3.org/2000/svg'>{script}</svg>".encode(),
        "es.srt": archive.getvalue(),
        "pt.srt": SRT.encode(),
        "fr.srt": b"",
    }
    for name, content in beside.items():
        (library.root / f"Film.{name}").write_bytes(content)
    os.truncate(library.root / "Film.fr.srt", 200 * 2**20)
    item_id = scan(library)
    os.truncate(library.root / "Film.pt.srt", 200 * 2**20)  # after it was found

    answers = {row.language: read(browser, db, row) for row in service.rows(item_id)}

    assert {language: answer.status for language, answer in answers.items()} == {
        "en": 200, "de": 200, "it": 200, "sv": 422, "es": 422, "pt": 422,
    }  # fmt: skip
    for language in ("en", "de", "it"):
        assert answers[language].headers["content-type"] == "text/vtt; charset=utf-8"
        assert answers[language].headers["x-content-type-options"] == "nosniff"
        assert b"<" not in answers[language].body
    assert b"Before" in answers["en"].body
    assert "Grüße" in answers["de"].body.decode()
    assert b" --> 00:00:02.000" in answers["it"].body
    assert b"-00:00:01" not in answers["it"].body


def test_the_grant_of_another_file_opens_no_subtitle(db, library, service, browser, clips):
    library.put(clips.mkv, "Film.mkv")
    row = service.rows(scan(library))[0]
    place = f"/stream/{row.library_item_id}/subtitles/{row.id}.vtt"
    session = make_session(db)

    without = browser.get(place)
    of_another = browser.get(address(uuid4(), session, path=place))
    other = uuid4()
    through_another = browser.get(
        address(other, session, path=f"/stream/{other}/subtitles/{row.id}.vtt")
    )

    assert (without.status, of_another.status, through_another.status) == (403, 403, 404)


def test_picture_subtitles_say_that_they_are_drawn(db, library, service, browser, clips):
    library.put(clips.mp4, "Film.mp4")
    (library.root / "Film.en.idx").write_text("# VobSub index file, v7\n")
    (library.root / "Film.en.sub").write_bytes(b"\x00\x00\x01\xba")
    (row,) = service.rows(scan(library))

    answer = read(browser, db, row)

    assert (row.form, row.codec) == ("picture", "vobsub")
    assert (answer.status, b"picture_subtitle" in answer.body) == (415, True)


def test_a_damaged_file_is_read_once_until_it_changes(tmp_path):
    film = tmp_path / "film.mkv"
    film.write_bytes(b"no film at all")
    opened = []

    def open_film() -> MediaInput:
        opened.append(film)
        return MediaInput.of_descriptor(os.open(film, os.O_RDONLY))

    now = [0.0]
    extractor = TrackExtractor(SubtitleCache(tmp_path / "cache"), clock_s=lambda: now[0])
    item = uuid4()

    def read(version: str) -> None:
        with pytest.raises(UnreadableSubtitle):
            extractor.track(item, open_film, version, 0, [0])

    read("1")
    read("1")
    once = len(opened)
    read("2")
    now[0] = 4000.0
    read("2")

    assert (once, len(opened)) == (1, 3)


def test_the_address_says_with_which_times_it_is_served(db, library, service, browser, clips):
    library.put(clips.mkv, "Film.mkv")
    item_id = scan(library)
    row = service.rows(item_id)[1]
    service.move(User(make_person(db), uuid4()), row.id, SubtitleChange(offsetMs=5000))
    place = address(item_id, make_session(db), path=f"/stream/{item_id}/subtitles/{row.id}.vtt")

    stored = browser.get(place).body.decode()
    asked = browser.get(f"{place}&offset=1000&speed=1.100000000").body.decode()
    refused = browser.get(f"{place}&offset=99999999&speed=9.9").body.decode()

    assert "00:00:05.000 --> 00:00:07.000" in stored
    assert "00:00:01.000 --> 00:00:03.200" in asked
    assert refused == stored
