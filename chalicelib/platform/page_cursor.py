"""Cursors of lists that are read from a key on: the sort key and the id of the last row."""

import base64
import binascii
import json

from chalicelib.platform.errors import InvalidInput


def encode_cursor(sort_key: str, row_id: int) -> str:
    """The position after a row, opaque to clients."""
    return base64.urlsafe_b64encode(json.dumps([sort_key, row_id]).encode()).decode()


def decode_cursor(cursor: str | None) -> tuple[str, int] | None:
    """The sort key and the id of a cursor. Raises `InvalidInput`."""
    if cursor is None:
        return None
    try:
        key, row_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        str(key).encode()  # half of a surrogate pair cannot be stored
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise InvalidInput("is not a cursor of this list", field="cursor") from error
    if not isinstance(key, str) or not isinstance(row_id, int) or "\x00" in key:
        raise InvalidInput("is not a cursor of this list", field="cursor")
    return key, row_id
