"""The library over HTTP, which all users share."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.metadata.store import title_merge
from chalicelib.platform.cache import dashboard_key
from tests.library import make_item
from tests.titles import make_show, make_title


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


@pytest.fixture
def person(api):
    return api.as_librarian()


def guess(db, item: UUID, **fields) -> None:
    from psycopg.types.json import Jsonb

    with db.read() as conn:
        conn.execute("UPDATE library_items SET guess = %s WHERE id = %s", [Jsonb(fields), item])


def names(answer) -> list[str]:
    return [item["fileName"] for item in answer.json["items"]]


def test_the_library_is_shown_to_signed_in_users_only(api, client, db, films):
    make_item(db, films / "Sintel.mkv", media_id=make_title(db, "Sintel"))

    assert names(api.as_user("anna").get("/api/v1/library")) == ["Sintel.mkv"]
    assert names(api.as_user("otto").get("/api/v1/library")) == ["Sintel.mkv"]
    assert client.get("/api/v1/library").status == 401


def test_an_item_has_every_field_of_its_page(person, db, films):
    show = make_show(db, "Pioneer One")
    item = make_item(db, films / "e2.mkv", media_id=show.id, episode_id=show.episodes[1])
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO library_streams (id, library_item_id, stream_index, stream_type, codec)
            VALUES (gen_random_uuid(), %s, 0, 'video', 'h264')
            """,
            [item],
        )
        conn.execute("UPDATE library_items SET hdr = 'hdr10' WHERE id = %s", [item])
        conn.execute(
            """
            INSERT INTO user_progress (
                user_id, media_id, episode_id, position_seconds, duration_seconds, updated_at
            )
            VALUES (%s, %s, %s, 3, 6, now())
            """,
            [person.user["id"], show.id, show.episodes[1]],
        )

    shown = person.get(f"/api/v1/library/{item}").json

    assert (shown["mediaId"], shown["episodeId"]) == (show.id, show.episodes[1])
    assert shown["episodeLabel"] == "S1 E2"
    assert shown["media"]["title"] == "Pioneer One"
    assert shown["positionSeconds"] == 3
    assert shown["storedInObjectStore"] is False
    assert [stream["codec"] for stream in shown["streams"]] == ["h264"]
    assert shown["hdr"] == "hdr10"
    assert shown["matchState"] == "matched"
    assert "absolutePath" not in shown


def test_the_library_is_filtered_and_paged(person, db, films):
    film, show = make_title(db, "Sintel"), make_show(db, "Pioneer One")
    make_item(db, films / "one.mkv", media_id=film)
    make_item(db, films / "two.mkv", media_id=show.id, episode_id=show.episodes[0])
    make_item(db, films / "three 100%.mkv")
    make_item(db, films / "four.mkv", match_state="ignored")

    def listed(query: str) -> list[str]:
        return sorted(names(person.get(f"/api/v1/library?{query}")))

    assert listed("") == ["one.mkv", "three 100%.mkv", "two.mkv"]
    assert listed("matchState=unmatched") == ["three 100%.mkv"]
    assert listed("matchState=ignored") == ["four.mkv"]
    assert listed("mediaType=show") == ["two.mkv"]
    assert listed("query=sinTEL") == ["one.mkv"]
    assert listed("query=100%25") == ["three 100%.mkv"]
    assert listed("query=%25") == ["three 100%.mkv"]
    pages = [person.get(f"/api/v1/library?page={page}&pageSize=2").json for page in (1, 2)]
    assert [len(page["items"]) for page in pages] == [2, 1]
    assert [page["total"] for page in pages] == [3, 3]
    assert person.get("/api/v1/library?pageSize=101").status == 422
    assert person.get("/api/v1/library?matchState=lost").status == 422


def test_missing_files_are_listed_and_counted_apart(person, db, films):
    make_item(db, films / "one.mkv", media_id=make_title(db, "Sintel"))
    lost = [make_item(db, films / name, media_id=None) for name in ("two.mkv", "three.mkv")]
    lost.append(make_item(db, films / "four.mkv", match_state="ignored"))
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET missed_scans = 1, missing_since = now() WHERE id = ANY(%s)",
            [lost],
        )

    def counts(query: str) -> tuple[int, int]:
        page = person.get(f"/api/v1/library?{query}").json
        return page["total"], page["missing"]

    assert counts("") == (3, 2)
    assert counts("pageSize=1&page=2") == (3, 2)
    assert counts("matchState=matched") == (1, 0)
    assert counts("query=two") == (1, 1)
    assert counts("condition=missing") == (3, 3)


