"""Errors of reports of other players."""

from chalicelib.platform.errors import InvalidInput, NotFound, TooLarge


class ScrobbleAddressUnknown(NotFound):
    """The address was withdrawn, or never given."""

    code = "scrobble_address_unknown"


class UnreadableEvent(InvalidInput):
    code = "unreadable_event"


class EventTooLarge(TooLarge):
    code = "event_too_large"
