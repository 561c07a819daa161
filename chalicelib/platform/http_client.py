"""
The only module that imports httpx: requests made on somebody's word.

Every request goes to an address that was judged a moment before (network_guard), follows at
most five redirects with each one judged again, keeps no cookies, uses no proxy of the
environment, and asks for bytes as they are. Never imported by the API: it costs 100 ms.
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

import httpx

from chalicelib.platform.errors import UpstreamFailed
from chalicelib.platform.network_guard import NetworkGuard, Target

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
USER_AGENT = "seen/0.1"


class Unreachable(UpstreamFailed):
    """Nobody answered, or the answer broke off. Trying later may help."""

    code = "unreachable"


class CutShort(Unreachable):
    """The server closed the connection in good order, but before the length it announced."""

    code = "cut_short"


class TooManyRedirects(UpstreamFailed):
    """The address led on and on."""

    code = "too_many_redirects"


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of a response; the body is read with `chunks`."""

    status: int
    headers: Mapping[str, str]  # names in any case
    target: Target  # where the answer came from, after redirects
    _response: httpx.Response

    def chunks(self) -> Iterator[bytes]:
        """
        The body as it was sent, nothing unpacked, each piece as soon as it is here.

        Raises `CutShort` when it ends before the announced length, and `Unreachable`.
        """
        try:
            yield from self._response.iter_raw()
        except httpx.RemoteProtocolError as error:
            raise CutShort("The answer was shorter than announced.") from error
        except (httpx.TransportError, httpx.StreamError) as error:
            raise Unreachable("The connection broke off.") from error


@contextmanager
def fetch(
    guard: NetworkGuard,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    read_timeout_s: float = READ_TIMEOUT_S,
) -> Iterator[Answer]:
    """
    GET an address that somebody gave us.

    Raises `BlockedAddress`, `BadAddress`, `Unreachable` or `TooManyRedirects`.
    """
    timeout = httpx.Timeout(read_timeout_s, connect=CONNECT_TIMEOUT_S)
    with ExitStack() as cleanup:
        for _ in range(MOST_REDIRECTS + 1):
            target = _pinned(guard, url)
            client = cleanup.enter_context(
                # One client per hop: connections are never shared between hosts.
                httpx.Client(
                    verify=_trust(), timeout=timeout, trust_env=False, follow_redirects=False
                )
            )
            response = _send(client, target, headers or {})
            cleanup.callback(response.close)
            location = response.headers.get("location")
            if response.status_code not in REDIRECTS or not location:
                yield Answer(response.status_code, response.headers, target, response)
                return
            cleanup.close()
            url = urljoin(f"{target.scheme}://{target.authority}{target.path}", location)
    raise TooManyRedirects("This address leads on more than five times.")


def read_small(guard: NetworkGuard, url: str, most_bytes: int) -> tuple[int, bytes]:
    """
    Status and body of a GET, the body cut off one byte after `most_bytes`.

    Raises what `fetch` raises.
    """
    with fetch(guard, url) as answer:
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


def _send(client: httpx.Client, target: Target, headers: Mapping[str, str]) -> httpx.Response:
    """Ask each judged address in turn. The name is used for Host and TLS, never resolved again."""
    failure: Exception | None = None
    for address in target.addresses:
        request = client.build_request(
            "GET",
            httpx.URL(
                scheme=target.scheme,
                host=address,
                port=target.port,
                raw_path=target.path.encode("ascii"),
            ),
            headers={
                "User-Agent": USER_AGENT,
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                **headers,
                "Host": target.authority,
            },
            extensions={"sni_hostname": target.host},
        )
        try:
            return client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            failure = error
        except (httpx.TransportError, httpx.StreamError) as error:
            raise Unreachable("The server did not answer properly.") from error
    raise Unreachable("The server cannot be reached.") from failure


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
