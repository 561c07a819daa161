"""The stream gateway's rules hold at the gateway too."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr

from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.playback.models.stream_grants import BadGrant, Grant
from localstack.gateway.lambda_events import FileResponse, GatewayRequest
from localstack.gateway.library_files import LibraryFiles
from worker.gateway.authorization import Authorizer
from worker.gateway.handler import RequestHandler
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import StreamResponse
from worker.gateway.routes import ItemRoute
from worker.scanner.roots import Roots

SECRET = SecretStr("a secret of the tests, long enough for everyone")
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def session_id(db) -> UUID:
    user_id, session_id = uuid4(), uuid4()
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO users"
            " (id, email, display_name, password_hash, role, created_at, updated_at)"
            " VALUES (%s, 'lena@example.com', 'Lena', '', 'user', %s, %s)",
            [user_id, NOW, NOW],
        )
        conn.execute(
            "INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [session_id, user_id, NOW, NOW, NOW + timedelta(days=30)],
        )
    return session_id


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / "Sintel (2010).mp4"
    path.write_bytes(bytes(range(256)) * 16)
    return path


@pytest.fixture
def item_id(db, film) -> UUID:
    item_id = uuid4()
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO library_items (id, absolute_path, file_name, mime_type, match_state)"
            " VALUES (%s, %s, %s, 'video/mp4', 'unmatched')",
            [item_id, str(film), film.name],
        )
    return item_id


@pytest.fixture
def generations() -> SessionGenerations:
    return SessionGenerations(SharedGenerations(None))


@pytest.fixture
def streams(db, film, generations) -> LibraryFiles:
    return LibraryFiles(
        RequestHandler(
            authorizer=Authorizer(db, SECRET, lambda: NOW, generations),
            roots=Roots.of([film.parent], film.parent / "downloads"),
            clock=lambda: NOW,
            open_in_progress=lambda _job, _index: None,
            resource_policy="same-origin",
        )
    )


def asked(item_id: UUID, query: str, **headers: str) -> GatewayRequest:
    return GatewayRequest(
        method="GET",
        path=f"/stream/{item_id}",
        query=query,
        headers=[(name.replace("_", "-"), value) for name, value in headers.items()],
        body=b"",
        address="127.0.0.1",
        request_id="r1",
    )


def test_a_range_of_a_film_is_sent_from_its_file(streams, session_id, item_id, film):
    query = Grant(session_id, item_id, NOW + timedelta(hours=1)).query(SECRET)

    answer = streams.answer(asked(item_id, query, range="bytes=10-19"))

    assert isinstance(answer, FileResponse)
    assert (answer.status, answer.file, answer.start, answer.end) == (206, film, 10, 20)
    assert dict(answer.headers)["content-range"] == "bytes 10-19/4096"


def test_an_altered_grant_is_refused(streams, session_id, item_id):
    query = Grant(session_id, item_id, NOW + timedelta(hours=1)).query(SECRET)

    answer = streams.answer(asked(item_id, query.replace("e=", "e=1")))

    assert answer.status == 403


def test_a_grant_of_an_ended_session_is_refused(streams, session_id, item_id, db):
    with db.transaction() as conn:
        conn.execute("UPDATE sessions SET revoked_at = %s", [NOW])
    query = Grant(session_id, item_id, NOW + timedelta(hours=1)).query(SECRET)

    answer = streams.answer(asked(item_id, query))

    assert answer.status == 403


def test_a_range_behind_the_end_is_416(streams, session_id, item_id):
    query = Grant(session_id, item_id, NOW + timedelta(hours=1)).query(SECRET)

    answer = streams.answer(asked(item_id, query, range="bytes=99999-"))

    assert answer.status == 416


def test_ending_a_session_revokes_its_addresses_at_once(
    db, streams, generations, session_id, item_id
):
    grant = Grant(session_id, item_id, NOW + timedelta(hours=1))
    request = asked(item_id, grant.query(SECRET))
    assert streams.answer(request).status == 200
    with db.transaction() as conn:
        conn.execute("UPDATE sessions SET revoked_at = %s", [NOW])
    assert streams.answer(request).status == 200  # known for some seconds

    generations.replace([session_id])

    assert streams.answer(request).status == 403


def test_a_route_of_an_item_is_served_to_its_grant_alone(
    db, film, generations, session_id, item_id
):
    def answer(_request: StreamRequest, match: re.Match[str]) -> StreamResponse:
        return StreamResponse(HTTPStatus.OK, [], text=f"{match['item_id']} {match['n']}".encode())

    handler = RequestHandler(
        authorizer=Authorizer(db, SECRET, lambda: NOW, generations),
        roots=Roots.of([film.parent], film.parent / "downloads"),
        clock=lambda: NOW,
        open_in_progress=lambda _job, _index: None,
        resource_policy="same-origin",
        routes=(ItemRoute(r"pictures/(?P<n>[0-9]{1,4})", answer),),
    )

    def get(item: UUID, path: str, query: str) -> StreamResponse:
        return handler.answer(StreamRequest("GET", f"/stream/{item}/{path}", query, {}, True))

    query = Grant(session_id, item_id, NOW + timedelta(hours=1)).query(SECRET)
    found = get(item_id, "pictures/7", query)
    assert found.text == f"{item_id} 7".encode()
    assert found.grant is not None
    assert ("Cross-Origin-Resource-Policy", "same-origin") in found.headers
    assert get(item_id, "pictures/x", query).status == 404
    for item, wrong in [(uuid4(), query), (item_id, query.replace("e=", "e=1")), (item_id, "")]:
        with pytest.raises(BadGrant):
            get(item, "pictures/7", wrong)
