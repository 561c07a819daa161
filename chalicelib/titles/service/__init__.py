"""Gather the page of one title."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import Mark, MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.card_json import with_marks
from chalicelib.library.models import LibraryItem, MatchState
from chalicelib.library.service import LibraryService
from chalicelib.metadata.models import State
from chalicelib.metadata.service.freshen import Freshener
from chalicelib.platform.db import Connection, Database
from chalicelib.titles.errors import SeasonNotFound
from chalicelib.titles.models.detail import (
    LINK_KINDS,
    Known,
    Metadata,
    Outline,
    Own,
    TitleFacts,
)
from chalicelib.titles.models.seasons import (
    MAX_EPISODES,
    Playable,
    Season,
    SeasonRow,
    episode_to_play,
    first_unfinished,
    playable_episode,
    seasons_of,
)
from chalicelib.titles.service.sheets import Sheet, laid_out, written
from chalicelib.titles.store import episodes as episode_store
from chalicelib.titles.store import known as known_store
from chalicelib.tracking.service.progress import ProgressService

NOBODY = UUID(int=0)  # never did anything
MAX_SIMILAR = 8
IDS = TypeAdapter(list[int])


@dataclass(frozen=True, slots=True)
class TitleService:
    """`region` is the country whose offers and release days are shown first."""

    db: Database
    catalog: CatalogService
    progress: ProgressService
    library: LibraryService
    freshener: Freshener
    region: str = "US"

    def page(self, user_id: UUID, media_id: int, kind: MediaType) -> bytes:
        """
        Everything about a title, as a `MediaDetail`. When something about it is due, a provider
        is asked first, for the length of a blink; see `Freshener`. One that turned out to be
        another is that other.

        Raises `MediaNotFound`, also when the title is of another kind.
        """
        sheet = self._sheet(media_id, kind)
        if sheet is None:
            moved_to = self.catalog.moved_to(media_id)
            if moved_to is not None:
                return self.page(user_id, moved_to, kind)
            raise MediaNotFound(f"There is no such {kind}.")
        plain = self.catalog.presenter.unmarked([media_id, *sheet.outline.beside])
        if media_id not in plain:
            raise MediaNotFound(f"There is no such {kind}.")
        marks = self.catalog.presenter.marks(user_id, list(plain))
        mark = marks.get(media_id)
        if mark is not None and mark.has_history:
            own = written(self._own(user_id, media_id, sheet.outline, mark))
        else:
            own = self._nobodys(media_id, sheet.outline)
        return laid_out(media_id, sheet, with_marks(plain, marks), own)

    def _sheet(self, media_id: int, kind: MediaType) -> Sheet | None:
        """
        The part of the page that is the same for everyone; None when there is no such title.

        It is kept while nothing is due: as long as a provider may be asked, every visit looks
        whether it has answered, and shows what is there now.
        """
        passing: bytes | None = None

        def compute(_ids: Sequence[int]) -> dict[int, bytes]:
            nonlocal passing
            state = self.freshener.freshen(media_id, wants_episodes=kind == MediaType.SHOW)
            sheet = self._written(media_id, kind, state)
            if sheet is None or not state.is_settled:
                passing = sheet
                return {}
            return {media_id: sheet}

        kept = self.catalog.cache.fragments("title", [media_id], compute).get(media_id, passing)
        sheet = Sheet.read(kept) if kept is not None else None
        return sheet if sheet is not None and sheet.outline.media_type == kind else None

    def _written(self, media_id: int, kind: MediaType, state: State) -> bytes | None:
        with self.db.read() as conn:
            known = known_store.get(conn, media_id=media_id, region=self.region)
        if known is None or known.media_type != kind:
            return None
        outline = Outline(
            media_type=kind,
            is_finished=known.is_finished,
            episode_count=known.episode_count,
            runtime_minutes=known.runtime_minutes,
            similar=self._similar(media_id, known),
            links={name: known.links.get(word, []) for name, word in LINK_KINDS.items()},
        )
        facts = TitleFacts(
            **known.facts(),
            end_year=known.end_year,
            is_finished=known.is_finished,
            alternate_titles=known.alternate_titles,
            ratings=known.ratings,
            credits=known.credits(),
            videos=known.videos,
            offers=known.offers,
            releases=known.releases,
            metadata=_metadata(state),
        )
        return Sheet(outline, written(facts)).write()

    def _nobodys(self, media_id: int, outline: Outline) -> bytes:
        """What the page says to who did nothing with the title. Seasons are kept."""

        def compute(_ids: Sequence[int]) -> dict[int, bytes]:
            return {media_id: written(self._own(NOBODY, media_id, outline, None))}

        if outline.media_type != MediaType.SHOW:
            return compute([])[media_id]
        return self.catalog.cache.fragments("seasons", [media_id], compute)[media_id]

    def _own(self, user_id: UUID, media_id: int, outline: Outline, mark: Mark | None) -> Own:
        """What somebody did with it, and what they can play; without a mark, nothing."""
        has_file = mark is not None and mark.in_library
        files = self.library.of_title(user_id, media_id) if has_file else []
        seasons: list[Season] = []
        if outline.media_type == MediaType.SHOW:
            seasons, position_s, duration_s, playable = self._show(user_id, media_id, outline)
        else:
            has_begun = mark is not None and mark.progress_percent is not None
            position_s = self.progress.resume_at(user_id, media_id, None) if has_begun else 0
            duration_s, playable = _movie(outline, files)
        return Own(
            seasons=seasons,
            library_items=files,
            position_seconds=position_s,
            duration_seconds=max(duration_s, position_s),
            playable=playable,
        )

    def _similar(self, media_id: int, known: Known) -> list[int]:
        """
        What a provider names beside a title, then popular titles that share its genres; those
        are the same for all titles of these genres, so they are kept for all of them.
        """
        named = [*known.links.get("similar", ()), *known.links.get("recommended", ())]
        if len(named) < MAX_SIMILAR and known.genre_ids:
            named += IDS.validate_json(
                self.catalog.lists.get_or_compute(
                    lambda: self._alike(known), "alike", known.media_type, known.genre_ids
                )
            )
        return [one for one in dict.fromkeys(named) if one != media_id][:MAX_SIMILAR]

    def _alike(self, known: Known) -> bytes:
        with self.db.read() as conn:
            ids = known_store.alike(
                conn,
                media_type=known.media_type,
                genre_ids=known.genre_ids,
                limit=MAX_SIMILAR + 1,
            )
        return IDS.dump_json(ids)

    def season(self, user_id: UUID, media_id: int, season_number: int) -> Season:
        """One season with its episodes. Raises `MediaNotFound` or `SeasonNotFound`."""
        title = self.catalog.require(media_id)
        if title.media_type != MediaType.SHOW:
            raise MediaNotFound("There is no such show.")
        media_id = title.id
        with self.db.read() as conn:
            known = known_store.get(conn, media_id=media_id, region=self.region)
            rows = self._seasons(conn, user_id, media_id)
            if known is None or not any(row.season_number == season_number for row in rows):
                raise SeasonNotFound("There is no such season.")
            episodes = episode_store.page(
                conn, media_id=media_id, user_id=user_id, season_number=season_number
            )
        found = seasons_of(rows, episodes, is_finished=known.is_finished, only=season_number)
        return next(season for season in found if season.season_number == season_number)

    def _seasons(self, conn: Connection, user_id: UUID, media_id: int) -> list[SeasonRow]:
        today = self.catalog.clock().date()
        return episode_store.seasons(conn, media_id=media_id, user_id=user_id, today=today)

    def _show(
        self, user_id: UUID, media_id: int, outline: Outline
    ) -> tuple[list[Season], int, int, Playable | None]:
        """
        The seasons, and of the episode Play opens the position and length in seconds, and what
        it is.
        """
        with self.db.read() as conn:
            rows = self._seasons(conn, user_id, media_id)
            only = first_unfinished(rows) if outline.episode_count > MAX_EPISODES else None
            episodes = episode_store.page(
                conn, media_id=media_id, user_id=user_id, season_number=only
            )
        seasons = seasons_of(rows, episodes, is_finished=outline.is_finished, only=only)
        can_be_played = any(row.library_item_id is not None for row in episodes)
        entry = self.progress.entry(user_id, media_id) if can_be_played else None
        row = episode_to_play(episodes, entry.episode_id if entry else None)
        if row is None:
            return seasons, 0, 0, None
        return seasons, row.position_seconds, row.duration_seconds, playable_episode(row)


def _movie(outline: Outline, files: Sequence[LibraryItem]) -> tuple[int, Playable | None]:
    """The length in seconds, and the best file."""
    best = next((file for file in files if can_play(file)), None)
    duration_s = (best.duration_seconds if best else 0) or 60 * (outline.runtime_minutes or 0)
    if best is None:
        return duration_s, None
    return duration_s, Playable(library_item_id=best.id, episode_id=None, label=None)


def can_play(file: LibraryItem) -> bool:
    return file.match_state == MatchState.MATCHED and not file.probe_error


def _metadata(state: State) -> Metadata:
    return Metadata(
        provider=state.provider,
        checked_at=state.checked_at,
        refreshing=state.refreshing,
        unavailable=state.unavailable,
    )
