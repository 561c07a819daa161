"""Requests of an operation as its OpenAPI document describes them, or worse; and their answers."""

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from tests.fuzz.schemas import DIGITS, Schemas, hostile

METHODS = ("get", "post", "put", "patch", "delete")
ANSWER_WITHIN_S = 60.0
JSON = "application/json"
PROBLEM = "application/problem+json"

#: No JSON, too much of it, or none of ours.
not_json = st.sampled_from(
    [b"", b"{", b"nul", b"\xff\xfe", b"\0", b'{"a":1,"a":2}', b"[" * 50_000, b"9" * 5_000]
)


@dataclass(frozen=True)
class Request:
    """Ready to be sent: `target` is escaped."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | None

    def __str__(self) -> str:
        body = "" if self.body is None else f" {self.body[:300]!r}"
        return f"{self.method} {self.target[:300]}{body}"


@dataclass(frozen=True)
class Answer:
    """`status` is 0 when the connection ended without an answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        """None when the body is of another kind, or broken."""
        try:
            return json.loads(self.body) if self.media_type in (JSON, PROBLEM) else None
        except ValueError:
            return None

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def is_busy(self) -> bool:
        """Refused by admission control, which says when to ask again."""
        return self.status == 503 and "retry-after" in self.headers

    @property
    def is_server_error(self) -> bool:
        return (self.status == 0 or self.status >= 500) and not self.is_busy


@dataclass(frozen=True)
class Operation:
    """One method of one path of a document."""

    method: str
    path: str  # with the prefix of its document
    contract: Mapping[str, Any]
    schemas: Schemas

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def requests(self, known: Mapping[str, list[Any]]) -> st.SearchStrategy[Request]:
        """Half of them as described, half of them not; `known` as in `Schemas`."""
        schemas = Schemas(self.schemas.document, known)
        parameters = [
            (each, schemas.named_values(each["name"], each["schema"]))
            for each in self.contract.get("parameters", ())
        ]
        content = self.contract.get("requestBody", {}).get("content", {})
        described = schemas.values(content[JSON]["schema"]).map(write_json) if content else None
        broken = schemas.broken(content[JSON]["schema"]).map(write_json) if content else None

        @st.composite
        def request(draw: st.DrawFn) -> Request:
            is_hostile = draw(st.booleans())
            path, query, headers, body = self.path, [], {}, None
            for parameter, values in parameters:
                name, place = parameter["name"], parameter["in"]
                text = text_of(draw(hostile | values if is_hostile else values))
                if place == "path":
                    path = path.replace(f"{{{name}}}", escape(text) or "-")
                elif place == "header":
                    headers[name] = escape(text)
                elif parameter.get("required") or draw(st.booleans()):
                    query.append(f"{name}={escape(text)}")
            if is_hostile and draw(st.booleans()):
                query.append(f"unknown={escape(text_of(draw(hostile)))}")
            if described is not None and broken is not None:
                headers["Content-Type"] = JSON
                body = draw(st.one_of(broken, broken, not_json) if is_hostile else described)
            target = f"{path}?{'&'.join(query)}" if query else path
            return Request(self.method.upper(), target, headers, body)

        return request()

    def response(self, status: int) -> Mapping[str, Any] | None:
        """What the document says of a status; its `default` speaks of refusals only."""
        responses = self.contract["responses"]
        found = responses.get(str(status), responses.get("default") if status >= 400 else None)
        return None if found is None else self.schemas.resolve(found)

    def violations(self, answer: Answer) -> list[str]:
        """What the document says otherwise of the answer's type and body."""
        content = (self.response(answer.status) or {}).get("content", {})
        kind = answer.media_type
        if not content:
            return []
        if kind not in content:
            return [f"{kind or 'no content type'} instead of {' or '.join(content)}"]
        if kind not in (JSON, PROBLEM):
            return []
        return self.schemas.violations(content[kind].get("schema", {}), answer.json)


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Of every path; a path or an operation may name its own server."""
    schemas = Schemas(document)
    for path, item in document["paths"].items():
        of_path = item.get("servers", document["servers"])
        for method in METHODS:
            if method in item:
                prefix = item[method].get("servers", of_path)[0]["url"].rstrip("/")
                yield Operation(method, prefix + path, item[method], schemas)


def send(port: int, request: Request, headers: Mapping[str, str]) -> Answer:
    """A connection per request: one answer does not disturb the next."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN_S)
    try:
        link.request(request.method, request.target, request.body, {**request.headers, **headers})
        response = link.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        link.close()


def write_json(value: Any) -> bytes:
    return json.dumps(value).replace(f'"{DIGITS}"', "9" * 5_000).encode()


def text_of(value: Any) -> str:
    """As an address says it."""
    if isinstance(value, str):
        return value.replace(DIGITS, "9" * 5_000)
    return json.dumps(value)


def escape(text: str) -> str:
    return quote(text[:2_000], safe="", errors="surrogatepass")
