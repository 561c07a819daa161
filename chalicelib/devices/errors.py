"""Errors of devices."""

from chalicelib.platform.errors import NotFound


class PlayDeviceNotFound(NotFound):
    """No device of this person has this id."""

    code = "device_not_found"
