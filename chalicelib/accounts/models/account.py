"""An account, and what its owner may change about it."""

import base64
import re
import unicodedata
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from chalicelib.http.schemas import RequestModel, ResponseModel
from chalicelib.platform.sessions import Right, Role

MAX_EMAIL = 254  # RFC 3696, erratum 1690
MAX_UPLOAD = 5_000_000  # characters of base64; the whole request may have 6 MB

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


def data_url(stored: Any) -> Any:
    """The stored bytes of a picture as a `data:` URL (RFC 2397)."""
    if isinstance(stored, (bytes, memoryview)):
        return f"data:image/webp;base64,{base64.b64encode(stored).decode()}"
    return stored


Email = Annotated[str, Field(max_length=2 * MAX_EMAIL), AfterValidator(normalised_email)]
Password = Annotated[SecretStr, Field(min_length=8, max_length=128)]
#: A password of an existing account: the rules for new passwords do not apply.
KnownPassword = Annotated[SecretStr, Field(min_length=1, max_length=128)]
#: Of an invitation or a password link: 256 random bits in base64.
LinkToken = Annotated[SecretStr, Field(min_length=1, max_length=64)]
DisplayName = Annotated[str, Field(max_length=80), AfterValidator(plain_name)]
PictureUrl = Annotated[
    str | None,
    BeforeValidator(data_url),
    Field(description="A `data:` URL of 192 x 192 pixels; null: draw the initials."),
]


class AccountProfile(ResponseModel):
    """An account as its owner sees it."""

    id: UUID
    email: str
    display_name: str
    role: Role
    rights: Annotated[list[Right], Field(description="Administrators have all of them.")]
    picture: PictureUrl
    created_at: datetime
    password_changed_at: Annotated[datetime | None, Field(description="Null: it is the first one.")]


class Credentials(BaseModel):
    """What decides whether a user may sign in; the hash never leaves the slice."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    email: str
    password_hash: Annotated[str, Field(repr=False)]
    disabled_at: datetime | None


class Account(Credentials):
    """The stored credentials of an e-mail address."""

    id: UUID
    is_known_address: bool  # the account was signed in from the caller's address before


class ProfileChange(RequestModel):
    """Fields that are left out stay as they are. A new e-mail address needs the password."""

    model_config = ConfigDict(str_strip_whitespace=False)

    display_name: DisplayName | None = None
    email: Email | None = None
    current_password: KnownPassword | None = None


class PasswordChange(RequestModel):
    model_config = ConfigDict(str_strip_whitespace=False)

    current_password: KnownPassword
    new_password: Password


class PictureUpload(RequestModel):
    """A JPEG, PNG or WebP file."""

    image: Annotated[str, Field(max_length=MAX_UPLOAD, description="The file in base64.")]


class AccountDeletion(RequestModel):
    model_config = ConfigDict(str_strip_whitespace=False)

    current_password: KnownPassword
