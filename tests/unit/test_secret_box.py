"""Encryption of secrets in the settings."""

from pydantic import SecretStr

from chalicelib.platform.secret_box import PROXY_PASSWORD, SecretBox


def box(letter: str = "s") -> SecretBox:
    return SecretBox(SecretStr(letter * 32), PROXY_PASSWORD)


def test_what_is_sealed_opens_with_the_same_secret_only():
    sealed = box().seal("hush-hush")

    assert box().open(sealed) == "hush-hush"
    assert box("t").open(sealed) is None


def test_the_same_text_is_sealed_differently_each_time():
    assert box().seal("hush-hush") != box().seal("hush-hush")


def test_a_sealed_text_that_was_changed_does_not_open():
    sealed = box().seal("hush-hush")
    changed = sealed[:-4] + ("AAAA" if not sealed.endswith("AAAA") else "BBBB")

    assert box().open(changed) is None
    assert box().open("nonsense") is None
