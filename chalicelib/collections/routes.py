"""HTTP endpoints of collections."""

from http import HTTPStatus

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId, Slug
from chalicelib.catalog.models.selection_rules import RulePreview, SmartRules
from chalicelib.collections.models import CollectionList, CollectionPage
from chalicelib.collections.models.user_collections import (
    CollectionChange,
    CollectionChoices,
    CollectionEdit,
    CollectionId,
    CollectionQuery,
    CollectionTitleQuery,
    NewCollection,
    PeopleHere,
    TitleMove,
    TitleSelection,
)
from chalicelib.collections.service.collection_pages import CollectionPages
from chalicelib.collections.service.user_collections import UserCollectionService
from chalicelib.http.endpoints import endpoint
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/collections")
@endpoint(bp, query=CollectionQuery, returns=CollectionList)
def list_collections(user: User, query: CollectionQuery) -> CollectionList:
    return get(CollectionPages).list(user.id, query)


@bp.route("/api/v1/collections", methods=["POST"])
@endpoint(bp, body=NewCollection, returns=CollectionChange, status=HTTPStatus.CREATED)
def create_collection(user: User, body: NewCollection) -> CollectionChange:
    return get(UserCollectionService).create(user.id, body)


@bp.route("/api/v1/collections/people")
@endpoint(bp, returns=PeopleHere)
def list_people_here(user: User) -> PeopleHere:
    return get(UserCollectionService).people(user.id)


@bp.route("/api/v1/collections/preview", methods=["POST"])
@endpoint(bp, body=SmartRules, returns=RulePreview, limit="search")
def preview_rules(user: User, body: SmartRules) -> RulePreview:
    return get(CollectionPages).preview(user.id, body)


@bp.route("/api/v1/collections/choices/{media_id}")
@endpoint(bp, returns=CollectionChoices)
def list_collection_choices(user: User, media_id: MediaId) -> CollectionChoices:
    """The collections that the title can be added to, and whether it is in them."""
    return get(UserCollectionService).choices(user.id, media_id)


@bp.route("/api/v1/collections/{collection}")
@endpoint(bp, query=CollectionTitleQuery, returns=CollectionPage)
def open_collection(user: User, collection: Slug, query: CollectionTitleQuery) -> CollectionPage:
    """A collection by its slug or its id."""
    return get(CollectionPages).open(user.id, collection, query)


@bp.route("/api/v1/collections/{collection}", methods=["PATCH"])
@endpoint(bp, body=CollectionEdit, returns=CollectionChange)
def edit_collection(user: User, collection: CollectionId, body: CollectionEdit) -> CollectionChange:
    return get(UserCollectionService).edit(user.id, collection, body)


@bp.route("/api/v1/collections/{collection}", methods=["DELETE"])
@endpoint(bp, returns=CollectionChange)
def delete_collection(user: User, collection: CollectionId) -> CollectionChange:
    return get(UserCollectionService).delete(user.id, collection)


@bp.route("/api/v1/collections/{collection}/items", methods=["POST"])
@endpoint(bp, body=TitleSelection, returns=CollectionChange)
def add_to_collection(
    user: User, collection: CollectionId, body: TitleSelection
) -> CollectionChange:
    return get(UserCollectionService).add(user.id, collection, body.media_ids)


@bp.route("/api/v1/collections/{collection}/items/remove", methods=["POST"])
@endpoint(bp, body=TitleSelection, returns=CollectionChange)
def remove_from_collection(
    user: User, collection: CollectionId, body: TitleSelection
) -> CollectionChange:
    return get(UserCollectionService).remove(user.id, collection, body.media_ids)


@bp.route("/api/v1/collections/{collection}/items/move", methods=["POST"])
@endpoint(bp, body=TitleMove, returns=CollectionChange)
def move_in_collection(user: User, collection: CollectionId, body: TitleMove) -> CollectionChange:
    return get(UserCollectionService).move(user.id, collection, body.media_ids, body.before_id)
