"""
Which pieces a torrent should fetch first while somebody reads from it. Pure.

Measured: deadlines and the sequential flag are slow to follow a jump. What follows at once is a
small window of pieces at the highest priority and everything else at zero, until the window is
full; then the rest may come.
"""

from collections.abc import Iterable, Sequence

NOW = 7
USUAL = 4
NEVER = 0

FEWEST_PIECES = 4
WINDOW_BYTES = 8 * 1024 * 1024


def window(offset: int, piece_length: int, first_piece: int, last_piece: int) -> range:
    """
    The pieces to have before anything else, for a reader at `offset`.

    Args:
        offset: Where the reader is, in bytes from the start of the torrent.
        piece_length: Bytes in a piece.
        first_piece: The first piece of the file.
        last_piece: The last piece of the file.
    """
    start = min(max(offset // piece_length, first_piece), last_piece)
    count = max(FEWEST_PIECES, -(-WINDOW_BYTES // piece_length))
    return range(start, min(start + count, last_piece + 1))


def priorities(windows: Iterable[range], have: Sequence[bool]) -> list[int] | None:
    """A priority for each piece; None when every window is full and the usual order will do."""
    wanted = {piece for pieces in windows for piece in pieces if not have[piece]}
    if not wanted:
        return None
    return [NOW if piece in wanted else NEVER for piece in range(len(have))]
