"""Asks the providers for titles by their name: TMDB for films and shows, IGDB for games."""

from dataclasses import dataclass

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.matching import ProviderTitle
from chalicelib.metadata.models import TitleUpdate
from chalicelib.providers.current_providers import ProviderSource
from chalicelib.providers.errors import UnknownToProvider
from chalicelib.providers.igdb.models import Game, image_url
from chalicelib.providers.tmdb import image_url as tmdb_image_url
from chalicelib.providers.tmdb.lists import Kind, TitleBrief

MAX_FOUND = 12  # of each kind
TMDB_KINDS: dict[MediaType, Kind] = {MediaType.MOVIE: "movie", MediaType.SHOW: "show"}


@dataclass(frozen=True, slots=True)
class ProviderSearch:
    """Every method raises `ProviderFailed` when a provider cannot be asked now."""

    providers: ProviderSource

    def has_key(self, kinds: tuple[MediaType, ...]) -> bool:
        """Whether a provider of any of these kinds has its key."""
        tmdb, igdb = self.providers.tmdb, self.providers.igdb
        return any((igdb if kind == MediaType.GAME else tmdb) is not None for kind in kinds)

    def search(
        self, text: str, *, kinds: tuple[MediaType, ...], year: int | None = None
    ) -> list[ProviderTitle]:
        """The titles of this name, as the providers order them; films, shows and games in turn."""
        found: list[ProviderTitle] = []
        tmdb, igdb = self.providers.tmdb, self.providers.igdb
        for kind in kinds:
            try:
                if kind == MediaType.GAME and igdb is not None:
                    found += [_game(one) for one in igdb.search(text, MAX_FOUND).value]
                elif kind != MediaType.GAME and tmdb is not None:
                    page = tmdb.search(TMDB_KINDS[kind], text, year=year).value
                    briefs = [one for one in page.results if not one.is_adult]
                    found += [_brief(one, kind) for one in briefs[:MAX_FOUND]]
            except UnknownToProvider:
                continue
        return found

    def read(self, kind: MediaType, external_id: int) -> TitleUpdate:
        """
        What identifies a title; the rest is fetched when its page opens.

        Raises `UnknownToProvider`, also without a key.
        """
        tmdb, igdb = self.providers.tmdb, self.providers.igdb
        if kind == MediaType.GAME and igdb is not None:
            game = _game(igdb.game(external_id).value)
            return _update(game, {"igdb": game.external_id})
        if kind == MediaType.MOVIE and tmdb is not None:
            movie = tmdb.movie(external_id).value
            year = movie.released_on.year if movie.released_on else None
            title, original, imdb_id = movie.title, movie.original_title, movie.imdb_id
        elif kind == MediaType.SHOW and tmdb is not None:
            show = tmdb.show(external_id).value
            year = show.released_on.year if show.released_on else None
            title, original, imdb_id = show.title, show.original_title, show.imdb_id
        else:
            raise UnknownToProvider("There is no key for the provider of this kind.")
        ids = {"tmdb": str(external_id)} | ({"imdb": imdb_id} if imdb_id else {})
        return TitleUpdate(
            provider="tmdb",
            media_type=kind,
            external_ids=ids,
            title=title,
            original_title=original or "",
            year=year,
        )


def _brief(one: TitleBrief, kind: MediaType) -> ProviderTitle:
    return ProviderTitle(
        source="tmdb",
        external_id=str(one.id),
        media_type=kind,
        title=one.title,
        original_title=one.original_title or None,
        year=one.released_on.year if one.released_on else None,
        overview=one.overview,
        poster_url=tmdb_image_url(one.poster_path),
        votes=one.vote_count or 0,
        countries=one.origin_countries,
    )


def _game(game: Game) -> ProviderTitle:
    return ProviderTitle(
        source="igdb",
        external_id=str(game.id),
        media_type=MediaType.GAME,
        title=game.name,
        original_title=None,
        year=game.first_released_on.year if game.first_released_on else None,
        overview=game.summary or "",
        poster_url=image_url(game.cover.image_id) if game.cover else None,
        votes=game.total_rating_count or 0,
        other_names=tuple(one.name for one in game.alternative_names or () if one.name),
        platforms=tuple(one.name for one in game.platforms or () if one.name),
    )


def _update(found: ProviderTitle, ids: dict[str, str]) -> TitleUpdate:
    return TitleUpdate(
        provider=found.source,
        media_type=found.media_type,
        external_ids=ids,
        title=found.title,
        year=found.year,
    )
