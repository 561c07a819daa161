"""What can be wrong with a subtitle file, and how much of it is read."""

MAX_INPUT_BYTES = 32 * 2**20  # styled ones hold their fonts


class UnreadableSubtitle(Exception):
    """The file is not a subtitle that can be read, or exceeds a limit."""
