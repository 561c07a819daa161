"""The HTTP endpoint of statistics."""

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Rendered
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.stats.models import StatsQuery, ViewingStats
from chalicelib.stats.service import ViewingStatsService

bp = Blueprint(__name__)


@bp.route("/api/v1/stats")
@endpoint(bp, query=StatsQuery, returns=ViewingStats)
def viewing_stats(user: User, query: StatsQuery) -> Rendered:
    """What the signed-in person watched in a year, or ever."""
    return Rendered(get(ViewingStatsService).render(user.id, query))
