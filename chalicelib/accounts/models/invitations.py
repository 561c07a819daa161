"""Invitations: what administrators give out, and the form of those who accept one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from chalicelib.accounts.models.account import DisplayName, Email, LinkToken, Password
from chalicelib.accounts.models.user_admin import Rights
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.platform.sessions import MEMBER_RIGHTS, Right, Role


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
    """An invitation that has not been accepted."""

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
