"""
Every route with every kind of caller, including ids of other users' resources.

The routes come from the app itself and the answers from `access_matrix.yaml`, which people
review. A new route without a row fails, and so does a row without a route.
"""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
import yaml

from app import app
from chalicelib.collections.models.user_collections import NewCollection
from chalicelib.collections.service.user_collections import UserCollectionService
from chalicelib.converted_copies.store import copy_requests
from chalicelib.devices.models import Capabilities
from chalicelib.devices.service import PlayDeviceService
from chalicelib.games.models import SessionRequest
from chalicelib.games.service.playthroughs import PlaythroughService
from chalicelib.notes.models import TagRequest
from chalicelib.notes.service import NoteService
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import ALL_RIGHTS, User
from chalicelib.platform.settings import Settings
from chalicelib.subtitles.models import NewSubtitle
from chalicelib.subtitles.service import SubtitleService
from chalicelib.tracking.models.plays import HistoryQuery, PlaysRequest
from chalicelib.tracking.models.shared_viewings import SharedViewingRequest
from chalicelib.tracking.service.plays import PlayService
from chalicelib.tracking.service.shared_viewings import SharedViewingService
from tests.databases import Snapshot
from tests.engagement import make_collection
from tests.titles import (
    make_credit,
    make_file,
    make_free_source,
    make_person,
    make_show,
    make_title,
)

MATRIX: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "access_matrix.yaml").read_text()
)
ROUTES = {
    f"{method} {path}": entry for path, ms in app.routes.items() for method, entry in ms.items()
}
CALLERS = ("anonymous", "other", "admin", "owner")
HIDDEN = ("owner", "supervised")  # from all others
ROWS = [route for route in ROUTES if route in MATRIX]
READING = [route for route in ROWS if route.startswith("GET ")]
CHANGING = [route for route in ROWS if route not in READING]
NEEDING_A_RIGHT = [route for route in ROWS if "needs" in MATRIX[route]]
PROBLEM = "application/problem+json"
#: A PNG of one pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class World:
    """One resource of each kind: ids by the names in the matrix."""

    things: dict[str, object]

    def filled(self, value: Any) -> Any:
        """A body or a query with its $words replaced."""
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if not isinstance(value, str) or "$" not in value:
            return value
        things = self.things | {"fresh": f"p{uuid4().hex}", "info_hash": uuid4().hex + "00000000"}
        if value[1:] in things:
            thing = things[value[1:]]
            return str(thing) if isinstance(thing, UUID) else thing
        return re.sub(r"\$(\w+)", lambda found: str(things[found[1]]), value)

    def path(self, pattern: str, *, made_up: bool = False) -> str:
        """The address of the owner's resource, or of one that does not exist."""

        def value(found: re.Match[str]) -> str:
            name = found[1]
            if name == "media_id":
                kind = re.search(r"/(movie|show|game)s/", pattern)
                is_last = pattern.rfind("{") == found.start()
                if made_up and is_last:
                    return "999999999"
                return str(self.things[kind[1] if kind else "movie"])
            if name in ("play_id", "playthrough_id", "game_session_id", "collection") and made_up:
                return "999999999"
            # Of a part its whole is made up; a field is one of a few.
            is_made_up = made_up and name not in ("number", "locked_field")
            return str(uuid4() if is_made_up else self.things[name.removesuffix("_id")])

        return re.sub(r"\{(\w+)\}", value, pattern)


