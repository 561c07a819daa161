"""What administrators see and change: the accounts of other users."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from chalicelib.accounts.models.account import PictureUrl
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.platform.sessions import ALL_RIGHTS, Right, Role

MAX_RIGHTS = len(ALL_RIGHTS)


def _sorted(rights: list[Right]) -> list[Right]:
    return [right for right in ALL_RIGHTS if right in rights]


Rights = Annotated[list[Right], Field(max_length=MAX_RIGHTS), AfterValidator(_sorted)]


class ManagedUser(ResponseModel):
    """An account as administrators see it."""

    id: UUID
    email: str
    display_name: str
    role: Role
    rights: list[Right]
    picture: PictureUrl
    created_at: datetime
    last_seen_at: Annotated[datetime | None, Field(description="Null: never, or long ago.")]
    session_count: Annotated[int, Field(description="Devices that are signed in.")]
    is_disabled: bool


class ManagedUserPage(ResponseModel):
    items: list[ManagedUser]
    page: int
    page_size: int
    total: int


class UserChange(RequestModel):
    """Fields that are left out stay as they are."""

    role: Role | None = None
    rights: Annotated[
        Rights | None, Field(description="Of a member; administrators have all of them.")
    ] = None
    is_disabled: Annotated[
        bool | None, Field(description="True ends all sessions at once and refuses new ones.")
    ] = None
