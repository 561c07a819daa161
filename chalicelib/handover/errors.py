"""Errors of handing over."""

from chalicelib.platform.errors import Unavailable


class HandoverUnavailable(Unavailable):
    """There is no cache, by which the devices of a person would reach each other."""

    code = "handover_unavailable"
