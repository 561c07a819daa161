"""The signed-in user of a request, and what they may do."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from chalicelib.platform.errors import NotAllowed

Role = Literal["user", "admin"]
#: What an administrator may grant to a member. `match` includes ignoring a file, `delete` means
#: files on disk.
Right = Literal["download", "rescan", "match", "delete"]

ALL_RIGHTS: tuple[Right, ...] = ("download", "rescan", "match", "delete")
MEMBER_RIGHTS: tuple[Right, ...] = ("download",)

REFUSALS: dict[Right, str] = {
    "download": "Your account may not download. Ask an administrator of this server.",
    "rescan": "Your account may not scan the library. Ask an administrator of this server.",
    "match": "Your account may not change matches. Ask an administrator of this server.",
    "delete": "Your account may not delete files. Ask an administrator of this server.",
}


@dataclass(frozen=True, slots=True)
class User:
    id: UUID
    session_id: UUID
    role: Role = "user"
    rights: tuple[Right, ...] = MEMBER_RIGHTS

    def may(self, right: Right) -> bool:
        """Administrators have every right."""
        return self.role == "admin" or right in self.rights

    def require(self, right: Right) -> None:
        """Raises `NotAllowed`."""
        if not self.may(right):
            raise NotAllowed(REFUSALS[right])


class Authenticator(ABC):
    """Resolves access tokens to users. Implemented by the accounts slice."""

    @abstractmethod
    def authenticate(self, access_token: str, *, fresh: bool) -> User:
        """
        Raises `NotSignedIn`.

        `fresh` reads the database, so that a demotion or a revoked session takes effect at once;
        without it the result may be a few seconds old.
        """
