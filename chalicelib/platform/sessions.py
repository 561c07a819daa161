"""The signed-in user of a request, as the HTTP layer sees it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["user", "admin"]


@dataclass(frozen=True, slots=True)
class User:
    id: UUID
    session_id: UUID
    role: Role = "user"


class Authenticator(ABC):
    """Resolves access tokens to users. Implemented by the accounts slice."""

    @abstractmethod
    def authenticate(self, access_token: str, *, fresh: bool) -> User:
        """
        Raises `NotSignedIn`.

        `fresh` reads the database, so that a demotion or a revoked session takes effect at once;
        without it the result may be a few seconds old.
        """
