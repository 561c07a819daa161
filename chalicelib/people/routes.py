"""The HTTP endpoint of the page of one person."""

from chalice.app import Blueprint

from chalicelib.http.endpoints import endpoint
from chalicelib.people.models import PersonDetail, PersonId
from chalicelib.people.service import PeopleService
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/people/{person_id}")
@endpoint(bp, returns=PersonDetail)
def get_person(user: User, person_id: PersonId) -> PersonDetail:
    return get(PeopleService).page(user.id, person_id)
