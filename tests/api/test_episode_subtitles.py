"""`GET /v1/subtitles/{episodeKey}.vtt`: the subtitle of what a player knows by its numbers."""

import base64
from urllib.parse import urlsplit

import pytest

from chalicelib.platform.registry import get
from chalicelib.subtitles.service import SubtitleService
from tests.library import Browser, make_item, streaming
from tests.titles import make_show, make_title
from worker.gateway.routes import ItemRoute
from worker.media_opener import MediaOpener
from worker.scanner.roots import Roots
from worker.subtitles.cache import SubtitleCache
from worker.subtitles.handler import PATTERN, SubtitleHandler
from worker.subtitles.track_extractor import TrackExtractor


def upload(person, item, words: str, language: str, **more) -> str:
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{words}\n"
    body = {
        "fileName": f"Film.{language}.srt",
        "content": base64.b64encode(text.encode()).decode(),
        **more,
    }
    answer = person.post(f"/api/v1/library/{item}/subtitles", json=body)
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


def ask(person, key: str, query: str = ""):
    return person.get(f"/v1/subtitles/{key}.vtt{query}")


def prefer(person, **preferences) -> None:
    assert person.request("PATCH", "/api/v1/preferences", json=preferences).status == 200


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "library"
    path.mkdir()
    return path


@pytest.fixture
def film(db, folder):
    """A film with a file, as its own key and its file."""
    movie = make_title(db, "Sintel", year=2010)
    with db.read() as conn:
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, 'tmdb', 'movie', '45745'), (%s, 'imdb', 'movie', 'tt1727587')",
            [movie, movie],
        )
    path = folder / "sintel.mp4"
    path.write_bytes(b"film")
    return f"seen:{movie}", make_item(db, path, media_id=movie)


@pytest.fixture
def gateway(api, db, folder, tmp_path):
    """What the worker answers for a signed address."""
    cache, roots = SubtitleCache(tmp_path / "subtitles"), Roots.of([folder], tmp_path / "downloads")
    opener = MediaOpener(db, roots, None)
    handler = SubtitleHandler(get(SubtitleService), roots, cache, TrackExtractor(cache), opener)
    with streaming(db, roots, routes=(ItemRoute(PATTERN, handler.answer),)) as server:
        yield server


def followed(answer, gateway) -> str:
    assert answer.status == 302, answer.text
    assert answer.headers["cache-control"] == "no-store"
    place = urlsplit(answer.headers["location"])
    with Browser(gateway.port) as browser:
        found = browser.get(f"{place.path}?{place.query}")
    assert (found.status, found.headers["content-type"]) == (200, "text/vtt; charset=utf-8")
    return found.body.decode()


def test_an_episode_is_found_by_the_numbers_of_its_show(api, db, folder, gateway):
    show = make_show(db)
    path = folder / "pioneer.mp4"
    path.write_bytes(b"episode")
    item = make_item(db, path, media_id=show.id, episode_id=show.episodes[1])
    ada = api.as_user("ada")
    english = upload(ada, item, "Hello", "en")
    moved = ada.request("PATCH", f"/api/v1/subtitles/{english}", json={"offsetMs": 500})

    text = followed(ask(ada, f"seen:{show.id}:s01e02"), gateway)
    others = [ask(ada, f"seen:{show.id}{more}") for more in ("", ":s01e01", ":s09e09")]

    assert moved.status == 200
    assert text.startswith("WEBVTT")
    assert "00:00:01.500 --> 00:00:02.500\nHello" in text
    assert [(each.status, each.json["code"]) for each in others] == [
        (404, "library_item_not_found")
    ] * 3


