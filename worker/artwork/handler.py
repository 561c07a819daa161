"""Answers HTTP requests for artwork."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.http.client_network import rate_limit_key
from worker.artwork.errors import ImageNotFound
from worker.artwork.file_cache import CachedFile
from worker.artwork.formats import negotiate_format
from worker.artwork.rate_limit import RenditionRateLimiter
from worker.artwork.renditions import RenditionService
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.responses import SAFE_METHODS, StreamResponse, problem_response


@dataclass(frozen=True, slots=True)
class ArtworkHandler:
    """
    Artwork is public: an `<img>` cannot send a session.

    Rendering is rate-limited per client network, taken from the last X-Forwarded-For entry.
    Requests without that header share one limit.
    """

    renditions: RenditionService
    rate_limit: RenditionRateLimiter

    def answer(self, request: StreamRequest) -> StreamResponse:
        """Blocks while a new image is rendered. Raises `SeenError`."""
        if request.method not in SAFE_METHODS:
            return problem_response(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Artwork only supports GET and HEAD.",
                [("Allow", ", ".join(SAFE_METHODS))],
            )
        picture = Picture.at(unquote(request.path))
        if picture is None:
            raise ImageNotFound("There is no image at this address.")
        form = negotiate_format(request.headers.get("accept", ""))
        kept = self.renditions.find(picture, form)
        if kept is None:
            chain = request.headers.get("x-forwarded-for", "")
            self.rate_limit.take(rate_limit_key(chain.rpartition(",")[2].strip()))
            kept = self.renditions.make(picture, form)
        return _sent(kept, request)


def _sent(kept: CachedFile, request: StreamRequest) -> StreamResponse:
    headers = [
        *kept.headers,
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
    ]
    if kept.is_known_to(request.headers.get("if-none-match", "")):
        return StreamResponse(HTTPStatus.NOT_MODIFIED, headers)
    try:
        return StreamResponse(HTTPStatus.OK, headers, text=kept.file.read_bytes())
    except OSError as error:  # evicted since, or a disk error
        raise ImageNotFound("This image is no longer stored.") from error
