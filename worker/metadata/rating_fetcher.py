"""Ratings of IMDb, Rotten Tomatoes and Metacritic, from OMDb."""

from dataclasses import dataclass

from chalicelib.metadata.models import RatingUpdate, TitleIdentity
from chalicelib.providers.errors import UnknownToProvider
from worker.metadata.fetch_context import FetchContext


@dataclass(frozen=True, slots=True)
class RatingFetcher:
    """See `SourceFetcher`."""

    context: FetchContext
    source: str = "omdb"

    def is_on(self) -> bool:
        return self.context.providers.omdb is not None

    def ask(self, subject: TitleIdentity) -> None:
        omdb, imdb_id = self.context.providers.omdb, subject.external_ids.get("imdb")
        if omdb is None or imdb_id is None:
            raise UnknownToProvider("The number of IMDb is not known.")
        said = omdb.by_imdb(imdb_id).value
        ratings: list[RatingUpdate] = []
        if said.imdb_rating is not None:
            ratings.append(
                RatingUpdate(source="imdb", value=said.imdb_rating, best=10, votes=said.imdb_votes)
            )
        if said.rotten_tomatoes is not None:
            ratings.append(
                RatingUpdate(source="rotten_tomatoes", value=said.rotten_tomatoes, best=100)
            )
        if said.metacritic is not None:
            ratings.append(RatingUpdate(source="metacritic", value=said.metacritic, best=100))
        if not ratings:
            raise UnknownToProvider("OMDb has no rating of it yet.")
        self.context.writer.write_ratings(subject.id, ratings)