def test_each_part_of_a_film_has_its_own_subtitle(api, db, folder):
    movie = make_title(db, "Sintel", year=2010)
    parts = []
    for number in (1, 2):
        path = folder / f"sintel.cd{number}.mp4"
        path.write_bytes(b"film")
        parts.append(make_item(db, path, media_id=movie))
    with db.transaction() as conn:
        for number, item in enumerate(parts, 1):
            conn.execute(
                "UPDATE library_items SET part_number = %s, part_set = 'sintel' WHERE id = %s",
                [number, item],
            )
    ada = api.as_user("ada")
    texts = [upload(ada, item, f"Part of {item}", "en") for item in parts]

    found = [ask(ada, f"seen:{movie}", query) for query in ("", "?part=1", "?part=2")]
    missing = ask(ada, f"seen:{movie}", "?part=3")

    expected = [(parts[0], texts[0])] * 2 + [(parts[1], texts[1])]
    for answer, (item, text) in zip(found, expected, strict=True):
        assert f"/stream/{item}/subtitles/{text}.vtt?s=" in answer.headers["location"]
    assert (missing.status, missing.json["field"]) == (404, "part")
    assert missing.json["detail"] == "It has 2 parts in the library."


@pytest.mark.parametrize("key", [None, "tmdb:movie:45745", "imdb:movie:tt1727587"])
def test_a_film_is_found_by_each_of_its_ids(api, film, key):
    own, item = film
    ada = api.as_user("ada")
    english = upload(ada, item, "Hello", "en")

    place = ask(ada, key or own).headers["location"]

    assert f"/stream/{item}/subtitles/{english}.vtt?s=" in place


def test_the_languages_of_the_user_choose_and_lang_chooses_another(api, film, gateway):
    key, item = film
    ada = api.as_user("ada")
    for words, language in (("Hello", "en"), ("Hallo", "de"), ("Bonjour", "fr")):
        upload(ada, item, words, language)
    upload(ada, item, "Nur Schilder", "de", isForced=True)
    prefer(ada, subtitleLanguages=["it", "de"], audioLanguages=["en"])

    assert "Hallo" in followed(ask(ada, key), gateway)
    assert "Bonjour" in followed(ask(ada, key, "?lang=fra"), gateway)
    assert "Hello" in followed(ask(ada, key, "?lang=EN"), gateway)


def test_what_was_chosen_for_the_title_comes_first(api, film, gateway):
    key, item = film
    ada = api.as_user("ada")
    upload(ada, item, "Hallo", "de")
    english = upload(ada, item, "Hello", "en")
    prefer(ada, subtitleLanguages=["de"])
    ada.put(f"/api/v1/library/{item}/track-choice", json={"subtitleId": english})

    assert "Hello" in followed(ask(ada, key), gateway)


def test_each_refusal_says_what_is_missing(api, film, folder):
    key, item = film
    ada = api.as_user("ada")

    without = ask(ada, key)
    upload(ada, item, "Hello", "en")
    other_language = ask(ada, key, "?lang=de")
    no_language = ask(ada, key, "?lang=klingon")
    no_key = ask(ada, "sintel")
    no_suffix = ada.get(f"/v1/subtitles/{key}")
    prefer(ada, subtitleLanguages=["de"])
    not_own = ask(ada, key)
    (folder / "sintel.mp4").unlink()
    gone = ask(ada, key)

    assert [
        (answer.status, answer.json["code"], answer.json.get("field"))
        for answer in (without, other_language, no_language, no_key, no_suffix, not_own, gone)
    ] == [
        (404, "subtitle_not_found", None),
        (404, "subtitle_not_found", "lang"),
        (422, "invalid_input", "lang"),
        (404, "bad_episode_key", "episodeKey"),
        (404, "bad_episode_key", "episodeKey"),
        (404, "subtitle_not_found", None),
        (409, "file_unavailable", None),
    ]


def test_pictures_are_no_text(api, db, film):
    key, item = film
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO subtitles (
                id, library_item_id, source, form, codec, language, stream_index, created_at,
                updated_at
            )
            VALUES (
                gen_random_uuid(), %s, 'embedded', 'picture', 'pgs', 'en', 2, now(), now()
            )
            """,
            [item],
        )

    refused = ask(api.as_user("ada"), key)

    assert (refused.status, refused.json["code"]) == (404, "subtitle_not_found")
