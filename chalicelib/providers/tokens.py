"""How tokens are asked for. They are kept in memory only, and secrets go in bodies, not in URLs."""

import json
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from pydantic import AliasPath, Field

from chalicelib.providers.client import Server
from chalicelib.providers.credentials import Token
from chalicelib.providers.errors import BadAnswer, Garbled, KeyRefused
from chalicelib.providers.replies import Reply, judged
from chalicelib.providers.shapes import Name, Shape, Tally, parse_json, read

S = TypeVar("S", bound=Shape)

#: TheTVDB's tokens last a month.
TVDB_TOKEN_LASTS_S = 28 * 86_400.0


class TwitchToken(Shape):
    access_token: Name
    expires_in: Annotated[float, Field(gt=0)]  # seconds


class TvdbToken(Shape):
    token: Annotated[Name, Field(validation_alias=AliasPath("data", "token"))]


def twitch_token(server: Server, client_id: str, secret: str) -> Token:
    """
    A token for an application (RFC 6749, 4.4).

    Raises `KeyRefused` or another `ProviderFailed`.
    """
    form = {"client_id": client_id, "client_secret": secret, "grant_type": "client_credentials"}
    reply = server.send(
        "POST",
        "/oauth2/token",
        params={},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(form).encode(),
    )
    found = _understood(reply, TwitchToken)
    return Token(found.access_token, found.expires_in)


def tvdb_token(server: Server, key: str) -> Token:
    """Raises `KeyRefused` or another `ProviderFailed`."""
    reply = server.send(
        "POST",
        "/login",
        params={},
        headers={"Content-Type": "application/json"},
        body=json.dumps({"apikey": key}).encode(),
    )
    return Token(_understood(reply, TvdbToken).token, TVDB_TOKEN_LASTS_S)


def _understood(reply: Reply, shape: type[S]) -> S:
    try:
        return read(shape, parse_json(judged(reply).body), Tally())
    except Garbled:
        raise
    except BadAnswer as error:
        # A wrong id or secret is a 400 there. Without a token there is nothing to ask.
        raise KeyRefused("The service gave us no token.") from error