@pytest.fixture
def world(api, db, tmp_path) -> World:
    owner = UUID(api.as_user("owner").user["id"])
    movie = make_title(db, "Metropolis")
    show = make_show(db)
    make_free_source(db, movie)
    item = make_file(db, movie, duration_s=6000)
    film = tmp_path / "library" / "metropolis.mkv"
    film.parent.mkdir()
    film.write_bytes(b"not really a film")
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET absolute_path = %s, scanned_at = now() WHERE id = %s",
            [str(film), item],
        )
    game = make_title(db, "0 A.D.", media_type="game")
    tag_of(owner, movie)
    things = {
        "movie": movie,
        "show": show.id,
        "game": game,
        "item": item,
        "subtitle": make_subtitle(owner, item),
        "episode_key": f"seen:{movie}.vtt",
        "subtitle_task": make_subtitle_task(db, owner, item),
        "copy": make_copy(db, owner, item),
        "device": device_of(owner),
        "order": uuid4(),
        "job": make_job(db, owner),
        "scan": make_scan(db, owner),
        "section": make_section(db, movie),
        "person": make_credit(db, movie),
        "season_number": 1,
        "season": season_of(db, show.id),
        "episode": show.episodes[0],
        "slug": make_collection_of(db, movie),
        "batch": make_moves(db, item),
        "inspection": make_inspection(db, owner),
        "import": make_import(db, owner),
        "number": 0,
        "category": make_category(db),
        "user": make_person(db),
        "session": session_of(db, owner),
        "picture": base64.b64encode(PICTURE).decode(),
        **links_of(api, owner),
        "feed_file": feed_of(api),
        "secret": scrobble_secret_of(api),
        **play_of(owner, movie),
        **session_of_game(owner, game),
        "collection": collection_of(owner, movie),
        "folder": str(get(Settings).download_dir),
        "file": str(film),
        "provider": "tmdb",
        "segment_kind": "intro",
        "rendition": "720-a1-aac",
        "locked_field": "overview",
        "size": "w342",
        "kind": "poster",
        "form": "seen",
        "asking_user": make_person(db),
    }
    watch_together(owner, movie, UUID(str(things["user"])))
    watch_together(UUID(str(things["asking_user"])), movie, owner)
    with db.read() as conn:  # after the play, which takes a title off the list
        conn.execute("INSERT INTO user_watch_later VALUES (%s, %s, now())", [owner, movie])
        # None is too late to be undone, however long the other routes take.
        conn.execute("UPDATE user_changes SET expires_at = expires_at + interval '1 hour'")
    return World(things)


@pytest.fixture
def snapshot(api, world, db) -> Iterator[Snapshot]:
    """The database with the world in it, and with all callers signed in."""
    for name in CALLERS:
        caller_of(api, name)
    snapshot = Snapshot(db.dsn)
    yield snapshot
    snapshot.close()


@pytest.fixture
def restore(api, world, cache_server, snapshot) -> Callable[[], None]:
    """Makes the world what it was, for the next route: much quicker than a new one."""
    people = {name: replace(one, cookies=dict(one.cookies)) for name, one in api.people.items()}
    file = Path(world.things["file"])
    content = file.read_bytes()

    def restore() -> None:
        snapshot.restore()
        with redis.Redis.from_url(cache_server.url()) as client:
            client.flushall()
        api.configure()
        for name, one in people.items():
            api.people[name] = replace(one, cookies=dict(one.cookies))
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)

    return restore


def watch_together(owner: UUID, movie: int, other: UUID) -> None:
    get(SharedViewingService).start(owner, SharedViewingRequest(mediaId=movie, people=[other]))


def device_of(owner: UUID) -> UUID:
    return get(PlayDeviceService).register(owner, None, Capabilities(), "curl/8").id


def session_of(db: Database, user_id: UUID) -> UUID:
    with db.read() as conn:
        row = conn.execute("SELECT id FROM sessions WHERE user_id = %s", [user_id]).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def make_subtitle(owner: UUID, item: UUID) -> UUID:
    new = NewSubtitle(item, "upload", "text", "srt", "en", "", b"x")
    return get(SubtitleService).add(User(owner, uuid4()), new).id


def make_copy(db: Database, owner: UUID, item: UUID) -> UUID:
    """A converted copy that waits, of the file as it is."""
    copy_id = uuid4()
    with db.read() as conn:
        conn.execute("UPDATE library_items SET fingerprint = 'abc' WHERE id = %s", [item])
        conn.execute(
            """
            INSERT INTO converted_copies (
                id, library_item_id, rendition, file_size_bytes, file_fingerprint, created_at,
                updated_at
            )
            SELECT %s, id, '720-a1-aac', file_size_bytes, 'abc', now(), now()
            FROM library_items
            WHERE id = %s
            """,
            [copy_id, item],
        )
        copy_requests.insert(conn, copy_id=copy_id, user_id=owner, now=datetime.now(UTC))
    return copy_id


def make_subtitle_task(db: Database, owner: UUID, item: UUID) -> UUID:
    task_id = uuid4()
    with db.read() as conn:
        conn.execute(
            "INSERT INTO subtitle_tasks VALUES"
            " (%s, %s, %s, 'search', 'waiting', 0, '{}', '{}', '', NULL, now(), now())",
            [task_id, item, owner],
        )
    return task_id


def tag_of(owner: UUID, movie: int) -> None:
    get(NoteService).tag(owner, TagRequest(mediaIds=[movie], add=["owned"]))


