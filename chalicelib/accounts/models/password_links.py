"""Links with which users who forgot their password choose a new one."""

from datetime import datetime

from pydantic import ConfigDict

from chalicelib.accounts.models.account import LinkToken, Password
from chalicelib.http.schemas import RequestModel, ResponseModel


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
