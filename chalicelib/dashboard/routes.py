"""The HTTP endpoint of the home page."""

from chalice.app import Blueprint

from chalicelib.dashboard.models import Dashboard
from chalicelib.dashboard.service import DashboardService
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Rendered
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/dashboard")
@endpoint(bp, returns=Dashboard)
def dashboard(user: User) -> Rendered:
    return Rendered(get(DashboardService).render(user))
