"""The posters and backdrops among which a person may choose, from the source of a title."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.service.staleness import provider_of
from chalicelib.platform.sessions import User
from chalicelib.providers.errors import ProviderFailed, UnknownToProvider
from chalicelib.title_edits.models import MAX_PICTURES, PictureChoice, PictureChoices

if TYPE_CHECKING:
    from chalicelib.providers.current_providers import ProviderSource
    from chalicelib.providers.tmdb.appended_lists import Image


@dataclass(frozen=True, slots=True)
class TitlePictureService:
    """`providers` is called once pictures are asked for: their clients are slow to import."""

    catalog: CatalogService
    writer: MetadataWriter
    providers: "Callable[[], ProviderSource]"

    def list(self, user: User, media_id: int) -> PictureChoices:
        """The best rated of the source first. Raises `NotAllowed` or `MediaNotFound`."""
        user.require("match")
        title = self.catalog.require(media_id)
        found = self.writer.get_identity(title.id)
        source = provider_of(title.media_type)
        number = found.external_ids.get(source, "") if found else ""
        if not number.isdecimal():
            return PictureChoices(state="unknown")
        try:
            if title.media_type == MediaType.GAME:
                return self._of_game(int(number))
            return self._of_tmdb(title.media_type, int(number))
        except UnknownToProvider:
            return PictureChoices(state="unknown")
        except ProviderFailed:
            return PictureChoices(state="unavailable")

    def _of_tmdb(self, kind: MediaType, number: int) -> PictureChoices:
        from chalicelib.providers.tmdb import image_url  # noqa: PLC0415  # cold starts

        tmdb = self.providers().tmdb
        if tmdb is None:
            return PictureChoices(state="no_key")
        read = tmdb.movie if kind == MediaType.MOVIE else tmdb.show
        images = read(number).value.images

        def ranked(pictures: "Iterable[Image]") -> list[PictureChoice]:
            best = sorted(pictures, key=lambda one: (-(one.vote_average or 0), one.path))
            # SVG may hold scripts.
            return _choices(image_url(one.path) for one in best if not one.path.endswith(".svg"))

        if images is None:
            return PictureChoices(state="ok")
        return PictureChoices(
            state="ok", posters=ranked(images.posters), backdrops=ranked(images.backdrops)
        )

    def _of_game(self, number: int) -> PictureChoices:
        from chalicelib.providers.igdb import image_url  # noqa: PLC0415  # cold starts

        igdb = self.providers().igdb
        if igdb is None:
            return PictureChoices(state="no_key")
        game = igdb.game(number).value
        wide = (*(game.artworks or ()), *(game.screenshots or ()))
        return PictureChoices(
            state="ok",
            posters=_choices([image_url(game.cover.image_id if game.cover else None)]),
            backdrops=_choices(image_url(one.image_id) for one in wide),
        )


def _choices(addresses: Iterable[str | None]) -> list[PictureChoice]:
    known = dict.fromkeys(address for address in addresses if address)
    return [PictureChoice(address=one, preview_url=one) for one in list(known)[:MAX_PICTURES]]