def play_of(owner: UUID, movie: int) -> dict[str, object]:
    """A play, and the change that added it."""
    service = get(PlayService)
    change = service.add(owner, PlaysRequest(mediaId=movie))
    (play,) = service.history(owner, HistoryQuery()).items
    return {"play": play.id, "change": change.undo_id}


def session_of_game(owner: UUID, game: int) -> dict[str, object]:
    """A playthrough, and a session in it."""
    change = get(PlaythroughService).log_session(owner, game, SessionRequest(minutes=30))
    (playthrough,) = change.game.playthroughs
    return {"playthrough": playthrough.id, "game_session": playthrough.sessions[0].id}


def collection_of(owner: UUID, movie: int) -> int:
    """A private collection of a person."""
    made = get(UserCollectionService).create(owner, NewCollection(name="Mine", mediaIds=[movie]))
    assert made.collection is not None
    return made.collection.id


def links_of(api: Any, user_id: UUID) -> dict[str, object]:
    """An invitation and a link for a new password."""
    admin = api.as_admin()
    invited = admin.post("/api/v1/admin/invitations", json={}).json
    link = admin.post(f"/api/v1/admin/users/{user_id}/password-link").json
    return {
        "invitation": UUID(invited["invitation"]["id"]),
        "invitation_token": invited["url"].rpartition("/")[2],
        "password_token": link["url"].rpartition("/")[2],
    }


def scrobble_secret_of(api: Any) -> str:
    return str(api.as_user("owner").post("/api/v1/scrobbling").json["url"].rpartition("/")[2])


def feed_of(api: Any) -> str:
    """The last part of the owner's calendar address."""
    url = api.as_user("owner").post("/api/v1/calendar/feed").json["url"]
    return str(url.rpartition("/")[2])


def season_of(db: Database, show_id: int) -> int:
    with db.read() as conn:
        row = conn.execute("SELECT id FROM show_seasons WHERE media_id = %s", [show_id]).fetchone()
    assert row is not None
    return int(row[0])


def make_job(db: Database, user_id: UUID) -> UUID:
    job = uuid4()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO download_jobs (id, user_id, source_type, source, title)
            VALUES (%s, %s, 'http', 'https://films.example/metropolis.mkv', 'Metropolis')
            """,
            [job, user_id],
        )
    return job


def make_inspection(db: Database, user_id: UUID) -> UUID:
    inspection = uuid4()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO download_inspections (id, user_id, source_type, source)
            VALUES (%s, %s, 'http', 'https://films.example/metropolis.mkv')
            """,
            [inspection, user_id],
        )
    return inspection


def make_import(db: Database, user_id: UUID) -> UUID:
    """One that failed: it may be read, applied and undone, and neither filled nor cancelled."""
    import_id = uuid4()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO history_imports (
                id, user_id, file_name, size_bytes, time_zone, state, rows_total, state_since,
                created_at
            )
            VALUES (%s, %s, 'ratings.csv', 1, 'UTC', 'failed', 1, now(), now())
            """,
            [import_id, user_id],
        )
        conn.execute("INSERT INTO history_import_parts VALUES (%s, 0, 'x')", [import_id])
    return import_id


def make_moves(db: Database, item: UUID) -> UUID:
    """A batch of one file that got another name."""
    batch = uuid4()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO library_moves (
                id, batch_id, item_id, state, old_path, new_path, created_at, done_at
            )
            VALUES (%s, %s, %s, 'done', '/films/old.mkv', '/films/new.mkv', now(), now())
            """,
            [uuid4(), batch, item],
        )
    return batch


def make_category(db: Database) -> UUID:
    category = uuid4()
    with db.read() as conn:
        conn.execute(
            "INSERT INTO download_categories (id, name, root) VALUES (%s, 'Films', '/films')",
            [category],
        )
    return category


