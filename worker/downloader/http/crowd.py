"""
How many connections the downloads from one server have between them.

Each by itself would open as many as are of use to it; a server sees them all, and people who run
one close the door on who knocks ten times at once. What there is, is shared evenly, and a
download that comes later gets its part at once from the others.
"""

import threading
from typing import Protocol

MAX_AT_ONE_HOST = 8


class Member(Protocol):
    """One download."""

    def keep_to(self, lines: int) -> None:
        """Have no more connections than so many."""


class Crowd:
    """Of one engine. Every method may be called from any thread that holds no other lock."""

    def __init__(self, most: int = MAX_AT_ONE_HOST) -> None:
        self._most = most
        self._hosts: dict[str, list[Member]] = {}
        self._lock = threading.Lock()

    def join(self, host: str, member: Member) -> None:
        """Harmless when it is there."""
        with self._lock:
            members = self._hosts.setdefault(host, [])
            if member not in members:
                members.append(member)
            self._share(members)

    def leave(self, member: Member) -> None:
        """Wherever it is; harmless when it is nowhere."""
        with self._lock:
            for host, members in list(self._hosts.items()):
                if member in members:
                    members.remove(member)
                    self._share(members)
                if not members:
                    del self._hosts[host]

    def _share(self, members: list[Member]) -> None:
        """Without one connection there is no download: each has that, however many they are."""
        for member, lines in zip(members, shares(self._most, len(members)), strict=True):
            member.keep_to(lines)


def shares(most: int, members: int) -> list[int]:
    """What each gets; who came first has what does not divide evenly."""
    if not members:
        return []
    each, left = divmod(most, members)
    return [max(each + (number < left), 1) for number in range(members)]
