"""HTTP in front of the export."""

from typing import Annotated

from chalice.app import Blueprint

from chalicelib.exports.models import ExportFormat
from chalicelib.exports.service import ExportService
from chalicelib.http.endpoints import endpoint
from chalicelib.http.responses import Attachment
from chalicelib.http.schemas import ContentType
from chalicelib.platform.registry import get
from chalicelib.platform.sessions import User

ZIP = "application/zip"

bp = Blueprint(__name__)


@bp.route("/api/v1/exports/{form}")
@endpoint(bp, returns=Annotated[bytes, ContentType(ZIP)], limit="write")
def export_account(user: User, form: ExportFormat) -> Attachment:
    archive = get(ExportService).export(user.id, form)
    return Attachment(archive.file_name, archive.body, ZIP)