def make_scan(db: Database, user_id: UUID) -> UUID:
    scan = uuid4()
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO library_scans
                (id, requested_by, paths, status, created_at, updated_at)
            VALUES (%s, %s, '{}', 'queued', now(), now())
            """,
            [scan, user_id],
        )
    return scan


def make_section(db: Database, media_id: int) -> str:
    with db.transaction() as conn:
        conn.execute(
            """
            WITH section AS (
                INSERT INTO discover_sections (slug, title, position, refreshed_at)
                VALUES ('restored', 'Newly restored', 1, now())
                RETURNING id
            )
            INSERT INTO discover_section_items (section_id, media_id, position)
            SELECT id, %s, 1 FROM section
            """,
            [media_id],
        )
    return "restored"


def make_collection_of(db: Database, media_id: int) -> str:
    collection = make_collection(db, "the-best", strategy="static")
    with db.read() as conn:
        conn.execute(
            "INSERT INTO collection_items (collection_id, media_id, rank) VALUES (%s, %s, 1)",
            [collection, media_id],
        )
    return "the-best"


def caller_of(api, name):
    if name == "anonymous":
        return api.anonymous()
    return api.as_admin() if name == "admin" else api.as_user(name)


def ask(api, world, route, name, *, made_up=False):
    method, pattern = route.split(" ")
    row, contract = MATRIX[route], ROUTES[route].view_function.contract
    caller = caller_of(api, name)
    headers = {}
    if "cookie" in contract.access and "seen_csrf" in caller.cookies:
        headers["x-csrf-token"] = caller.cookies["seen_csrf"]
    path = world.path(pattern, made_up=made_up)
    if "query" in row:
        path += f"?{world.filled(row['query'])}"
    return caller.request(method, path, json=world.filled(row.get("send")), headers=headers)


def test_case_47_every_route_has_a_row_and_every_row_a_route():
    assert set(ROUTES) - set(MATRIX) == set(), "say in access_matrix.yaml who may call these"
    assert set(MATRIX) - set(ROUTES) == set()


def who_may(route: str) -> str:
    """A caller who is let in, so that what is refused is refused for another reason."""
    is_admin = ROUTES[route].view_function.contract.access == "admin" or "needs" in MATRIX[route]
    return "admin" if is_admin else "owner"


def test_each_row_keeps_the_rules():
    """Rules for every row of the matrix."""
    for route in ROWS:
        row, contract = MATRIX[route], ROUTES[route].view_function.contract
        answers = row["answers"]

        assert tuple(answers) == CALLERS, route
        if contract.access in ("user", "admin"):
            assert answers["anonymous"] == 401, route
        if contract.access == "admin":
            assert answers["other"] == answers["owner"] == 403, route
        assert ("{" in route) == ("of" in row), route
        if row.get("of") in HIDDEN:
            assert answers["other"] == 404, route
        if row.get("of") == "owner":
            assert answers["admin"] == 404, route
        if "of" in row and contract.access != "admin" and "needs" not in row:
            assert 403 not in answers.values(), route  # would reveal that the resource exists
        # A success has the status that the description of the API tells.
        assert {status for status in answers.values() if status < 400} <= {contract.status}, route


@pytest.mark.long
def test_case_47_callers_get_what_the_matrix_says(api, world, restore):
    """Of routes that change something, each begins in the same world."""
    odd = {}
    for route in CHANGING:
        restore()
        if found := differing(api, world, route):
            odd[route] = found

    assert odd == {}


def differing(api, world, route) -> dict[str, tuple[int, str]]:
    """What callers get that the matrix does not say."""
    odd = {}
    for name, status in MATRIX[route]["answers"].items():
        answer = ask(api, world, route, name)
        kind = answer.headers["content-type"] if answer.status >= 400 else PROBLEM
        if (answer.status, kind) != (status, PROBLEM):
            odd[name] = (answer.status, answer.text[:300])
    return odd


@pytest.mark.long
def test_a_right_decides_before_anything_is_looked_up(api, world, restore):
    """With it, a member gets what administrators get; without it, a refusal that tells nothing."""
    for route in NEEDING_A_RIGHT:
        restore()
        check_right(api, world, route)


def check_right(api, world, route):
    right, like_admin = MATRIX[route]["needs"], MATRIX[route]["answers"]["admin"]
    owner = f"/api/v1/admin/users/{api.as_user('owner').user['id']}"
    others = [each for each in ALL_RIGHTS if each != right]

    api.as_admin().request("PATCH", owner, json={"rights": others})
    refused = [ask(api, world, route, "owner", made_up=made_up) for made_up in (False, True)]
    api.as_admin().request("PATCH", owner, json={"rights": [right]})
    allowed = ask(api, world, route, "owner")

    assert [answer.status for answer in refused] == [403, 403], route
    assert refused[0].json["code"] == "not_allowed", route
    assert refused[0].text == refused[1].text, route
    assert allowed.status == like_admin, f"{route}: {allowed.text}"


def test_case_47_another_users_resource_answers_as_if_it_did_not_exist(api, world):
    odd = {}
    for route in (row for row in ROWS if MATRIX[row].get("of") in HIDDEN):
        missing = ask(api, world, route, "other", made_up=True)
        of_another = ask(api, world, route, "other")
        if not (missing.status == of_another.status == 404):
            odd[route] = (missing.status, of_another.status)
        elif missing.text != of_another.text:
            odd[route] = (missing.text, of_another.text)

    assert odd == {}


def test_an_unknown_id_is_not_found(api, world):
    answers = {
        route: ask(api, world, route, who_may(route), made_up=True).status
        for route in ROWS
        if "of" in MATRIX[route]
    }

    forgetting = {route: status for route, status in answers.items() if status == 204}
    assert set(answers.values()) <= {204, 404}, answers
    assert all(route.startswith("DELETE ") for route in forgetting)  # was never there, is not now


@pytest.mark.long
def test_an_unknown_path_is_404(api, world):
    odd = {}
    for route in (row for row in ROWS if "{" in row):
        method, pattern = route.split(" ")
        caller = api.as_admin() if who_may(route) == "admin" else api.as_user("owner")
        body = world.filled(MATRIX[route].get("send"))
        for nonsense in ("x", "-1", "0", "%27", "..", "1e9", "9" * 40):
            path = re.sub(r"\{\w+\}", nonsense, pattern)
            status = caller.request(method, path, json=body).status
            if status not in (204, 404):
                odd[f"{method} {path}"] = status

    assert odd == {}


#: Filled by reading, and never shown as it is.
LOGS = {"collection_clicks", "title_views"}


@pytest.mark.long
def test_readers_get_what_the_matrix_says_and_change_nothing(api, world, snapshot):
    """
    All in one world. A link in an e-mail can make a browser GET any address (RFC 9110, 9.2.1).

    Visit counters are exempt: they are logs, not requested changes.
    """
    odd, changed = {}, {}
    for route in READING:
        if found := differing(api, world, route):
            odd[route] = found
        if found := set(snapshot.changed()) - LOGS:
            changed[route] = found
        snapshot.accept()

    assert odd == {}
    assert changed == {}


DOWNLOADS = [route for route in ROWS if "/downloads" in route]
SECRET = "a film only its owner knows of"


def owners_rows(db: Database, world: World) -> dict[str, Any]:
    """Everything that is kept of the owner's downloads."""
    job, look = world.things["job"], world.things["inspection"]
    with db.read() as conn:
        return {
            "job": conn.execute(
                "SELECT to_jsonb(j) FROM download_jobs AS j WHERE id = %s", [job]
            ).fetchall(),
            "inspection": conn.execute(
                "SELECT to_jsonb(i) FROM download_inspections AS i WHERE id = %s", [look]
            ).fetchall(),
            "events": conn.execute(
                "SELECT count(*) FROM download_events WHERE job_id = %s", [job]
            ).fetchall(),
            "commands": conn.execute(
                "SELECT count(*) FROM download_commands WHERE job_id = %s", [job]
            ).fetchall(),
        }


