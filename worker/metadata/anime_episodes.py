"""Names and days of the episodes of anime, from MyAnimeList through Jikan."""

from dataclasses import dataclass

from chalicelib.metadata.models import EpisodeUpdate, TitleIdentity
from chalicelib.providers.errors import UnknownToProvider
from chalicelib.providers.jikan import Jikan
from worker.metadata.episode_numbering import FIRST
from worker.metadata.fetch_context import FetchContext

MAX_PAGES = 20  # of episode lists; the longest anime has some 2,500 episodes


@dataclass(frozen=True, slots=True)
class AnimeEpisodes:
    """See `SourceFetcher`. MyAnimeList has an entry for each season: the first is filled in."""

    context: FetchContext
    source: str = "jikan"

    def is_on(self) -> bool:
        return self.context.providers.jikan is not None

    def ask(self, subject: TitleIdentity) -> None:
        jikan, mal_id = self.context.providers.jikan, subject.external_ids.get("mal")
        if jikan is None or mal_id is None or not mal_id.isdecimal():
            raise UnknownToProvider("The number of MyAnimeList is not known.")
        self.context.episodes.add(subject.id, _episodes(jikan, int(mal_id)))


def _episodes(jikan: Jikan, mal_id: int) -> list[EpisodeUpdate]:
    """Raises `UnknownToProvider` or `ProviderFailed`."""
    found: list[EpisodeUpdate] = []
    for page in range(1, MAX_PAGES + 1):
        answer = jikan.episodes(mal_id, page).value
        found += [
            EpisodeUpdate(
                season_number=FIRST,
                episode_number=one.number,
                title=one.title,
                air_date=one.aired_on,
                may_create=False,
            )
            for one in answer.items
        ]
        if not answer.has_more:
            break
    return found
