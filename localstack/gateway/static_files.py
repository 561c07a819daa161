"""
The built SPA, held in memory: a few megabytes, compressed by the build.

Files with a hash in their name are immutable and cached indefinitely; others are revalidated with
their ETag. Every route of the SPA responds with index.html, so links and reloads work.
"""

import hashlib
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path

from localstack.gateway.compression import accepts
from localstack.gateway.lambda_events import GatewayRequest, GatewayResponse
from localstack.gateway.problem_responses import method_not_allowed, not_found, problem_response

PAGE = "/index.html"
HASHED = re.compile(r"/assets/.+-[\w-]{8,}\.\w+$")
#: Pages of MediaCanon, which are below /app here. infra/home/nginx.conf has the same list.
OLD_PAGES = re.compile(r"/(discover|titles|add|(?:movies|shows)/[0-9]{1,18})")
PAGES = {"titles": "search", "add": "search"}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
#: The build's compressed copies of a file, by suffix. The first that a client accepts is sent.
ENCODINGS = {".br": "br", ".gz": "gzip"}


def page_security(
    media_origins: Sequence[str], image_origins: Sequence[str] = ()
) -> tuple[tuple[str, str], ...]:
    """
    The Content-Security-Policy of a page; `media_origins` and `image_origins` are additional
    sources of media and pictures.

    Scripts are strict, but for WebAssembly, which draws styled subtitles. Styles are not, because
    Solid writes style attributes.
    """
    media = " ".join(["'self'", "blob:", *media_origins])
    connect = ["'self'", *media_origins]
    images = " ".join(["'self'", "data:", "blob:", *image_origins])
    policy = (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; "
        f"img-src {images}; media-src {media}; font-src 'self'; "
        # Segments of converted films are fetched by scripts.
        f"connect-src {' '.join(connect)}; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    return (
        ("content-security-policy", policy),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("referrer-policy", "no-referrer"),
    )


mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/svg+xml", ".svg")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True, slots=True)
class StaticFile:
    #: By content encoding; `identity` is the file itself.
    bodies: Mapping[str, bytes]
    headers: tuple[tuple[str, str], ...]
    etag: str


class StaticFiles:
    """The files of `frontend/dist`."""

    def __init__(
        self, dist: Path, media_origins: Sequence[str] = (), image_origins: Sequence[str] = ()
    ) -> None:
        security = page_security(media_origins, image_origins)
        self._files: dict[str, StaticFile] = {}
        if dist.is_dir():
            for path in sorted(dist.rglob("*")):
                if path.is_file() and path.suffix not in ENCODINGS:
                    name = "/" + path.relative_to(dist).as_posix()
                    self._files[name] = _load(name, path, security)

    def answer(self, request: GatewayRequest) -> GatewayResponse:
        """The file of that name, index.html for routes of the SPA, or a 404."""
        name = request.path
        if request.method not in ("GET", "HEAD"):
            return method_not_allowed("GET, HEAD")
        if old := OLD_PAGES.fullmatch(name):
            query = f"?{request.query}" if request.query else ""
            where = f"/app/{PAGES.get(old[1], old[1])}{query}"
            return GatewayResponse(HTTPStatus.FOUND, [("location", where)], b"")
        file = self._files.get(name) if name != PAGE else None
        if file is not None:
            return _send(file, request)
        wants_page = "text/html" in request.header("accept")
        is_app = name in ("/", PAGE, "/sign-in", "/app") or name.startswith("/app/")
        if not (is_app or wants_page):
            return not_found()
        page = self._files.get(PAGE)
        if page is None:
            return problem_response(
                HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "The frontend is not built yet."
            )
        return _send(page, request, HTTPStatus.OK if is_app else HTTPStatus.NOT_FOUND)


def _load(name: str, path: Path, security: tuple[tuple[str, str], ...]) -> StaticFile:
    body = path.read_bytes()
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    bodies = {"identity": body}
    for suffix, encoding in ENCODINGS.items():
        compressed = path.with_name(path.name + suffix)
        if compressed.is_file():
            bodies[encoding] = compressed.read_bytes()
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    headers = (
        *security,
        ("content-type", content_type),
        ("cache-control", FOR_EVER if HASHED.search(name) else ASK_AGAIN),
        ("last-modified", formatdate(path.stat().st_mtime, usegmt=True)),
        ("vary", "accept-encoding"),
    )
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return StaticFile(bodies, headers, digest)


def _send(
    file: StaticFile, request: GatewayRequest, status: HTTPStatus = HTTPStatus.OK
) -> GatewayResponse:
    accepted = request.header("accept-encoding")
    encoding = next(
        (each for each in ENCODINGS.values() if each in file.bodies and accepts(accepted, each)),
        "identity",
    )
    # Each encoding is a representation of its own, with its own tag (RFC 9110, 8.8.3).
    tag = f'"{file.etag}"' if encoding == "identity" else f'"{file.etag}-{encoding}"'
    headers = [*file.headers, ("etag", tag)]
    if tag in request.header("if-none-match"):
        return GatewayResponse(HTTPStatus.NOT_MODIFIED, headers, b"")
    if encoding != "identity":
        headers.append(("content-encoding", encoding))
    return GatewayResponse(status, headers, file.bodies[encoding])