def test_the_review_queue_suggests_titles_with_reasons(person, db, films):
    first, second = make_title(db, "Nosferatu", year=1922), make_title(db, "Nosferatu", year=2024)
    make_title(db, "Charade", year=1963)
    item = make_item(db, films / "nosferatu.mkv")
    guess(db, item, title="Nosferatu", year=None, season=None, episode=None, type="movie")

    (shown,) = person.get("/api/v1/library/unmatched").json["items"]

    assert shown["guess"]["title"] == "Nosferatu"
    assert shown["folder"] == films.name
    offered = [candidate["media"]["id"] for candidate in shown["candidates"]]
    assert sorted(offered) == [first, second]
    assert all(0 < candidate["confidence"] <= 1 for candidate in shown["candidates"])
    assert "more than one" in shown["candidates"][0]["why"]


def test_the_review_queue_goes_on_after_its_last_file(person, db, films):
    for name in ("10.mkv", "2.mkv", "1.mkv"):
        make_item(db, films / name, media_id=None)

    first = person.get("/api/v1/library/unmatched?pageSize=2").json
    rest = person.get(f"/api/v1/library/unmatched?pageSize=2&cursor={first['nextCursor']}").json
    refused = person.get("/api/v1/library/unmatched?cursor=x")

    assert [item["fileName"] for item in first["items"]] == ["1.mkv", "2.mkv"]
    assert [item["fileName"] for item in rest["items"]] == ["10.mkv"]
    assert (first["total"], rest["total"], rest["nextCursor"]) == (3, 3, None)
    assert (refused.status, refused.json["field"]) == (422, "cursor")


def test_a_file_without_a_candidate_is_in_the_review_queue(person, db, films):
    make_item(db, films / "x.mkv")

    (shown,) = person.get("/api/v1/library/unmatched").json["items"]

    assert shown["candidates"] == []
    assert shown["guess"]["title"] is None


def match(person, item: UUID, **body):
    return person.post(f"/api/v1/library/{item}/match", json=body)


def test_a_file_is_matched_by_hand(person, db, films):
    film = make_title(db, "Sintel")
    item = make_item(db, films / "x.mkv")

    answer = match(person, item, mediaId=film)

    assert answer.status == 200
    assert (answer.json["mediaId"], answer.json["matchState"]) == (film, "matched")
    assert answer.json["matchConfidence"] == 1
    assert answer.json["media"]["inLibrary"] is True
    assert person.get("/api/v1/library/unmatched").json["total"] == 0


def test_an_episode_is_named_or_read_from_the_file(person, db, films):
    show = make_show(db, "Pioneer One")
    named, numbered = make_item(db, films / "a.mkv"), make_item(db, films / "b.mkv")
    guess(db, numbered, title="Pioneer", season=1, episode=3, type="episode")

    by_name = match(person, named, mediaId=show.id, episodeId=show.episodes[0])
    by_number = match(person, numbered, mediaId=show.id)

    assert by_name.json["episodeLabel"] == "S1 E1"
    assert by_number.json["episodeLabel"] == "S1 E3"


def test_an_impossible_match_is_refused_at_its_field(person, db, films):
    film, show, other = make_title(db), make_show(db), make_show(db, "Other")
    game = make_title(db, "Xonotic", media_type="game")
    item = make_item(db, films / "x.mkv")

    def refused(**body) -> tuple[int, str | None]:
        answer = match(person, item, **body)
        return answer.status, answer.json.get("field")

    assert refused(mediaId=game) == (422, "mediaId")
    assert refused(mediaId=show.id) == (422, "episodeId")
    assert refused(mediaId=film, episodeId=show.episodes[0]) == (422, "episodeId")
    assert refused(mediaId=show.id, episodeId=other.episodes[0]) == (422, "episodeId")
    assert refused(mediaId=987654)[0] == 404
    assert refused(mediaId=show.id, episodeId=987654)[0] == 404
    assert refused(mediaId=0)[0] == 422
    assert refused(mediaId=2**63)[0] == 422
    assert refused() == (422, "mediaId")
    assert match(person, uuid4(), mediaId=film).status == 404


