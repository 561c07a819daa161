"""Stores what a probe found inside a file: streams, subtitles, chapters, and what these tell."""

from datetime import datetime
from uuid import UUID

from chalicelib.library.models.probe_results import Probe, ProbedStream
from chalicelib.library.store import probed_streams
from chalicelib.platform.clock import NewId
from chalicelib.platform.db import Connection
from chalicelib.segments.models.chapter_segments import NamedChapter
from chalicelib.subtitles.models import EmbeddedTrack
from chalicelib.subtitles.store import subtitles
from worker.names.subtitle_names import FORCED
from worker.scanner import chapter_segments

SDH = frozenset({"sdh", "cc"})


def store(conn: Connection, item_id: UUID, probe: Probe, new_id: NewId, now: datetime) -> None:
    """Replace what an earlier probe of the file found. What people set by hand stays."""
    ids = [new_id() for _ in probe.streams]
    probed_streams.replace_streams(conn, item_id=item_id, ids=ids, streams=probe.streams)
    tracks = [embedded_track(one) for one in probe.streams if one.type == "subtitle"]
    ids = [new_id() for _ in tracks]
    subtitles.replace_embedded(conn, item_id=item_id, ids=ids, tracks=tracks, now=now)
    probed_streams.replace_chapters(conn, item_id=item_id, chapters=probe.chapters)
    named = [NamedChapter(one.start_ms / 1000, one.title) for one in probe.chapters]
    chapter_segments.put(conn, item_id, named, probe.duration_s, now)


def embedded_track(stream: ProbedStream) -> EmbeddedTrack:
    """The row of a subtitle stream. What the container does not flag, its title often says."""
    words = set(stream.title.lower().replace("(", " ").replace(")", " ").split())
    return EmbeddedTrack(
        index=stream.index,
        codec=stream.codec,
        language=stream.language,
        title=stream.title,
        is_default=stream.is_default,
        is_forced=stream.is_forced or bool(words & FORCED),
        is_sdh=stream.is_hearing_impaired or bool(words & SDH),
    )
