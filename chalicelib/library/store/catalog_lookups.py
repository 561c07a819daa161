"""What the catalogue has for the names of a batch of files, each question asked once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from psycopg import Connection

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.matching import CandidateTitle
from chalicelib.library.store import episode_lookup, matches
from chalicelib.library.store.episode_lookup import EpisodeQuestion, FoundEpisode
from chalicelib.library.store.match_candidates import TitleQuestion, find_candidates


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """The title that a file may be, and which of its episodes; neither: no episode."""

    title: TitleQuestion
    season: int | None = None
    episodes: tuple[int, ...] = ()
    air_date: date | None = None

    def episodes_of(self, show: CandidateTitle) -> list[EpisodeQuestion]:
        """None unless the file is an episode."""
        if show.media_type != MediaType.SHOW or not (self.episodes or self.air_date):
            return []
        return episode_lookup.questions_of(show.id, self.season, self.episodes, self.air_date)


class TitleLookup:
    """
    Remembers what was found, so that the files of a title search once, and those of a batch
    together. For one transaction: the catalogue grows.
    """

    def __init__(self) -> None:
        self._titles: dict[TitleQuestion, list[CandidateTitle]] = {}
        self._episodes: dict[EpisodeQuestion, FoundEpisode] = {}
        self._shows: dict[str, int | None] = {}  # by folder

    def load(self, conn: Connection, questions: Sequence[FileQuestion]) -> None:
        """Look up what is not known yet, in few statements for all."""
        new = list(dict.fromkeys(one.title for one in questions if one.title not in self._titles))
        if new:
            self._titles.update(zip(new, find_candidates(conn, new), strict=True))
        self._load_episodes(
            conn,
            (
                episode
                for question in questions
                for show in self._titles[question.title]
                for episode in question.episodes_of(show)
            ),
        )

    def show_of_folder(self, conn: Connection, folder: str) -> int | None:
        """See `matches.show_of_folder`."""
        if folder not in self._shows:
            self._shows[folder] = matches.show_of_folder(conn, folder=folder)
        return self._shows[folder]

    def similar(self, conn: Connection, question: FileQuestion) -> list[CandidateTitle]:
        """The titles with a similar name; `has_episode` says who has the (first) episode."""
        self.load(conn, [question])
        found = []
        for title in self._titles[question.title]:
            first = next(iter(question.episodes_of(title)), None)
            is_there = self._episodes[first].is_there if first else None
            found.append(replace(title, has_episode=is_there))
        return found

    def episodes(
        self,
        conn: Connection,
        *,
        media_id: int,
        season: int | None,
        numbers: Sequence[int],
        air_date: date | None,
    ) -> list[int]:
        """The episodes with these numbers, in order; none unless the first one is known."""
        questions = episode_lookup.questions_of(media_id, season, numbers, air_date)
        self._load_episodes(conn, questions)
        return episode_lookup.in_order([self._episodes[one] for one in questions])

    def _load_episodes(self, conn: Connection, questions: Iterable[EpisodeQuestion]) -> None:
        new = dict.fromkeys(one for one in questions if one not in self._episodes)
        self._episodes |= episode_lookup.find_each(conn, list(new))


def find_similar(conn: Connection, question: FileQuestion) -> list[CandidateTitle]:
    """Of one file; see `TitleLookup.similar`."""
    return TitleLookup().similar(conn, question)
