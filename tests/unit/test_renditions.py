"""Names of renditions: a small grammar, read exactly as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.playback.models.rendition import Rendition


@pytest.mark.parametrize(
    ("name", "rendition"),
    [
        ("copy-a1-aac", Rendition("copy", 1, "aac")),
        ("copy-a0-copy", Rendition("copy", 0, "copy")),
        ("720-a2-aac", Rendition("720", 2, "aac")),
        ("1080-a1-aac-s4", Rendition("1080", 1, "aac", 4)),
        ("2160-a999-copy-s0", Rendition("2160", 999, "copy", 0)),
        ("copy-anone-none", Rendition("copy", None, "none")),
    ],
)
def test_a_name_stands_for_one_rendition(name, rendition):
    assert Rendition.parse(name) == rendition
    assert str(rendition) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "copy",
        "copy-a1",
        "copy-a1-mp3",
        "1081-a1-aac",
        "copy-a01-aac",
        "copy-a1000-aac",
        "copy-a-1-aac",
        "copy-a١-aac",
        "copy-anone-aac",
        "copy-a1-none",
        "copy-a1-aac-s2",
        "720-a1-aac-s",
        "720-a1-aac-s2-s3",
        "720-a1-aac\n",
        " 720-a1-aac",
        "720-A1-aac",
        "../copy-a1-aac",
        "720-a1-aac;id",
    ],
)
def test_case_39_nothing_else_is_a_name(name):
    with pytest.raises(ValueError, match=r"not the name|silence|picture"):
        Rendition.parse(name)


@given(st.text(alphabet="copy0123678anes-", max_size=20))
def test_case_39_what_is_read_is_written_the_same_way(name):
    try:
        rendition = Rendition.parse(name)
    except ValueError:
        return
    assert str(rendition) == name


def test_the_height_is_that_of_the_picture():
    assert Rendition.parse("480-a1-aac").height == 480
    assert Rendition.parse("copy-a1-aac").height is None
