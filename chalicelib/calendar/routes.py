"""HTTP in front of the calendar and its feeds."""

from http import HTTPStatus
from typing import Annotated

from chalice.app import Blueprint

from chalicelib.calendar.models import (
    Calendar,
    CalendarFeed,
    CalendarQuery,
    FeedFile,
    FeedQuery,
    NewCalendarFeed,
    UndatedQuery,
    UndatedReleases,
)
from chalicelib.calendar.service import CalendarService
from chalicelib.calendar.service.feeds import CalendarFeedService
from chalicelib.http.endpoints import RequestMeta, endpoint
from chalicelib.http.public_origin import origin_for_links
from chalicelib.http.responses import Rendered
from chalicelib.http.schemas import ContentType
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)

ICALENDAR = "text/calendar; charset=utf-8"


@bp.route("/api/v1/calendar")
@endpoint(bp, query=CalendarQuery, returns=Calendar)
def list_releases(user: User, query: CalendarQuery) -> Rendered:
    return Rendered(get(CalendarService).releases(user.id, query))


@bp.route("/api/v1/calendar/undated")
@endpoint(bp, query=UndatedQuery, returns=UndatedReleases)
def list_undated_releases(user: User, query: UndatedQuery) -> UndatedReleases:
    """What concerns the user and has a month, a quarter or a year, or nothing at all, for a day."""
    return get(CalendarService).undated(user.id, query)


@bp.route("/api/v1/calendar/visits", methods=["POST"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def visit_calendar(user: User) -> None:
    """The calendar is open: entries that come later are marked as new the next time."""
    get(CalendarService).visit(user.id)


@bp.route("/api/v1/calendar/feed")
@endpoint(bp, returns=CalendarFeed)
def get_calendar_feed(user: User) -> CalendarFeed:
    return get(CalendarFeedService).find(user.id)


@bp.route("/api/v1/calendar/feed", methods=["POST"])
@endpoint(bp, returns=NewCalendarFeed, status=HTTPStatus.CREATED)
def create_calendar_feed(user: User, meta: RequestMeta) -> NewCalendarFeed:
    """A secret address for calendar programs; it is in this response only, and replaces others."""
    return get(CalendarFeedService).create(user.id, origin=origin_for_links(meta))


@bp.route("/api/v1/calendar/feed", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def delete_calendar_feed(user: User) -> None:
    get(CalendarFeedService).delete(user.id)


@bp.route("/api/v1/calendar/feeds/{feed_file}")
@endpoint(
    bp,
    query=FeedQuery,
    returns=Annotated[str, ContentType("text/calendar")],
    access="public",
    limit="search",
)
def read_calendar_feed(feed_file: FeedFile, query: FeedQuery, meta: RequestMeta) -> Rendered:
    """The releases of the user with this secret as an iCalendar file (RFC 5545)."""
    secret = feed_file.removesuffix(".ics")
    content = get(CalendarFeedService).read(secret, query, origin=origin_for_links(meta))
    return Rendered(content, ICALENDAR)
