"""
Which pieces a torrent should fetch first while somebody reads from it. Pure.

Measured: deadlines and the sequential flag are slow to follow a jump. What follows at once is a
small window of pieces at high priorities and everything else at zero, until the window is full;
then the rest may come.
"""

from collections.abc import Iterable, Sequence

NOW = 7
SOON = 6
LATER = 5
NEVER = 0

FIRST_PIECES = 2  # what the next bytes are in; two, as a reader is rarely at a piece's start
FEWEST_PIECES = 4
SOON_BYTES = 1024 * 1024
WINDOW_BYTES = 4 * 1024 * 1024


def window(offset: int, piece_length: int, last_piece: int) -> range:
    """
    The pieces to have before anything else, for a reader at `offset`.

    Args:
        offset: Where the reader is, in bytes from the start of the torrent.
        piece_length: Bytes in a piece.
        last_piece: The last piece of the file.
    """
    start = min(offset // piece_length, last_piece)
    count = max(FEWEST_PIECES, -(-WINDOW_BYTES // piece_length))
    return range(start, min(start + count, last_piece + 1))


def priorities(
    windows: Iterable[range], have: Sequence[int], piece_length: int
) -> list[int] | None:
    """
    A priority for each piece; None when every window is full and the usual order will do.

    `have` is true for the pieces that are there.
    """
    wanted: dict[int, int] = {}
    soon = max(FIRST_PIECES, SOON_BYTES // piece_length)
    for pieces in windows:
        for place, piece in enumerate(pieces):
            if not have[piece]:
                urgency = NOW if place < FIRST_PIECES else SOON if place < soon else LATER
                wanted[piece] = max(urgency, wanted.get(piece, NEVER))
    if not wanted:
        return None
    return [wanted.get(piece, NEVER) for piece in range(len(have))]
