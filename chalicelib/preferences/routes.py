"""HTTP endpoints of preferences."""

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User
from chalicelib.preferences.models import Preferences, PreferencesChange
from chalicelib.preferences.service import PreferenceService

bp = Blueprint(__name__)


@bp.route("/api/v1/preferences")
@endpoint(bp, returns=Preferences)
def get_preferences(user: User) -> Preferences:
    """What the signed-in person has set for themselves."""
    return get(PreferenceService).get(user)


@bp.route("/api/v1/preferences", methods=["PATCH"])
@endpoint(bp, body=PreferencesChange, returns=Preferences)
def update_preferences(user: User, body: PreferencesChange) -> Preferences:
    """Change some of them, for every device of this person."""
    return get(PreferenceService).update(user, body)
