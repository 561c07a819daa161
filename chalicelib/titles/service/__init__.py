"""Assemble the page of one title."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import Mark, MediaType, Translation
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.card_json import plain_language, with_marks
from chalicelib.downloads.models import DownloadJob
from chalicelib.free_sources.models import FreeSource
from chalicelib.library.models import LibraryItem
from chalicelib.library.models.matching import MatchState
from chalicelib.library.service import LibraryService
from chalicelib.metadata.models import MetadataStatus
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.platform.db import Connection, Database
from chalicelib.titles.errors import SeasonNotFound
from chalicelib.titles.models.seasons import (
    MAX_EPISODES,
    PlayTarget,
    SeasonDetail,
    SeasonRow,
    episode_to_play,
    first_unfinished,
    playable_episode,
    seasons_of,
)
from chalicelib.titles.models.title_detail import (
    LINK_KINDS,
    PageOutline,
    TitleDownload,
    TitleFacts,
    TitleFactsRow,
    TitleMetadata,
    UserPart,
)
from chalicelib.titles.service.page_fragments import PageFragment, assemble_page, serialize
from chalicelib.titles.store import episodes as episode_store
from chalicelib.titles.store import title_facts as facts_store
from chalicelib.tracking.service.progress import ProgressService

NO_USER = UUID(int=0)  # a user without any history
MAX_SIMILAR = 8
#: The open job of a title that is the furthest, of those of a user; None: of all users.
RunningDownload = Callable[[int, UUID | None], DownloadJob | None]
IDS = TypeAdapter(list[int])


@dataclass(frozen=True, slots=True)
class TitleService:
    """`region_of` is the country whose offers, release dates and age rating a user sees."""

    db: Database
    catalog: CatalogService
    progress: ProgressService
    library: LibraryService
    refresher: Refresher
    running_download: RunningDownload
    free_sources: Callable[[int], list[FreeSource]]
    region_of: Callable[[UUID], str]

    def page(
        self, user_id: UUID, media_id: int, kind: MediaType, *, is_admin: bool = False
    ) -> bytes:
        """
        The page of a title, as a `MediaDetail`. Stale metadata is refreshed first, within a small
        time budget; see `Refresher`. Follows merges of titles.

        Administrators see the running download of any user.

        Raises `MediaNotFound`, also when the title has another media type.
        """
        language = self.catalog.language_of(user_id)
        fragment = self._fragment(media_id, kind, self.region_of(user_id), language)
        if fragment is None:
            moved_to = self.catalog.moved_to(media_id)
            if moved_to is not None:
                return self.page(user_id, moved_to, kind, is_admin=is_admin)
            raise MediaNotFound(f"There is no such {kind}.")
        cards = self.catalog.presenter.unmarked([media_id, *fragment.outline.related], language)
        if media_id not in cards:
            raise MediaNotFound(f"There is no such {kind}.")
        marks = self.catalog.presenter.marks(user_id, list(cards))
        mark = marks.get(media_id)
        if mark is not None and mark.has_history:
            own = serialize(self._user_part(user_id, media_id, fragment.outline, mark))
        else:
            own = self._anonymous_part(media_id, fragment.outline)
        download = self._download(media_id, None if is_admin else user_id)
        return assemble_page(media_id, fragment, with_marks(cards, marks), own, download)

    def _download(self, media_id: int, viewer: UUID | None) -> TitleDownload | None:
        job = self.running_download(media_id, viewer)
        if job is None:
            return None
        return TitleDownload(
            job_id=job.id,
            status=job.status,
            detail=job.detail,
            is_paused=job.is_paused,
            progress_percent=job.progress_percent,
            season_number=job.season_number,
            episode_number=job.episode_number,
        )

    def _fragment(
        self, media_id: int, kind: MediaType, region: str, language: str
    ) -> PageFragment | None:
        """
        The part of the page that is the same for all users of a region and a language; None without
        such a title.

        It is cached only while the metadata is fresh: during a refresh, every visit reads the
        database.
        """
        uncached: bytes | None = None

        def compute(_ids: Sequence[int]) -> dict[int, bytes]:
            nonlocal uncached
            state = self.refresher.refresh_if_stale(media_id, wants_episodes=kind == MediaType.SHOW)
            fragment = self._serialize_fragment(media_id, kind, region, language, state)
            if fragment is None or not state.is_settled:
                uncached = fragment
                return {}
            return {media_id: fragment}

        # A page from before its provider had a key says nothing of it and asks for nothing.
        name = f"title {region} {language} {self.refresher.source_of(kind)}"
        found = self.catalog.cache.fragments(name, [media_id], compute)
        kept = found.get(media_id, uncached)
        fragment = PageFragment.read(kept) if kept is not None else None
        return fragment if fragment is not None and fragment.outline.media_type == kind else None

    def _serialize_fragment(
        self, media_id: int, kind: MediaType, region: str, language: str, state: MetadataStatus
    ) -> bytes | None:
        with self.db.read() as conn:
            row = facts_store.get(conn, media_id=media_id, region=region)
        if row is None or row.media_type != kind:
            return None
        outline = PageOutline(
            media_type=kind,
            is_finished=row.is_finished,
            episode_count=row.episode_count,
            runtime_minutes=row.runtime_minutes,
            similar=self._similar(media_id, row),
            links={name: row.links.get(link_kind, []) for name, link_kind in LINK_KINDS.items()},
        )
        translation = self.catalog.translation(media_id, language)
        facts = TitleFacts(
            **row.facts() | _translated(translation),
            tagline_language=(
                plain_language(language) if translation and translation.tagline else None
            ),
            end_year=row.end_year,
            is_finished=row.is_finished,
            alternate_titles=row.alternate_titles,
            keywords=row.keywords,
            ratings=row.ratings,
            credits=row.credits(),
            videos=row.videos,
            offers=row.offers,
            releases=row.releases,
            free_sources=self.free_sources(media_id),
            metadata=_metadata(state),
        )
        return PageFragment(outline, serialize(facts)).write()

    def _anonymous_part(self, media_id: int, outline: PageOutline) -> bytes:
        """The user part for users without a history of the title. Seasons are cached."""

        def compute(_ids: Sequence[int]) -> dict[int, bytes]:
            return {media_id: serialize(self._user_part(NO_USER, media_id, outline, None))}

        if outline.media_type != MediaType.SHOW:
            return compute([])[media_id]
        return self.catalog.cache.fragments("seasons", [media_id], compute)[media_id]

    def _user_part(
        self, user_id: UUID, media_id: int, outline: PageOutline, mark: Mark | None
    ) -> UserPart:
        """The user's history of the title and the files to play; none without a mark."""
        has_file = mark is not None and mark.in_library
        files = self.library.of_title(user_id, media_id) if has_file else []
        seasons: list[SeasonDetail] = []
        if outline.media_type == MediaType.SHOW:
            seasons, position_s, duration_s, playable = self._show(user_id, media_id, outline)
        else:
            has_begun = mark is not None and mark.progress_percent is not None
            position_s = self.progress.resume_at(user_id, media_id, None) if has_begun else 0
            duration_s, playable = _movie(outline, files)
        return UserPart(
            seasons=seasons,
            library_items=files,
            extras=self.library.extras_of_title(media_id) if has_file else [],
            position_seconds=position_s,
            duration_seconds=max(duration_s, position_s),
            playable=playable,
        )

    def _similar(self, media_id: int, facts: TitleFactsRow) -> list[int]:
        """
        Titles that a provider links, then popular titles with common genres; these are cached by
        genres, for all titles that have them.
        """
        ids = [*facts.links.get("similar", ()), *facts.links.get("recommended", ())]
        if len(ids) < MAX_SIMILAR and facts.genre_ids:
            ids += IDS.validate_json(
                self.catalog.lists.get_or_compute(
                    lambda: self._popular_of_genres(facts),
                    "alike",
                    facts.media_type,
                    facts.genre_ids,
                )
            )
        return [other for other in dict.fromkeys(ids) if other != media_id][:MAX_SIMILAR]

    def _popular_of_genres(self, facts: TitleFactsRow) -> bytes:
        with self.db.read() as conn:
            ids = facts_store.popular_of_genres(
                conn,
                media_type=facts.media_type,
                genre_ids=facts.genre_ids,
                limit=MAX_SIMILAR + 1,
            )
        return IDS.dump_json(ids)

    def season(self, user_id: UUID, media_id: int, season_number: int) -> SeasonDetail:
        """One season with its episodes. Raises `MediaNotFound` or `SeasonNotFound`."""
        title = self.catalog.require(media_id)
        if title.media_type != MediaType.SHOW:
            raise MediaNotFound("There is no such show.")
        media_id = title.id
        with self.db.read() as conn:
            facts = facts_store.get(conn, media_id=media_id, region=self.region_of(user_id))
            rows = self._seasons(conn, user_id, media_id)
            if facts is None or not any(row.season_number == season_number for row in rows):
                raise SeasonNotFound("There is no such season.")
            episodes = episode_store.page(
                conn, media_id=media_id, user_id=user_id, season_number=season_number
            )
        found = seasons_of(rows, episodes, is_finished=facts.is_finished, only=season_number)
        return next(season for season in found if season.season_number == season_number)

    def _seasons(self, conn: Connection, user_id: UUID, media_id: int) -> list[SeasonRow]:
        return episode_store.seasons(
            conn, media_id=media_id, user_id=user_id, now=self.catalog.clock()
        )

    def _show(
        self, user_id: UUID, media_id: int, outline: PageOutline
    ) -> tuple[list[SeasonDetail], int, int, PlayTarget | None]:
        """The seasons; position and length in seconds of the episode that Play opens; its file."""
        with self.db.read() as conn:
            rows = self._seasons(conn, user_id, media_id)
            only = first_unfinished(rows) if outline.episode_count > MAX_EPISODES else None
            episodes = episode_store.page(
                conn, media_id=media_id, user_id=user_id, season_number=only
            )
        seasons = seasons_of(rows, episodes, is_finished=outline.is_finished, only=only)
        is_playable = any(row.library_item_id is not None for row in episodes)
        entry = self.progress.entry(user_id, media_id) if is_playable else None
        row = episode_to_play(episodes, entry.episode_id if entry else None)
        if row is None:
            return seasons, 0, 0, None
        return seasons, row.position_seconds, row.duration_seconds, playable_episode(row)


def _movie(outline: PageOutline, files: Sequence[LibraryItem]) -> tuple[int, PlayTarget | None]:
    """The length in seconds, and the best file to play."""
    best = next((file for file in files if can_play(file)), None)
    length_s = (best.parts_seconds or best.duration_seconds) if best else 0
    duration_s = length_s or 60 * (outline.runtime_minutes or 0)
    if best is None:
        return duration_s, None
    return duration_s, PlayTarget(library_item_id=best.id, episode_id=None, label=None)


def can_play(file: LibraryItem) -> bool:
    is_matched = file.match_state == MatchState.MATCHED
    return is_matched and file.absence is None and file.content == "video" and not file.probe_error


def _translated(translation: Translation | None) -> dict[str, str]:
    """The facts that another language changes: a translated title has an original one."""
    if translation is None:
        return {}
    tagline = {"tagline": translation.tagline} if translation.tagline else {}
    return tagline | ({"original_title": translation.original_title} if translation.title else {})


def _metadata(state: MetadataStatus) -> TitleMetadata:
    return TitleMetadata(
        provider=state.provider,
        checked_at=state.checked_at,
        refreshing=state.refreshing,
        unavailable=state.unavailable,
    )
