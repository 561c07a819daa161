"""Who is asking: what the HTTP layer needs to know of accounts, and no more."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["user", "admin"]


@dataclass(frozen=True, slots=True)
class User:
    """The signed-in person behind a request."""

    id: UUID
    session_id: UUID
    role: Role = "user"


class Authenticator(ABC):
    """Turns an access token into a person. The accounts slice stands behind it."""

    @abstractmethod
    def authenticate(self, access_token: str, *, fresh: bool) -> User:
        """
        Raises `NotSignedIn`.

        `fresh` asks the database itself, so that a demotion or a revoked session counts at
        once; without it an answer may be a few seconds old.
        """
