"""Looks for subtitles of a file at OpenSubtitles, and fetches them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chalicelib.library.models.path_text import text_to_path
from chalicelib.providers.current_providers import ProviderSource
from chalicelib.providers.errors import (
    CredentialsRejected,
    ProviderFailed,
    QuotaUsedUp,
    UnknownToProvider,
)
from chalicelib.providers.opensubtitles import ListedSubtitle, OpenSubtitles, SubtitleQuery
from chalicelib.subtitles.errors import BadSubtitle, TooManyAdded, TooManySubtitles
from chalicelib.subtitles.models import NewSubtitle
from chalicelib.subtitles.models.languages import is_same_language
from chalicelib.subtitles.models.tasks import FoundSubtitle, SubtitleTaskRow, VideoFacts
from chalicelib.subtitles.models.upload_check import check_subtitle
from chalicelib.subtitles.service import SubtitleService
from chalicelib.subtitles.service.worker_operations import SubtitleWork
from worker.gateway.safe_open import FileNotServed, open_beneath
from worker.names.reader import read_release
from worker.scanner.roots import RootSource
from worker.subtitles.errors import SubtitleTaskFailed
from worker.subtitles.match_score import number_of, rank
from worker.subtitles.opensubtitles_hash import file_hash
from worker.subtitles.provider_files import BadSourceFile, SourceFiles, SourceUnreachable

#: From this score on one is fetched without a question.
MIN_SCORE_BY_ITSELF = 50
#: The service's names of languages where they differ from ours.
THEIR_LANGUAGES = {
    "pt": "pt-pt",
    "pt-BR": "pt-br",
    "zh": "zh-cn",
    "zh-CN": "zh-cn",
    "zh-Hans": "zh-cn",
    "zh-TW": "zh-tw",
    "zh-HK": "zh-tw",
    "zh-Hant": "zh-tw",
    "nb": "no",
}


@dataclass(frozen=True, slots=True)
class SubtitleFinder:
    """Every method raises `SubtitleTaskFailed`."""

    work: SubtitleWork
    subtitles: SubtitleService
    providers: ProviderSource
    roots: RootSource
    files: SourceFiles

    def search(self, task: SubtitleTaskRow) -> dict[str, Any]:
        """What was found, the best ones first; fetches them for a search that began by itself."""
        source = self._source()
        facts = self.work.facts(task.library_item_id)
        if facts is None:
            raise SubtitleTaskFailed("no_file")
        languages: Sequence[str] = task.request["languages"]
        listed = self._listed(source, facts, languages)
        found = rank(listed, facts, languages)
        if task.user_id is None:
            self._fetch_best(task.library_item_id, found, languages)
        return {"found": [one.model_dump(mode="json", by_alias=True) for one in found]}

    def fetch(self, task: SubtitleTaskRow) -> dict[str, Any]:
        """Fetch the subtitle and store it."""
        found = FoundSubtitle.model_validate(task.request["found"])
        source = self._source()
        try:
            link = source.download(found.file_id)
            name, content = self.files.read(link.url or "", link.file_name or "subtitle.srt")
            suffix, form = check_subtitle(name, content)
            row = self.subtitles.store(
                task.user_id,
                NewSubtitle(
                    library_item_id=task.library_item_id,
                    source="provider",
                    form=form,
                    codec=suffix,
                    language=found.language,
                    title="",
                    content=content,
                    is_forced=found.is_forced,
                    is_sdh=found.is_sdh,
                    provider_key=f"opensubtitles:{found.file_id}",
                    score=found.score,
                    score_parts={part.code: part.points for part in found.parts},
                ),
            )
        except QuotaUsedUp as used_up:
            raise SubtitleTaskFailed("quota", retry_at=used_up.until) from used_up
        except UnknownToProvider as error:
            raise SubtitleTaskFailed("gone") from error
        except ProviderFailed as error:
            raise _failure(error) from error
        except SourceUnreachable as error:
            raise SubtitleTaskFailed("unreachable") from error
        except (BadSourceFile, BadSubtitle) as error:
            raise SubtitleTaskFailed("bad_file") from error
        except (TooManyAdded, TooManySubtitles) as error:
            raise SubtitleTaskFailed("full") from error
        return {"subtitleId": str(row.id), "remaining": link.remaining}

    def _source(self) -> OpenSubtitles:
        source = self.providers.opensubtitles
        if source is None:
            raise SubtitleTaskFailed("no_key")
        return source

    def _listed(
        self, source: OpenSubtitles, facts: VideoFacts, languages: Sequence[str]
    ) -> Sequence[ListedSubtitle]:
        try:
            return source.search(self._query(facts, languages))
        except UnknownToProvider:
            return ()
        except ProviderFailed as error:
            raise _failure(error) from error

    def _query(self, facts: VideoFacts, languages: Sequence[str]) -> SubtitleQuery:
        release = read_release(facts.file_name)
        return SubtitleQuery(
            languages=sorted({THEIR_LANGUAGES.get(one, one.split("-")[0]) for one in languages}),
            file_hash=self._hash(facts.path),
            imdb_id=number_of(facts.imdb_id),
            tmdb_id=number_of(facts.tmdb_id),
            season_number=facts.season_number if facts.title else release.season,
            episode_number=facts.episode_number if facts.title else release.episode,
            text=facts.title or release.title,
            year=facts.year if facts.title else release.year,
        )

    def _hash(self, path: str) -> str | None:
        """None for a file that is not there now: its title is looked for."""
        try:
            file = open_beneath(self.roots, text_to_path(path))
        except FileNotServed:
            return None
        try:
            return file_hash(file)
        except OSError:
            return None
        finally:
            os.close(file)

    def _fetch_best(
        self, item_id: UUID, found: Sequence[FoundSubtitle], languages: Sequence[str]
    ) -> None:
        known = self.work.languages(item_id)
        for language in languages:
            if any(is_same_language(language, one) for one in known):
                continue
            for one in found:
                is_wanted = is_same_language(one.language, language) and not one.is_forced
                if is_wanted and one.score >= MIN_SCORE_BY_ITSELF:
                    self.work.fetch_for_new(item_id, one)
                    break


def _failure(error: ProviderFailed) -> SubtitleTaskFailed:
    if isinstance(error, CredentialsRejected):
        return SubtitleTaskFailed("key_refused")
    return SubtitleTaskFailed("unreachable")
