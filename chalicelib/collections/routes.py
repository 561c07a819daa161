"""HTTP endpoints of collections."""

from chalice.app import Blueprint

from chalicelib.catalog.models import Slug
from chalicelib.collections.models import CollectionList, CollectionPage
from chalicelib.collections.service import CollectionService
from chalicelib.platform.http import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.schemas import Paging
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/collections")
@endpoint(bp, query=Paging, returns=CollectionList)
def list_collections(query: Paging) -> CollectionList:
    return get(CollectionService).page(query)


@bp.route("/api/v1/collections/{slug}")
@endpoint(bp, query=Paging, returns=CollectionPage)
def open_collection(user: User, slug: Slug, query: Paging) -> CollectionPage:
    """A collection by its slug or its id."""
    return get(CollectionService).open(user.id, slug, query)
