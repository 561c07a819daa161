"""Errors of the enrichment."""

from chalicelib.platform.errors import Conflict, NotFound


class UnknownSource(NotFound):
    """No source of metadata has this name."""

    code = "unknown_source"


class ExternalIdTaken(Conflict):
    """The number of the source belongs to another title."""

    code = "external_id_taken"


class NotMatchedByHand(Conflict):
    """The source itself found this title."""

    code = "not_matched_by_hand"
