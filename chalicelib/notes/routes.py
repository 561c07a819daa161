"""HTTP in front of notes, reviews and tags."""

from chalice.app import Blueprint

from chalicelib.catalog.models import MediaId, MediaPage
from chalicelib.http.endpoints import endpoint
from chalicelib.notes.models import (
    NoteRequest,
    NotesChange,
    TaggedQuery,
    TagList,
    TagRemoval,
    TagRename,
    TagRequest,
    TagsChange,
    TitleNotes,
)
from chalicelib.notes.service import NoteService
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)


@bp.route("/api/v1/notes/{media_id}")
@endpoint(bp, returns=TitleNotes)
def get_notes(user: User, media_id: MediaId) -> TitleNotes:
    return get(NoteService).of_title(user.id, media_id)


@bp.route("/api/v1/notes/{media_id}", methods=["PUT"])
@endpoint(bp, body=NoteRequest, returns=NotesChange)
def write_notes(user: User, media_id: MediaId, body: NoteRequest) -> NotesChange:
    return get(NoteService).write(user.id, media_id, body)


@bp.route("/api/v1/tags")
@endpoint(bp, returns=TagList)
def list_tags(user: User) -> TagList:
    return get(NoteService).tags(user.id)


@bp.route("/api/v1/tags", methods=["PUT"])
@endpoint(bp, body=TagRequest, returns=TagsChange)
def tag_titles(user: User, body: TagRequest) -> TagsChange:
    return get(NoteService).tag(user.id, body)


@bp.route("/api/v1/tags/titles")
@endpoint(bp, query=TaggedQuery, returns=MediaPage)
def list_tagged_titles(user: User, query: TaggedQuery) -> MediaPage:
    return get(NoteService).tagged(user.id, query)


@bp.route("/api/v1/tags/rename", methods=["POST"])
@endpoint(bp, body=TagRename, returns=TagsChange)
def rename_tag(user: User, body: TagRename) -> TagsChange:
    return get(NoteService).rename(user.id, body)


@bp.route("/api/v1/tags/remove", methods=["POST"])
@endpoint(bp, body=TagRemoval, returns=TagsChange)
def remove_tag(user: User, body: TagRemoval) -> TagsChange:
    return get(NoteService).remove(user.id, body)
