"""Sessions, and the requests and responses of signing in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from chalicelib.accounts.models.account import (
    AccountProfile,
    DisplayName,
    Email,
    KnownPassword,
    Password,
)
from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.platform.sessions import Right, Role

RegistrationPolicy = Literal["open", "closed", "first"]


class LoginRequest(RequestModel):
    """The sign-in form."""

    model_config = ConfigDict(str_strip_whitespace=False)  # a blank may be part of a password

    email: Email
    password: KnownPassword


class RegisterRequest(RequestModel):
    """The registration form."""

    model_config = ConfigDict(str_strip_whitespace=False)

    email: Email
    password: Password
    display_name: DisplayName | None = None
    setup_code: Annotated[
        SecretStr | None,
        Field(max_length=64, description="For the first account; see `needsSetupCode`."),
    ] = None


class SignedIn(ResponseModel):
    """The response to signing in. The refresh token is sent in a cookie only."""

    access_token: str
    expires_in: Annotated[int, Field(description="Seconds the access token is good for.")]
    user: AccountProfile


class SetupState(ResponseModel):
    """What the sign-in page needs to know: are there accounts, and may one be created?"""

    has_accounts: bool
    registration: RegistrationPolicy
    can_register: bool
    needs_setup_code: Annotated[
        bool, Field(description="Whether the first account needs the code from the console.")
    ]


class PresentedToken(BaseModel):
    """A refresh token as stored, with its session and account."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    session_id: UUID
    replaced_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None
    user_id: UUID


class LiveSession(BaseModel):
    """An active session, and the present role and rights of its account."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: UUID
    user_id: UUID
    role: Role
    rights: list[Right]


@dataclass(frozen=True, slots=True)
class Caller:
    """The client of a sign-in."""

    address: str
    user_agent: str
    device_token: str = ""  # of the account that signs in, see `DeviceTokens`


@dataclass(frozen=True, slots=True)
class IssuedSession:
    """The tokens of a session for the browser."""

    signed_in: SignedIn
    refresh_token: str
    csrf_token: str
    cookies_for_s: int  # until the absolute end of the session
