"""What administrators see and change: the accounts of other users, and invitations."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, SecretStr

from chalicelib.accounts.models.account import (
    DisplayName,
    Email,
    Password,
    PictureUrl,
)
from chalicelib.platform.schemas import RequestModel, ResponseModel
from chalicelib.platform.sessions import ALL_RIGHTS, MEMBER_RIGHTS, Right, Role

MAX_RIGHTS = len(ALL_RIGHTS)


def _sorted(rights: list[Right]) -> list[Right]:
    return [right for right in ALL_RIGHTS if right in rights]


Rights = Annotated[list[Right], Field(max_length=MAX_RIGHTS), AfterValidator(_sorted)]
#: 256 random bits in base64.
LinkToken = Annotated[SecretStr, Field(min_length=1, max_length=64)]


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


class InvitationCreate(RequestModel):
    role: Role = "user"
    rights: Annotated[
        Rights,
        Field(
            default_factory=lambda: list(MEMBER_RIGHTS),
            description="Of a member; administrators have all of them.",
        ),
    ]
    days: Annotated[int, Field(ge=1, le=30, description="How long the link is valid.")] = 7


class Invitation(ResponseModel):
    """An invitation that nobody has accepted."""

    id: UUID
    role: Role
    rights: list[Right]
    invited_by: str
    created_at: datetime
    expires_at: datetime


class InvitationList(ResponseModel):
    items: list[Invitation]


class NewInvitation(ResponseModel):
    """The link is in this response only: a hash of it is stored."""

    invitation: Invitation
    url: str


class InvitationToken(RequestModel):
    token: LinkToken


class InvitationPreview(ResponseModel):
    """What the holder of an invitation link may know."""

    role: Role
    rights: list[Right]
    invited_by: str
    expires_at: datetime


class InvitationAccept(RequestModel):
    """The registration form behind an invitation."""

    model_config = ConfigDict(str_strip_whitespace=False)

    token: LinkToken
    email: Email
    password: Password
    display_name: DisplayName | None = None


class PasswordLink(ResponseModel):
    """A link with which its owner chooses a new password. It is in this response only."""

    url: str
    expires_at: datetime


class PasswordLinkToken(RequestModel):
    token: LinkToken


class PasswordLinkPreview(ResponseModel):
    """The account whose password the link changes."""

    email: str
    display_name: str


class PasswordLinkUse(RequestModel):
    model_config = ConfigDict(str_strip_whitespace=False)

    token: LinkToken
    password: Password
