"""HTTP in front of imports of a person's history."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.history_imports.models import (
    MAX_PART_BYTES,
    MAX_UPLOAD_BYTES,
    HistoryImport,
    HistoryImports,
    ImportPart,
    NewImport,
    ReadRequest,
    ReviewPage,
    ReviewQuery,
    RowProblemPage,
    TitleChoice,
)
from chalicelib.history_imports.service import HistoryImportService
from chalicelib.http.endpoints import endpoint
from chalicelib.http.schemas import Paging
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

bp = Blueprint(__name__)

PartNumber = Annotated[int, Field(ge=0, le=MAX_UPLOAD_BYTES // MAX_PART_BYTES)]
TitleNumber = Annotated[int, Field(ge=0, le=2_147_483_647)]


@bp.route("/api/v1/imports")
@endpoint(bp, returns=HistoryImports)
def list_history_imports(user: User) -> HistoryImports:
    return get(HistoryImportService).list_all(user.id)


@bp.route("/api/v1/imports", methods=["POST"])
@endpoint(bp, body=NewImport, returns=HistoryImport, status=HTTPStatus.CREATED)
def create_history_import(user: User, body: NewImport) -> HistoryImport:
    return get(HistoryImportService).create(user.id, body)


@bp.route("/api/v1/imports/{import_id}")
@endpoint(bp, returns=HistoryImport)
def get_history_import(user: User, import_id: UUID) -> HistoryImport:
    return get(HistoryImportService).get(user.id, import_id)


@bp.route("/api/v1/imports/{import_id}", methods=["DELETE"])
@endpoint(bp, status=HTTPStatus.NO_CONTENT)
def remove_history_import(user: User, import_id: UUID) -> None:
    get(HistoryImportService).remove(user.id, import_id)


@bp.route("/api/v1/imports/{import_id}/parts/{number}", methods=["PUT"])
@endpoint(bp, body=ImportPart, returns=HistoryImport)
def receive_import_part(
    user: User, import_id: UUID, number: PartNumber, body: ImportPart
) -> HistoryImport:
    return get(HistoryImportService).receive(user.id, import_id, number, body.data)


@bp.route("/api/v1/imports/{import_id}/read", methods=["POST"])
@endpoint(bp, body=ReadRequest, returns=HistoryImport)
def read_history_import(user: User, import_id: UUID, body: ReadRequest) -> HistoryImport:
    return get(HistoryImportService).read(user.id, import_id, body.format)


@bp.route("/api/v1/imports/{import_id}/titles")
@endpoint(bp, query=ReviewQuery, returns=ReviewPage)
def review_import_titles(user: User, import_id: UUID, query: ReviewQuery) -> ReviewPage:
    return get(HistoryImportService).review(user.id, import_id, query)


@bp.route("/api/v1/imports/{import_id}/titles/{number}", methods=["PUT"])
@endpoint(bp, body=TitleChoice, returns=HistoryImport)
def choose_import_title(
    user: User, import_id: UUID, number: TitleNumber, body: TitleChoice
) -> HistoryImport:
    return get(HistoryImportService).choose(user.id, import_id, number, body.media_id)


@bp.route("/api/v1/imports/{import_id}/problems")
@endpoint(bp, query=Paging, returns=RowProblemPage)
def list_import_problems(user: User, import_id: UUID, query: Paging) -> RowProblemPage:
    return get(HistoryImportService).problems(user.id, import_id, query)


@bp.route("/api/v1/imports/{import_id}/apply", methods=["POST"])
@endpoint(bp, returns=HistoryImport)
def apply_history_import(user: User, import_id: UUID) -> HistoryImport:
    return get(HistoryImportService).apply(user.id, import_id)


@bp.route("/api/v1/imports/{import_id}/undo", methods=["POST"])
@endpoint(bp, returns=HistoryImport)
def undo_history_import(user: User, import_id: UUID) -> HistoryImport:
    return get(HistoryImportService).undo(user.id, import_id)


@bp.route("/api/v1/imports/{import_id}/cancel", methods=["POST"])
@endpoint(bp, returns=HistoryImport)
def cancel_history_import(user: User, import_id: UUID) -> HistoryImport:
    return get(HistoryImportService).cancel(user.id, import_id)
