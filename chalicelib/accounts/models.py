"""Accounts, sessions, and the requests and responses of signing in."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from chalicelib.platform.schemas import RequestModel, ResponseModel
from chalicelib.platform.sessions import Role

MAX_EMAIL = 254  # RFC 3696, erratum 1690

#: What browsers accept in an e-mail field: HTML Living Standard, "valid e-mail address".
EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)


#: Zero-width joiners, which emoji sequences, Persian and Hindi need.
JOINERS = {0x200C: None, 0x200D: None}


def normalised_email(raw: str) -> str:
    """The canonical spelling of a mailbox: stripped, in lower case."""
    email = raw.strip().lower()
    if len(email) > MAX_EMAIL or not EMAIL.fullmatch(email):
        raise ValueError("this is not an e-mail address")
    return email


def plain_name(raw: str) -> str:
    """A stripped name without invisible characters."""
    name = raw.strip()
    letters = name.translate(JOINERS)
    if not letters or any(unicodedata.category(one) in ("Cc", "Cf", "Cs") for one in letters):
        raise ValueError("a name needs letters that can be seen")
    return name


RegistrationPolicy = Literal["open", "closed", "first"]

Email = Annotated[str, Field(max_length=2 * MAX_EMAIL), AfterValidator(normalised_email)]
Password = Annotated[SecretStr, Field(min_length=8, max_length=128)]
DisplayName = Annotated[str, Field(max_length=80), AfterValidator(plain_name)]


class LoginRequest(RequestModel):
    """The sign-in form."""

    model_config = ConfigDict(str_strip_whitespace=False)  # a blank may be part of a password

    email: Email
    password: Annotated[SecretStr, Field(min_length=1, max_length=128)]


class RegisterRequest(RequestModel):
    """The registration form."""

    model_config = ConfigDict(str_strip_whitespace=False)

    email: Email
    password: Password
    display_name: DisplayName | None = None


class AccountProfile(ResponseModel):
    """An account as its owner sees it."""

    id: UUID
    email: str
    display_name: str
    role: Role


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


class Account(BaseModel):
    """A row of `users`, with the hash that never leaves the slice."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: UUID
    email: str
    display_name: str
    password_hash: Annotated[str, Field(repr=False)]
    role: Role
    is_known_address: bool  # the account was signed in from the caller's address before

    @property
    def person(self) -> AccountProfile:
        return AccountProfile(
            id=self.id, email=self.email, display_name=self.display_name, role=self.role
        )


class PresentedToken(BaseModel):
    """A refresh token as stored, with its session and account."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    session_id: UUID
    replaced_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None
    user_id: UUID
    email: str
    display_name: str
    role: Role

    @property
    def person(self) -> AccountProfile:
        return AccountProfile(
            id=self.user_id, email=self.email, display_name=self.display_name, role=self.role
        )


class LiveSession(BaseModel):
    """An active session, and the present role of its account."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: UUID
    user_id: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class Caller:
    """The client of a sign-in."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class IssuedSession:
    """The tokens of a session for the browser."""

    signed_in: SignedIn
    refresh_token: str
    csrf_token: str
    cookies_for_s: int  # until the absolute end of the session
