"""Passwords: which are refused, how the others are kept, and that a wrong guess tells nothing."""

import statistics
import time

import pytest
from pydantic import SecretStr, ValidationError

from chalicelib.accounts.errors import PasswordTooCommon
from chalicelib.accounts.models.sign_in import LoginRequest, RegisterRequest
from chalicelib.accounts.service.common_passwords import COMMON_PASSWORDS
from chalicelib.accounts.service.password_hashing import PasswordHasher, refuse_common

GOOD = SecretStr("correct battery horse")


def test_a_password_is_hashed_with_argon2id_and_verified():
    hashed = PasswordHasher().hash(GOOD)

    assert hashed.startswith("$argon2id$")
    assert PasswordHasher().matches(hashed, GOOD)
    assert not PasswordHasher().matches(hashed, SecretStr("correct battery horsE"))


def test_hashes_of_one_password_differ():
    assert PasswordHasher().hash(GOOD) != PasswordHasher().hash(GOOD)


def test_unicode_composition_does_not_matter():
    hashed = PasswordHasher().hash(SecretStr("caf\u00e9 au lait"))

    assert PasswordHasher().matches(hashed, SecretStr("cafe\u0301 au lait"))


@pytest.mark.parametrize("hashed", ["", "no hash", "$argon2id$v=19$m=1,t=1,p=1$broken"])
def test_a_broken_hash_matches_nothing(hashed):
    assert not PasswordHasher().matches(hashed, GOOD)


def test_a_hash_of_another_cost_is_outdated_and_valid():
    hashed = PasswordHasher(time_cost=1, memory_cost_kib=64).hash(GOOD)

    assert PasswordHasher().matches(hashed, GOOD)
    assert PasswordHasher().is_outdated(hashed)
    assert not PasswordHasher().is_outdated(PasswordHasher().hash(GOOD))


def test_case_45_an_unknown_account_takes_as_long_as_a_wrong_password():
    passwords = PasswordHasher()
    hashed = passwords.hash(GOOD)
    wrong = SecretStr("wrong battery horse")

    def cpu_s(known: str | None) -> float:
        started = time.thread_time()  # a busy machine does not count
        passwords.matches(known, wrong)
        return time.thread_time() - started

    pairs = [(cpu_s(hashed), cpu_s(None)) for _ in range(15)]
    known_s, unknown_s = (statistics.median(column) for column in zip(*pairs, strict=True))

    assert unknown_s == pytest.approx(known_s, rel=0.1)


@pytest.mark.parametrize(
    "password", ["password", "PASSWORD1", "12345678", "qwertyuiop", "aaaaaaaaaa", "iloveyou"]
)
def test_a_common_password_is_refused(password):
    with pytest.raises(PasswordTooCommon) as refused:
        refuse_common(SecretStr(password), email="rosa@example.com")

    assert refused.value.field == "password"


def test_the_email_address_is_refused_as_password():
    for password in ("rosaluxemburg", "RosaLuxemburg@example.com"):
        with pytest.raises(PasswordTooCommon):
            refuse_common(SecretStr(password), email="rosaluxemburg@example.com")


def test_an_uncommon_password_is_accepted():
    refuse_common(GOOD, email="rosa@example.com")


def test_the_list_has_hundreds_of_entries_of_legal_length():
    assert len(COMMON_PASSWORDS) >= 300
    assert {word for word in COMMON_PASSWORDS if len(word) < 8 or word != word.casefold()} == set()


def registration(**changes):
    return RegisterRequest.model_validate(
        {"email": "rosa@example.com", "password": "correct battery horse", **changes}
    )


@pytest.mark.parametrize("length", [8, 128])
def test_a_password_has_between_8_and_128_letters(length):
    assert registration(password="x" * length)


@pytest.mark.parametrize("length", [0, 7, 129])
def test_a_password_of_another_length_is_refused(length):
    with pytest.raises(ValidationError):
        registration(password="x" * length)


def test_spaces_are_part_of_a_password():
    given = LoginRequest.model_validate({"email": "rosa@example.com", "password": " blank "})

    assert given.password.get_secret_value() == " blank "


def test_a_password_is_not_printed_by_accident():
    assert "battery" not in repr(registration())


@pytest.mark.parametrize(
    ("raw", "email"),
    [
        ("rosa@example.com", "rosa@example.com"),
        ("  Rosa@Example.COM ", "rosa@example.com"),
        ("rosa+films@mail.example.org", "rosa+films@mail.example.org"),
        ("rosa@home", "rosa@home"),
    ],
)
def test_an_email_address_is_normalised(raw, email):
    assert registration(email=raw).email == email


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "rosa",
        "@example.com",
        "rosa@",
        "rosa@@example.com",
        "rosa@example..com",
        "rosa@-example.com",
        "ro sa@example.com",
        "rosa@example.com\nBcc: x@example.com",
        "rosa@example.com\x00",
        "<rosa@example.com>",
        '"rosa"@example.com',
        "rosa@[127.0.0.1]",
        f"{'r' * 65}@example.com",
        f"rosa@{'e' * 64}.com",
        f"rosa@{'.'.join(['example'] * 40)}",
    ],
)
def test_an_invalid_email_address_is_refused(raw):
    with pytest.raises(ValidationError):
        registration(email=raw)


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "\u202egnp.exe", "x" * 81])
def test_a_name_has_visible_characters(name):
    with pytest.raises(ValidationError):
        registration(displayName=name)


def test_a_name_may_have_any_script():
    assert registration(displayName=" Роза 🌹 ").display_name == "Роза 🌹"
