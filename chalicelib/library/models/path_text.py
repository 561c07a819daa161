"""Paths of files as text, without losing anything. No I/O."""

import os


def path_to_text(path: str) -> str:
    """
    A file's path as text that a database and JSON can hold, without losing anything.

    POSIX names are bytes. Bytes that are not UTF-8 become `\\xNN`, and a backslash is doubled, so
    that `text_to_path` gives back exactly the same name.
    """
    if path.isascii() and "\\" not in path:
        return path
    raw = os.fsencode(path).replace(b"\\", b"\\\\")
    return raw.decode("utf-8", errors="backslashreplace")


def text_to_path(text: str) -> str:
    """The path `path_to_text` was given, for the functions of `os`."""
    if "\\" not in text:
        return text
    pieces = text.split("\\\\")
    return os.fsdecode(b"\\".join(_unescape(piece) for piece in pieces))


def _unescape(piece: str) -> bytes:
    first, *rest = piece.split("\\x")
    return first.encode() + b"".join(
        bytes([int(part[:2], 16)]) + part[2:].encode() for part in rest
    )
