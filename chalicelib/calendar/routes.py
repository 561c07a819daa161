"""The HTTP endpoint of the calendar."""

from chalice.app import Blueprint

from chalicelib.calendar.models import CalendarMonth, CalendarQuery
from chalicelib.calendar.service import CalendarService
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/calendar")
@endpoint(bp, query=CalendarQuery, returns=CalendarMonth)
def calendar(user: User, query: CalendarQuery) -> CalendarMonth:
    return get(CalendarService).month(user.id, query)
