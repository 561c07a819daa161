"""What keeps the stack from starting."""


class StartRefused(Exception):
    """The stack cannot start; the message is one sentence for the person at the console."""
