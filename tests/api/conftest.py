"""The whole API in the test's process: the real app on a private database and cache."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from chalice.app import Chalice
from chalice.local import LocalChalice

from chalicelib.accounts.service.password_hashing import PasswordHasher
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.platform.registry import register
from chalicelib.platform.sessions import ALL_RIGHTS
from chalicelib.platform.settings import Settings
from chalicelib.wiring import wire
from localstack.embedded_cache import EmbeddedCache

SECRET = "a secret of the tests, long enough for everyone"
PASSWORD = "correct battery horse"
SETUP_CODE = "WREN-2026"


@dataclass(frozen=True)
class Answer:
    """A response: status, headers (names in lower case), cookies by name."""

    status: int
    headers: dict[str, str]
    set_cookies: list[str]
    text: str
    is_base64: bool = False

    @property
    def body(self) -> bytes:
        return base64.b64decode(self.text) if self.is_base64 else self.text.encode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (line.partition(";")[0].partition("=") for line in self.set_cookies)
        return {name: value for name, _, value in pairs}


@dataclass
class Caller:
    """A client of the API, anonymous or signed in. Keeps cookies like a browser."""

    app: Chalice
    address: str = "192.0.2.1"
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    user: dict[str, Any] = field(default_factory=dict)
    host: str = "seen.test"

    def get(self, path: str, **options: Any) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Answer:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Answer:
        return self.request("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.request("DELETE", path, **options)

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
        keep_cookies: bool = True,
    ) -> Answer:
        """Call the app the way API Gateway does, without a socket in between."""
        answer = call(self, method, path, json=json, body=body, headers=headers or {})
        if keep_cookies:
            for line in answer.set_cookies:
                name, _, value = line.partition(";")[0].partition("=")
                if "max-age=0;" in line.lower() + ";":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
        return answer


def call(
    caller: Caller,
    method: str,
    path: str,
    *,
    json: Any,
    body: str | None,
    headers: Mapping[str, str],
) -> Answer:
    parts = urlsplit(path)
    resource, values = match(caller.app, parts.path)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    sent = {"host": caller.host, **caller.headers}
    if caller.cookies:
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in caller.cookies.items())
    if json is not None:
        sent["content-type"] = "application/json"
    sent |= {name.lower(): value for name, value in headers.items()}
    event = {
        "requestContext": {
            "httpMethod": method,
            "resourcePath": resource,
            "identity": {"sourceIp": caller.address},
            "requestId": uuid4().hex,
            "path": parts.path,
        },
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "multiValueQueryStringParameters": query or None,
        "queryStringParameters": {name: each[-1] for name, each in query.items()} or None,
        "pathParameters": values,
        "stageVariables": {},
        "body": dumps(json) if json is not None else body,
        "isBase64Encoded": False,
        "path": parts.path,
        "httpMethod": method,
    }
    given = caller.app(event, None)
    return Answer(
        status=given["statusCode"],
        headers={name.lower(): str(value) for name, value in given["headers"].items()},
        set_cookies=given.get("multiValueHeaders", {}).get("Set-Cookie", []),
        text=given["body"],
        is_base64=given.get("isBase64Encoded", False),
    )


def dumps(value: Any) -> str:
    return json.dumps(value, default=str)


def match(app: Chalice, path: str) -> tuple[str, dict[str, str] | None]:
    """The route a path belongs to and its parameters; fixed words win over parameters."""
    wanted = path.strip("/").split("/")
    found: list[tuple[int, str, dict[str, str]]] = []
    for pattern in app.routes:
        parts = pattern.strip("/").split("/")
        if len(parts) != len(wanted):
            continue
        values = {
            part[1:-1]: value
            for part, value in zip(parts, wanted, strict=True)
            if part.startswith("{")
        }
        fixed = [
            (part, value)
            for part, value in zip(parts, wanted, strict=True)
            if not part.startswith("{")
        ]
        if all(part == value for part, value in fixed):
            found.append((len(values), pattern, values))
    assert found, f"there is no route for {path}"
    _, pattern, values = min(found, key=lambda each: each[0])
    return pattern, values or None


@dataclass
class API:
    """The app and its clients."""

    app: Chalice
    configure: Callable[..., None]
    people: dict[str, Caller] = field(default_factory=dict)

    def anonymous(self, address: str = "192.0.2.1") -> Caller:
        return Caller(self.app, address)

    def as_admin(self) -> Caller:
        """The administrator: the first registered account."""
        return self._person("admin")

    def as_user(self, name: str = "user") -> Caller:
        """A member; each name is a separate account."""
        self.as_admin()
        return self._person(name)

    def as_librarian(self, name: str = "user") -> Caller:
        """A member with all rights: scan, match and delete."""
        person = self.as_user(name)
        path = f"/api/v1/admin/users/{person.user['id']}"
        answer = self.as_admin().request("PATCH", path, json={"rights": list(ALL_RIGHTS)})
        assert answer.status == 200, answer.text
        return person

    def _person(self, name: str) -> Caller:
        if name not in self.people:
            # A separate address each, so that a test with many users reaches no limit.
            caller = self.anonymous(address=f"192.0.2.{10 + len(self.people)}")
            answer = caller.post(
                "/api/v1/auth/register",
                json={
                    "email": f"{name}@example.com",
                    "password": PASSWORD,
                    "setupCode": SETUP_CODE,  # for the first one, where others reach the server
                },
            )
            assert answer.status == 201, answer.text
            caller.user = answer.json["user"]
            caller.headers["authorization"] = f"Bearer {answer.json['accessToken']}"
            self.people[name] = caller
        return self.people[name]


@pytest.fixture
def api(db: Database, cache: Cache, cache_server: EmbeddedCache, tmp_path: Path) -> Iterator[API]:
    """
    The API with everything real behind it but the object store.

    `api.configure(seen_push="off", …)` changes settings; call it before signing anyone in.
    """
    from app import app

    plain_class = app.__class__
    app.__class__ = LocalChalice  # a request per thread, as the gateway does

    def configure(**changes: Any) -> None:
        wire()
        settings = Settings.model_validate(
            {
                "database_url": db.dsn,
                "cache_url": cache_server.url(),
                "seen_secret": SECRET,
                "seen_data_dir": tmp_path,
                "seen_registration": "open",
                "seen_host": "127.0.0.1",  # so the first account needs no setup code
                "seen_setup_code": SETUP_CODE,
                "seen_allowed_hosts": ("seen.test",),
                # Test clients are faster than users, and hundreds of them share an address.
                "seen_write_limit": 100_000,
                "seen_search_limit": 100_000,
                "seen_anonymous_limit": 100_000,
                **changes,
            }
        )
        register(Settings, lambda: settings)
        register(Database, lambda: db)
        register(Cache, lambda: cache)
        # A lower cost, because tests create many accounts.
        register(PasswordHasher, lambda: PasswordHasher(time_cost=1, memory_cost_kib=64))

    configure()
    yield API(app, configure)

    app.__class__ = plain_class
    wire()


@pytest.fixture
def client(api: API) -> Caller:
    """An anonymous client."""
    return api.anonymous()
