"""Errors of inspections."""

from chalicelib.platform.errors import NotFound, TooManyRequests


class InspectionNotFound(NotFound):
    """There is no such inspection, or it belongs to another user."""

    code = "inspection_not_found"


class TooManyInspections(TooManyRequests):
    """Too many inspections of the user are pending."""

    code = "too_many_inspections"