def test_a_match_is_replaced_only_by_force(person, db, films):
    film, other = make_title(db, "Sintel"), make_title(db, "Spring")
    item = make_item(db, films / "x.mkv", media_id=film)

    plain = match(person, item, mediaId=other)
    same = match(person, item, mediaId=film)
    forced = match(person, item, mediaId=other, force=True)

    assert (plain.status, plain.json["code"]) == (409, "already_matched")
    assert same.status == 200
    assert forced.json["mediaId"] == other


def test_a_file_can_be_ignored_and_restored(person, db, films):
    film = make_title(db, "Sintel")
    item = make_item(db, films / "x.mkv", media_id=film)

    ignored = person.post(f"/api/v1/library/{item}/ignore")
    back = match(person, item, mediaId=film)

    assert (ignored.json["matchState"], ignored.json["mediaId"]) == ("ignored", None)
    assert back.json["matchState"] == "matched"
    assert person.post(f"/api/v1/library/{uuid4()}/ignore").status == 404


def test_a_match_is_visible_to_all_users_at_once(api, person, db, cache, films):
    other = api.as_user("otto")
    key, scope = dashboard_key(UUID(other.user["id"])), other.user["id"]
    cache.get_or_compute(key, scope, 60, lambda: b"old")
    item = make_item(db, films / "x.mkv")

    match(person, item, mediaId=make_title(db))

    assert cache.get_or_compute(key, scope, 60, lambda: b"new") == b"new"


def test_a_file_can_be_matched_with_the_id_a_title_had_before_it_was_merged(person, db, films):
    goes, title = make_title(db), make_title(db)
    with db.transaction() as conn:
        title_merge.merge(conn, kept=title, removed=goes)

    matched = match(person, make_item(db, films / "x.mkv"), mediaId=goes)

    assert matched.json["mediaId"] == title


def test_requests_join_a_scan_that_has_yet_to_look_at_their_folders(person, db, films):
    def rescan(**body):
        return person.post("/api/v1/library/rescan", json=body)

    first = rescan()
    second = person.post("/api/v1/library/rescan")
    some = rescan(paths=[str(films / "Season 1")])
    with db.read() as conn:
        conn.execute("UPDATE library_scans SET status = 'running', phase = 'looking'")
    looking = rescan()
    with db.read() as conn:
        conn.execute("UPDATE library_scans SET phase = 'probing'")
    later = rescan()
    waiting = person.get(f"/api/v1/library/scans/{later.json['scanId']}").json
    in_progress = person.get("/api/v1/library/scans").json["items"]

    assert [first.status, second.status, some.status] == [202, 202, 202]
    assert first.json == second.json == looking.json
    assert first.json["accepted"] == 1
    assert some.json["scanId"] == first.json["scanId"] != later.json["scanId"]
    assert [scan["id"] for scan in in_progress] == [first.json["scanId"], later.json["scanId"]]
    assert waiting["waitsFor"]["id"] == first.json["scanId"]
    assert waiting["waitsFor"]["phase"] == "probing"
    with db.read() as conn:
        queued = conn.execute("SELECT task_name, lock, args FROM procrastinate_jobs").fetchall()
        conn.execute("UPDATE library_scans SET status = 'queued', phase = 'looking'")
    assert [row[:2] for row in queued] == [("scan_library", "scan")] * 2
    report = person.get(f"/api/v1/library/scans/{first.json['scanId']}").json
    with db.read() as conn:
        conn.execute("UPDATE library_scans SET requested_by = NULL")
    assert rescan().json["scanId"] not in (first.json["scanId"], later.json["scanId"])
    assert (report["status"], report["filesFound"], report["finishedAt"]) == ("queued", 0, None)


