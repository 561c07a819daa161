"""
Everything that runs by the clock, on one page.

Lambda imports this module, and not app.py, to run a scheduled function. So it wires the
services itself, and Chalice middleware registered in app.py does not apply here. At home the
worker's ticker fires the same functions (worker/ticker.py).
"""

import logging

from chalice.app import Blueprint, CloudWatchEvent, Rate

from chalicelib.accounts.service.sessions import SessionService
from chalicelib.downloads.service import DownloadService
from chalicelib.platform.registry import get
from chalicelib.wiring import wire

wire()

bp = Blueprint(__name__)
logger = logging.getLogger(__name__)


@bp.schedule(Rate(1, unit=Rate.DAYS), description="Delete sessions that ended long ago")
def forget_ended_sessions(_event: CloudWatchEvent) -> dict[str, int]:
    """Running twice is harmless: the second run finds nothing to delete."""
    forgotten = get(SessionService).forget_ended()
    logger.info("forgot ended sessions", extra={"forgotten": forgotten})
    return {"forgotten": forgotten}


@bp.schedule(Rate(1, unit=Rate.DAYS), description="Delete answers kept for repeated requests")
def forget_kept_answers(_event: CloudWatchEvent) -> dict[str, int]:
    """Running twice is harmless: the second run finds nothing to delete."""
    forgotten = get(DownloadService).forget_kept_answers()
    logger.info("forgot kept answers", extra={"forgotten": forgotten})
    return {"forgotten": forgotten}
