"""Errors of the export."""

from chalicelib.platform.errors import TooLarge


class ExportTooLarge(TooLarge):
    """More than fits into the memory of one request."""

    code = "export_too_large"
