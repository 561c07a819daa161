"""Access tokens: what is accepted, and every known way of forging one."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from chalicelib.accounts.errors import BadAccessToken
from chalicelib.accounts.service.access_tokens import AccessTokens, derived_key
from chalicelib.platform.settings import InvalidSettings, Settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = SecretStr("a secret of the tests, long enough for everyone")
USER, SESSION = UUID(int=1), UUID(int=2)
TOKENS = AccessTokens(SECRET, lambda: NOON)
KEY = derived_key(SECRET, "access token")

GOOD = {
    "iss": "seen",
    "aud": "seen-api",
    "sub": str(USER),
    "sid": str(SESSION),
    "role": "user",
    "iat": int(NOON.timestamp()),
    "nbf": int(NOON.timestamp()),
    "exp": int(NOON.timestamp()) + 900,
}
HEADER = {"typ": "JWT", "alg": "HS256"}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forged(header: object, claims: object, key: bytes = KEY) -> str:
    """A token signed with the right key, whatever it says."""
    text = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{text}.{b64(hmac.new(key, text.encode(), hashlib.sha256).digest())}"


def issue(role="user"):
    return TOKENS.issue(
        user_id=USER, session_id=SESSION, role=role, session_ends_at=NOON + timedelta(days=30)
    )


def test_a_token_has_its_user_and_session():
    token, expires_in = issue()

    assert TOKENS.read(token) == (USER, SESSION)
    assert expires_in == 900


def test_the_forger_of_these_tests_can_make_a_good_token():
    assert TOKENS.read(forged(HEADER, GOOD)) == (USER, SESSION)


def test_a_token_never_outlives_its_session():
    token, expires_in = TOKENS.issue(
        user_id=USER, session_id=SESSION, role="user", session_ends_at=NOON + timedelta(seconds=60)
    )

    assert expires_in == 60
    with pytest.raises(BadAccessToken):
        AccessTokens(SECRET, lambda: NOON + timedelta(seconds=66)).read(token)


def test_a_token_expires_after_a_quarter_of_an_hour():
    token, _ = issue()

    assert AccessTokens(SECRET, lambda: NOON + timedelta(minutes=15)).read(token)
    with pytest.raises(BadAccessToken):
        AccessTokens(SECRET, lambda: NOON + timedelta(minutes=15, seconds=6)).read(token)


UNSIGNED = (
    f"{b64(json.dumps({'typ': 'JWT', 'alg': 'none'}).encode())}.{b64(json.dumps(GOOD).encode())}."
)

FORGERIES = {
    "algorithm none": UNSIGNED,
    "algorithm None with a signature": forged({"typ": "JWT", "alg": "None"}, GOOD),
    "another algorithm": forged({"typ": "JWT", "alg": "HS512"}, GOOD),
    "an RSA algorithm on our key": forged({"typ": "JWT", "alg": "RS256"}, GOOD),
    "no algorithm": forged({"typ": "JWT"}, GOOD),
    "a list of algorithms": forged({"typ": "JWT", "alg": ["HS256"]}, GOOD),
    "a key id that is a path": forged({**HEADER, "kid": "../../dev/null"}, GOOD),
    "a key of its own": forged({**HEADER, "jwk": {"kty": "oct", "k": b64(b"k" * 32)}}, GOOD),
    "a key from elsewhere": forged({**HEADER, "jku": "http://127.0.0.1/keys"}, GOOD),
    "another type": forged({**HEADER, "typ": "at+jwt"}, GOOD),
    "unencoded payload": forged({**HEADER, "b64": False, "crit": ["b64"]}, GOOD),
    "signed with another key": forged(HEADER, GOOD, key=b"k" * 32),
    "signed with an empty key": forged(HEADER, GOOD, key=b""),
    "signed with the server's secret itself": forged(
        HEADER, GOOD, key=SECRET.get_secret_value().encode()
    ),
    "another issuer": forged(HEADER, {**GOOD, "iss": "somebody"}),
    "another audience": forged(HEADER, {**GOOD, "aud": "elsewhere"}),
    "not yet valid": forged(HEADER, {**GOOD, "nbf": GOOD["nbf"] + 60}),
    "expired": forged(HEADER, {**GOOD, "exp": GOOD["iat"] - 10}),
    "expiry that is no number": forged(HEADER, {**GOOD, "exp": "never"}),
    "expiry that is infinite": forged(HEADER, {**GOOD, "exp": float("inf")}),
    "session that is no id": forged(HEADER, {**GOOD, "sid": "../1"}),
    "session that is a list": forged(HEADER, {**GOOD, "sid": [str(SESSION)]}),
    "subject that is a number": forged(HEADER, {**GOOD, "sub": 1}),
    "claims that are a list": forged(HEADER, [GOOD]),
    "header that is a list": forged([HEADER], GOOD),
    "a deep payload": f"{b64(b'[' * 700)}.{b64(b'[' * 700)}.{b64(b'x' * 32)}",
    "a huge token": forged({**HEADER, "x": "y" * 100_000}, GOOD),
    "an encrypted token's shape": "a.b.c.d.e",
    "two parts": "a.b",
    "nothing": "",
    "letters outside of the alphabet": "schön.ß.€",
    "a lone surrogate": "\ud800",
    **{
        f"without {claim}": forged(HEADER, {k: v for k, v in GOOD.items() if k != claim})
        for claim in ("iss", "aud", "sub", "sid", "exp", "nbf")
    },
}


@pytest.mark.parametrize("token", FORGERIES.values(), ids=FORGERIES.keys())
def test_case_44_a_forged_token_is_refused(token):
    with pytest.raises(BadAccessToken):
        TOKENS.read(token)


def test_a_token_signed_with_a_private_key_is_refused():
    key = RSAKey.generate_key(2048)
    token = jwt.encode({"alg": "RS256"}, GOOD, key, algorithms=["RS256"])

    with pytest.raises(BadAccessToken):
        TOKENS.read(token)


def test_case_44_a_public_key_used_as_a_secret_is_refused():
    public = RSAKey.generate_key(2048).as_pem(private=False)

    with pytest.raises(BadAccessToken):
        TOKENS.read(forged(HEADER, GOOD, key=public))


def test_a_changed_character_is_detected_at_any_place():
    token, _ = issue()

    for position in range(0, len(token) - 1, 7):
        other = "A" if token[position] != "A" else "B"
        with pytest.raises(BadAccessToken):
            TOKENS.read(token[:position] + other + token[position + 1 :])


def test_case_44_a_huge_token_is_refused_before_it_is_read():
    with pytest.raises(BadAccessToken) as refused:
        TOKENS.read("a" * 2049)

    assert refused.value.__cause__ is None  # it was never parsed


def test_each_purpose_has_a_key_of_its_own():
    assert (
        len({derived_key(SECRET, purpose) for purpose in ("access token", "csrf", "attempts")}) == 3
    )


@pytest.mark.parametrize("secret", [None, "", "x" * 31])
def test_case_44_the_server_refuses_to_start_without_a_real_secret(secret):
    env = {"DATABASE_URL": "postgresql://localhost/seen"}
    if secret is not None:
        env["SEEN_SECRET"] = secret

    with pytest.raises(InvalidSettings, match="SEEN_SECRET"):
        Settings.from_env(env)
