"""Requests for access tokens. Secrets go in bodies, not in URLs."""

import json
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from pydantic import AliasPath, Field

from chalicelib.providers.credentials import Token
from chalicelib.providers.errors import CredentialsRejected, InvalidResponse, MalformedResponse
from chalicelib.providers.http_reply import ProviderReply, check_reply
from chalicelib.providers.lenient_parsing import (
    LenientModel,
    Name,
    SkippedCount,
    parse_json,
    parse_model,
)
from chalicelib.providers.provider_client import Transport

S = TypeVar("S", bound=LenientModel)

#: TheTVDB's tokens last a month.
TVDB_TOKEN_LIFETIME_S = 28 * 86_400.0


class TwitchToken(LenientModel):
    access_token: Name
    expires_in: Annotated[float, Field(gt=0)]  # seconds


class TvdbToken(LenientModel):
    token: Annotated[Name, Field(validation_alias=AliasPath("data", "token"))]


def fetch_twitch_token(server: Transport, client_id: str, secret: str) -> Token:
    """
    A client credentials token (RFC 6749, 4.4).

    Raises `CredentialsRejected` or another `ProviderFailed`.
    """
    form = {"client_id": client_id, "client_secret": secret, "grant_type": "client_credentials"}
    reply = server.send(
        "POST",
        "/oauth2/token",
        params={},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(form).encode(),
    )
    found = _parse(reply, TwitchToken)
    return Token(found.access_token, found.expires_in)


def fetch_tvdb_token(server: Transport, key: str) -> Token:
    """Raises `CredentialsRejected` or another `ProviderFailed`."""
    reply = server.send(
        "POST",
        "/login",
        params={},
        headers={"Content-Type": "application/json"},
        body=json.dumps({"apikey": key}).encode(),
    )
    return Token(_parse(reply, TvdbToken).token, TVDB_TOKEN_LIFETIME_S)


def _parse(reply: ProviderReply, model: type[S]) -> S:
    try:
        body = check_reply(reply).body
    except MalformedResponse:
        raise
    except InvalidResponse as error:
        # Twitch responds with 400 to a wrong id or secret.
        raise CredentialsRejected("The provider issued no token.") from error
    try:
        return parse_model(model, parse_json(body), SkippedCount())
    except InvalidResponse as error:
        raise MalformedResponse("The response contains no token.") from error