@pytest.mark.long
def test_requests_for_another_users_downloads_change_and_reveal_nothing(api, world, db):
    """Every route of downloads, as another user and anonymously; and every page."""
    with db.read() as conn:
        conn.execute(
            "UPDATE download_jobs SET title = %s, error_message = %s, source_label = %s",
            [SECRET] * 3,
        )
        conn.execute("UPDATE download_inspections SET title = %s, source_label = %s", [SECRET] * 2)
    before = owners_rows(db, world)
    routes = dict.fromkeys([*DOWNLOADS, *READING])

    told = {
        f"{route} as {name}"
        for route in routes
        for name in ("anonymous", "other")
        if SECRET in ask(api, world, route, name).text
    }

    assert len(DOWNLOADS) >= 30
    assert told == set()
    assert owners_rows(db, world) == before
    assert SECRET in ask(api, world, "GET /api/v1/downloads", "owner").text
    assert SECRET in ask(api, world, "GET /api/v1/downloads/{job_id}", "admin").text


def test_another_users_inspection_cannot_be_used(api, world):
    """The id is in the body, which route-level checks do not see."""
    wanted = {"sourceType": "http", "source": "https://films.example/metropolis.mkv"}
    other = api.as_user("other")
    answers = [
        other.request("POST", "/api/v1/downloads", json={**wanted, "inspectionId": str(look)})
        for look in (world.things["inspection"], uuid4())
    ]

    assert [answer.status for answer in answers] == [422, 422]
    assert answers[0].text == answers[1].text
