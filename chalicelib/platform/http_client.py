"""
Requests made on somebody's word: to any address that is not forbidden.

Every request goes to an address that was judged a moment before (network_guard), follows at
most five redirects with each one judged again, from https never to http, keeps no cookies, sends
no credentials, uses no proxy of the environment, and asks for bytes as they are. Never imported
by the API: it costs 100 ms.

Built on the standard library's reading of responses, because downloads read at the speed of
the disk: bytes go from the socket into the caller's own buffer, with no layer in between.
"""

import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from urllib.parse import urljoin

import httpx

from chalicelib.platform.errors import UpstreamFailed
from chalicelib.platform.http_way import DIRECT, Grip, ProxyRefused, Way, connect
from chalicelib.platform.network_guard import NetworkGuard, Target

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
USER_AGENT = "seen/0.1"
CHUNK_BYTES = 64 * 1024
MAX_HINTS = 10  # answers before the answer: 102 Processing, 103 Early Hints
NOT_IN_HEADERS = re.compile(r"[\x00-\x1f\x7f]")
SWITCHING, OK = 101, 200


class Unreachable(UpstreamFailed):
    """Nobody answered, or the answer broke off. Trying later may help."""

    code = "unreachable"


class CutShort(Unreachable):
    """The server closed the connection in good order, but before the length it announced."""

    code = "cut_short"


class TooManyRedirects(UpstreamFailed):
    """The address led on and on."""

    code = "too_many_redirects"


class InsecureRedirect(UpstreamFailed):
    """An https address led to an http one, where anybody on the way could change what comes."""

    code = "insecure_redirect"


class Answer:
    """The head of a response; the body is read with `read_into` or `chunks`."""

    def __init__(self, response: http.client.HTTPResponse, connection: "Connection") -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = _headers(response)  # names in lower case
        self.connection = connection
        self._response = response
        self._left = response.length  # None: until the end, wherever that is

    @property
    def target(self) -> Target:
        """Where the answer came from, after redirects."""
        return self.connection.target

    @property
    def is_read(self) -> bool:
        """Whether the connection is free for another question."""
        is_over = self._response.isclosed() if self._left is None else not self._left
        return is_over and not self._response.will_close

    def read_into(self, view: memoryview) -> int:
        """
        Put the next bytes of the body, as they were sent, at the start of `view`: how many.

        Waits for the first of them only; 0 is the end. Raises `CutShort` when that comes before
        the announced length, and `Unreachable`.
        """
        try:
            if self._left is None:
                data = self._response.read1(len(view))
                view[: len(data)] = data
                return len(data)
            if not self._left:
                return 0
            count = self._response.fp.readinto1(view[: self._left])
        except http.client.IncompleteRead as error:
            raise CutShort("The answer was shorter than announced.") from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Unreachable("The connection broke off.") from error
        if not count:
            raise CutShort("The answer was shorter than announced.")
        self._left -= count
        return count

    def chunks(self) -> Iterator[bytes]:
        """The body, each piece as soon as it is here. Raises as `read_into` does."""
        buffer = memoryview(bytearray(CHUNK_BYTES))
        while count := self.read_into(buffer):
            yield bytes(buffer[:count])

    def close(self) -> None:
        self._response.close()


class Connection:
    """To one server that was judged; asked once, or again and again."""

    def __init__(self, target: Target, way: Way, read_timeout_s: float, grip: Grip) -> None:
        """Raises `Unreachable`. `target` is pinned."""
        self.target = target
        self._answer: Answer | None = None
        self._socket = _connected(target, way, grip)
        self._socket.settimeout(read_timeout_s)

    def ask(self, headers: Mapping[str, str], method: str = "GET") -> Answer:
        """
        Ask once more; the answer before must have been read to its end.

        Raises `Unreachable`.
        """
        if self._answer is not None:
            self._answer.close()
        lines = [f"{method} {self.target.path} HTTP/1.1", f"Host: {self.target.authority}"]
        usual = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        for name, value in (usual | dict(headers)).items():
            if NOT_IN_HEADERS.search(value):
                raise ValueError("a header has no control characters")
            lines.append(f"{name}: {value}")
        try:
            self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
            response = http.client.HTTPResponse(self._socket, method=method)
            _read_head(response)
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise Unreachable("The server did not answer properly.") from error
        self._answer = Answer(response, self)
        return self._answer

    def close(self) -> None:
        if self._answer is not None:
            self._answer.close()
        self._socket.close()


