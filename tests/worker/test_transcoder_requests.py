"""What requests may ask of the transcoder, and what becomes of it in the command of ffmpeg."""

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from chalicelib.platform.errors import InvalidInput
from chalicelib.playback.models.rendition import Rendition
from tests import clips
from worker.gateway.request_parsing import StreamRequest
from worker.gateway.routes import find_route
from worker.media_input import MediaInput
from worker.transcoder import ffmpeg_arguments
from worker.transcoder.errors import (
    CannotConvert,
)
from worker.transcoder.handler import HlsHandler

pytestmark = pytest.mark.long  # on a busy machine: each starts processes that convert a film


HOSTILE = ["h264 -i /etc/passwd", "copy-a1-aac-f", "720-aNaN-aac", "720-a-1-aac", "x|y", "copy;ls"]


@pytest.mark.parametrize("name", HOSTILE)
def test_case_39_only_names_of_renditions_are_read(shown, name):
    route = HlsHandler(shown.transcoder).route
    item = shown.add(clips.surround())
    path = f"/stream/{item}/hls/{name.replace('/', '%2F')}/index.m3u8"
    found = find_route([route], path)
    assert found is not None
    handle, match = found

    with pytest.raises(InvalidInput) as refused:
        handle(StreamRequest("GET", path, "s=1&e=2&sig=3", {}, True), match)

    assert refused.value.field == "rendition"


@pytest.mark.parametrize("name", ["copy-a9-aac", "360-a1-aac-s1"])
def test_streams_that_the_file_does_not_have_are_refused(shown, name):
    item = shown.add(clips.surround())

    with pytest.raises(CannotConvert):
        shown.durations(item, name)


def test_the_addresses_of_a_manifest_carry_the_grant_and_nothing_else(shown):
    item = shown.add(clips.surround())
    path = f"/stream/{item}/hls/copy-a1-aac/index.m3u8"
    found = find_route([HlsHandler(shown.transcoder).route], path)
    assert found is not None
    handle, match = found

    response = handle(StreamRequest("GET", path, "x=9&s=1&e=2&sig=3", {}, True), match)

    lines = response.text.decode().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        f"{number}.m4s?s=1&e=2&sig=3" for number in range(4)
    ]


def test_case_39_arguments_are_constants_and_numbers_of_ours(shown):
    path = clips.surround()
    ffmpeg = shown.ffmpeg
    assert ffmpeg is not None
    with path.open("rb") as file:
        source = MediaInput.of_descriptor(file.fileno())
        index = shown.transcoder.indexer.read(uuid4(), source)
        made = ffmpeg_arguments.build(ffmpeg, index, Rendition.parse("720-a1-aac"), 4.0, source)

    assert re.fullmatch(r"file:/dev/fd/\d+", made[made.index("-i") + 1])
    assert str(path) not in " ".join(made)
    assert made[made.index("-protocol_whitelist") + 1] == "file"


@pytest.mark.parametrize("value", ["NaN", "inf", "-1", "1e3", "1000000000000", "4 -f", "１"])
@pytest.mark.parametrize(("address", "name"), [("index.m3u8", "at"), ("init.mp4", "n")])
def test_case_39_a_place_of_a_film_is_a_small_number(shown, address, name, value):
    item = shown.add(clips.surround())
    path = f"/stream/{item}/hls/copy-a1-aac/{address}"
    found = find_route([HlsHandler(shown.transcoder).route], path)
    assert found is not None
    handle, match = found
    query = urlencode({"s": 1, "e": 2, "sig": 3, name: value})

    with pytest.raises(InvalidInput) as refused:
        handle(StreamRequest("GET", path, query, {}, True), match)

    assert refused.value.field == name
    assert shown.transcoder.started == 0