def test_a_rescan_of_a_title_looks_at_its_own_folders(person, db, films):
    show, film, beside, loose = (make_title(db) for _ in range(4))
    make_item(db, films / "TV" / "Show" / "Season 1" / "1.mkv", media_id=show)
    make_item(db, films / "TV" / "Show" / "Season 2" / "1.mkv", media_id=show)
    make_item(db, films / "TV" / "Other" / "1.mkv", media_id=beside)
    make_item(db, films / "Film (2010)" / "Film.mkv", media_id=film)
    make_item(db, films / "loose.mkv", media_id=loose)

    def rescan(title: int) -> list[str]:
        answer = person.post("/api/v1/library/rescan", json={"mediaId": title})
        assert answer.status == 202
        with db.read() as conn:
            found = conn.execute(
                "SELECT paths FROM library_scans WHERE id = %s", [answer.json["scanId"]]
            ).fetchone()
        return [path.removeprefix(f"{films}/") for path in found[0]]

    assert rescan(show) == ["TV/Show"]
    assert rescan(film) == ["Film (2010)"]
    assert rescan(loose) == ["loose.mkv"]
    without = person.post("/api/v1/library/rescan", json={"mediaId": make_title(db)})
    assert (without.status, without.json["code"]) == (404, "library_item_not_found")


@pytest.mark.parametrize(
    ("named", "scanned"),
    [("Other", "Pack/Film"), ("film", "Pack"), (None, "Pack")],
)
def test_a_rescan_of_a_title_leaves_out_unmatched_files_of_another_name(
    person, db, films, named, scanned
):
    film = make_title(db)
    own = make_item(db, films / "Pack" / "Film" / "Film.mkv", media_id=film)
    unmatched = make_item(db, films / "Pack" / "More" / "1.mkv")
    guess(db, own, title="Film")
    guess(db, unmatched, title=named)

    answer = person.post("/api/v1/library/rescan", json={"mediaId": film})

    with db.read() as conn:
        found = conn.execute(
            "SELECT paths FROM library_scans WHERE id = %s", [answer.json["scanId"]]
        ).fetchone()
    assert found[0] == [f"{films}/{scanned}"]


@pytest.mark.parametrize(
    "path", ["/etc", "relative", "{films}/../secret", "{films}-old", "{films}/a\0b", ""]
)
def test_a_folder_outside_the_library_is_not_scanned(person, db, films, path):
    answer = person.post(
        "/api/v1/library/rescan", json={"paths": [path.replace("{films}", str(films))]}
    )

    assert answer.status == 422
    assert answer.json["field"].startswith("paths")
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM library_scans").fetchone() == (0,)


def test_unknown_ids_are_not_found(person):
    assert person.get(f"/api/v1/library/{uuid4()}").status == 404
    assert person.get("/api/v1/library/nonsense").status == 404
    assert person.get(f"/api/v1/library/scans/{uuid4()}").status == 404


def test_a_match_can_be_undone(person, db, films):
    title = make_title(db)
    item = make_item(db, films / "x.mkv")
    match(person, item, mediaId=title)

    undone = person.delete(f"/api/v1/library/{item}/match").json

    assert (undone["matchState"], undone["mediaId"]) == ("unmatched", None)
    assert names(person.get("/api/v1/library/unmatched")) == ["x.mkv"]


def test_a_home_video_has_no_title_and_can_be_restored(person, db, films):
    item = make_item(db, films / "garden.mp4")

    ignored = person.post(f"/api/v1/library/{item}/ignore", json={"isHomeVideo": True}).json
    back = person.delete(f"/api/v1/library/{item}/match").json

    assert (ignored["matchState"], ignored["isHomeVideo"]) == ("ignored", True)
    assert (back["matchState"], back["isHomeVideo"]) == ("unmatched", False)


def test_the_duration_of_a_file_is_a_match_reason(person, db, films):
    make_title(db, "Sintel", year=2010, runtime_minutes=15)
    item = make_item(db, films / "sintel.mkv", match_state="unmatched", duration_s=60)
    guess(db, item, title="Sintel", year=2010, season=None, episode=None, type="movie")

    (shown,) = person.get("/api/v1/library/unmatched").json["items"]

    assert shown["candidates"][0]["reasons"] == [
        {"text": "Same title", "verdict": "for"},
        {"text": "Same year", "verdict": "for"},
        {"text": "1 min long, not 15 min", "verdict": "against"},
    ]


def test_a_title_is_found_by_its_address(person, db):
    title = make_title(db, "Metropolis")
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            VALUES (%s, 'imdb', 'movie', 'tt0017136')
            """,
            [title],
        )

    def linked(link):
        return person.get(f"/api/v1/library/linked-titles?link={link}")

    assert [one["id"] for one in linked("https://www.imdb.com/title/tt0017136/").json["items"]] == [
        title
    ]
    assert linked("tt0000001").json["items"] == []
    assert (linked("metropolis").status, linked("metropolis").json["field"]) == (422, "link")
