"""What to answer to a request for a picture."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote

from chalicelib.artwork.picture_urls import Picture
from chalicelib.platform.client_network import rate_limit_key
from worker.artwork.disk import Kept
from worker.artwork.errors import NoSuchPicture
from worker.artwork.forms import form_for
from worker.artwork.gallery import Gallery
from worker.artwork.limits import NewPictures
from worker.gateway.answers import READING, Answer, refusal
from worker.gateway.requests import Request


@dataclass(frozen=True, slots=True)
class ArtworkDesk:
    """
    Pictures are public, as those of a shop window: an `<img>` cannot show a session.

    Who asks is the household behind the last address the gateway names. Whoever reaches this
    port without one shares a limit with all who do.
    """

    gallery: Gallery
    new_pictures: NewPictures

    def answer(self, request: Request) -> Answer:
        """Blocks while a new picture is made. Raises `SeenError`."""
        if request.method not in READING:
            return refusal(
                HTTPStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "A picture can only be read.",
                [("Allow", ", ".join(READING))],
            )
        picture = Picture.at(unquote(request.path))
        if picture is None:
            raise NoSuchPicture("There is no picture at this address.")
        form = form_for(request.headers.get("accept", ""))
        kept = self.gallery.find(picture, form)
        if kept is None:
            chain = request.headers.get("x-forwarded-for", "")
            self.new_pictures.take(rate_limit_key(chain.rpartition(",")[2].strip()))
            kept = self.gallery.make(picture, form)
        return _sent(kept, request)


def _sent(kept: Kept, request: Request) -> Answer:
    headers = [
        *kept.headers,
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
    ]
    if kept.is_known_to(request.headers.get("if-none-match", "")):
        return Answer(HTTPStatus.NOT_MODIFIED, headers)
    try:
        return Answer(HTTPStatus.OK, headers, text=kept.file.read_bytes())
    except OSError as error:  # evicted a moment ago, or the disk fails
        raise NoSuchPicture("This picture is not here any more.") from error