@contextmanager
def fetch(
    guard: NetworkGuard,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    way: Way = DIRECT,
    grip: Grip | None = None,
    read_timeout_s: float = READ_TIMEOUT_S,
    may_become_insecure: bool = False,
) -> Iterator[Answer]:
    """
    Ask for an address that somebody gave us.

    Args:
        way: How to leave this machine.
        grip: For other threads, to cut whatever connection is open.
        may_become_insecure: Whether https may lead to http: what comes is proven otherwise.

    Raises `BlockedAddress`, `BadAddress`, `Unreachable`, `TooManyRedirects` or
    `InsecureRedirect`.
    """
    for _ in range(MAX_REDIRECTS + 1):
        # One connection per hop: they are never shared between hosts.
        connection = Connection(_pinned(guard, url), way, read_timeout_s, grip or Grip())
        try:
            answer = connection.ask(headers or {}, method)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or not location:
                yield answer
                return
        finally:
            connection.close()
        before = connection.target
        url = urljoin(f"{before.scheme}://{before.authority}{before.path}", location)
        is_insecure = before.scheme == "https" and url.lower().startswith("http:")
        if is_insecure and not may_become_insecure:
            raise InsecureRedirect("This address leads from https to http.")
    raise TooManyRedirects("This address leads on more than five times.")


def read_small(
    guard: NetworkGuard, url: str, most_bytes: int, *, way: Way = DIRECT
) -> tuple[int, bytes]:
    """
    Status and body of a GET, the body cut off one byte after `most_bytes`.

    Raises what `fetch` raises.
    """
    with fetch(guard, url, way=way) as answer:
        body = bytearray()
        for chunk in answer.chunks():
            body += chunk
            if len(body) > most_bytes:
                break
        return answer.status, bytes(body[: most_bytes + 1])


def _pinned(guard: NetworkGuard, url: str) -> Target:
    target = guard.read(url)
    try:
        return guard.pin(target)
    except OSError as error:
        raise Unreachable("The server's name is not known.") from error


def _connected(target: Target, way: Way, grip: Grip) -> "ssl.SSLSocket | socket.socket":
    """Try each judged address. The name is used for Host and TLS, never resolved again."""
    failure: OSError | None = None
    for address in target.addresses:
        try:
            opened = connect(way, address, target.port, CONNECT_TIMEOUT_S, grip)
        except ProxyRefused as error:
            raise Unreachable("The proxy does not connect us.") from error
        except OSError as error:
            failure = error
            continue
        if target.scheme == "http":
            return opened
        try:
            wrapped = _trust().wrap_socket(opened, server_hostname=target.host)
            grip.hold(wrapped)
        except (OSError, ValueError) as error:  # also a certificate of somebody else
            opened.close()
            raise Unreachable("The server did not answer properly.") from error
        return wrapped
    raise Unreachable("The server cannot be reached.") from failure


def _read_head(response: http.client.HTTPResponse) -> None:
    response.begin()
    for _ in range(MAX_HINTS):
        if not SWITCHING < response.status < OK:
            return
        response.headers = response.msg = None  # type: ignore[assignment]  # as before its begin
        response.begin()
    raise http.client.HTTPException("no answer but hints")


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    """Repeated ones in one line (RFC 9110, 5.2), text as UTF-8 where it is."""
    found: dict[str, str] = {}
    for name, text in response.headers.items():
        value = re.sub(r"[\r\n]+[ \t]*", " ", text)  # lines that were folded
        with suppress(UnicodeError):
            value = value.encode("latin-1").decode()
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    trust = httpx.create_ssl_context(trust_env=False)
    trust.set_alpn_protocols(["http/1.1"])
    return trust
