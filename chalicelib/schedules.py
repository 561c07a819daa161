"""
All scheduled functions.

Lambda imports this module, and not app.py, to run a scheduled function. So it wires the
services itself, and Chalice middleware registered in app.py does not apply here. At home the
worker's ticker fires the same functions (worker/scheduler.py).
"""

import logging

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.accounts.service.sessions import SessionService
from chalicelib.admin.service.import_runs import ImportService
from chalicelib.engagement.service import EngagementService
from chalicelib.http.idempotency import IdempotencyKeys
from chalicelib.inspections.service import InspectionService
from chalicelib.metadata.service.task_queue import MetadataTaskQueue
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.wiring import wire

wire()

bp = Blueprint(__name__)
logger = logging.getLogger(__name__)


@bp.schedule(Rate(1, unit=Rate.DAYS), description="Delete sessions that ended long ago")
def forget_ended_sessions(_event: CloudWatchEvent) -> dict[str, int]:
    """Idempotent: a second run finds nothing to delete."""
    forgotten = get(SessionService).forget_ended()
    logger.info("ended sessions deleted", extra={"forgotten": forgotten})
    return {"forgotten": forgotten}


@bp.schedule(
    Rate(1, unit=Rate.DAYS),
    description="Delete stored responses of repeated requests, and old inspections",
)
def forget_kept_answers(_event: CloudWatchEvent) -> dict[str, int]:
    """Idempotent: a second run finds nothing to delete."""
    forgotten = get(IdempotencyKeys).delete_old()
    inspections = get(InspectionService).delete_old()
    logger.info(
        "stored responses of repeated requests deleted",
        extra={"forgotten": forgotten, "inspections": inspections},
    )
    return {"forgotten": forgotten, "inspections": inspections}


@bp.schedule(Rate(1, unit=Rate.DAYS), description="Forget old visits and order the collections")
def forget_visits(_event: CloudWatchEvent) -> dict[str, int]:
    """Idempotent: a second run changes and deletes nothing."""
    cleaned = get(EngagementService).cleanup()
    logger.info(
        "old visits deleted",
        extra={"forgotten": cleaned.deleted, "collections": cleaned.collections},
    )
    return {"forgotten": cleaned.deleted, "collections": cleaned.collections}


@bp.schedule(Rate(1, unit=Rate.DAYS), description="Queue the import of IMDb's data files")
def import_imdb(_event: CloudWatchEvent) -> dict[str, bool]:
    """Only with SEEN_IMDB=on. Idempotent: at most one import is queued or running."""
    is_enabled = get(Settings).seen_imdb == "on"
    if is_enabled:
        get(ImportService).start()
    return {"queued": is_enabled}


@bp.schedule(Rate(6, unit=Rate.HOURS), description="Queue the sections of providers")
def sync_sections(_event: CloudWatchEvent) -> dict[str, bool]:
    """Idempotent: the task is queued at most once."""
    return {"queued": get(MetadataTaskQueue).sync_sections()}


@bp.schedule(Rate(1, unit=Rate.HOURS), description="Queue the metadata backfill")
def backfill_titles(_event: CloudWatchEvent) -> dict[str, bool]:
    """Idempotent: the task is queued at most once."""
    return {"queued": get(MetadataTaskQueue).backfill()}


@bp.schedule(Rate(1, unit=Rate.DAYS), description="Queue the look at what TMDB changed")
def note_title_changes(_event: CloudWatchEvent) -> dict[str, bool]:
    """Idempotent: the task is queued at most once."""
    return {"queued": get(MetadataTaskQueue).note_changes()}


@bp.schedule(Rate(10, unit=Rate.MINUTES), description="Queue ratings, air times and numbering")
def enrich_titles(_event: CloudWatchEvent) -> dict[str, bool]:
    """Idempotent: the task is queued at most once."""
    return {"queued": get(MetadataTaskQueue).enrich()}


@bp.schedule(Rate(1, unit=Rate.HOURS), description="Queue the refresh of titles in use")
def refresh_titles(_event: CloudWatchEvent) -> dict[str, bool]:
    """Idempotent: the task is queued at most once."""
    return {"queued": get(MetadataTaskQueue).refresh_titles()}


@bp.schedule(Rate(1, unit=Rate.DAYS), description="Queue the deletion of old provider responses")
def forget_provider_answers(_event: CloudWatchEvent) -> dict[str, bool]:
    """Idempotent: a second run finds nothing to delete."""
    return {"queued": get(MetadataTaskQueue).delete_old_responses()}
