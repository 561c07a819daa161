"""The HTTP endpoint of the calendar."""

from chalice.app import Blueprint

from chalicelib.calendar.models import Calendar, CalendarQuery
from chalicelib.calendar.service import CalendarService
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/calendar")
@endpoint(bp, query=CalendarQuery, returns=Calendar)
def list_releases(user: User, query: CalendarQuery) -> Calendar:
    return get(CalendarService).releases(user.id, query)
