"""Parts of the artwork component: resizing, file cache, rate limit, formats."""

import io
import os
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chalicelib.artwork.proxy_urls import Picture
from chalicelib.platform.cache import Cache
from chalicelib.platform.db import Database
from chalicelib.providers.network_guard import NetworkGuard
from tests.artwork import picture_bytes
from worker.artwork.component import ArtworkComponent
from worker.artwork.errors import ImageFetchFailed, TooManyNewImages
from worker.artwork.file_cache import INCOMING_FOLDER, ImageFileCache, find
from worker.artwork.formats import ImageFormat, negotiate_format
from worker.artwork.rate_limit import RenditionRateLimiter
from worker.artwork.resize import placeholder, resize_image
from worker.artwork.thumbhash import encode
from worker.artwork.upstream_client import UpstreamClient, mirror_urls

CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
GOLDEN_HASH = "d9280a2c84546487508788848879447f7ac7f4"
POSTER = Picture("w500", "tmdb", "abcd.jpg")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (CHROME, ImageFormat.WEBP),
        ("image/WebP;q=0.5", ImageFormat.WEBP),
        ("image/webp;q=0, image/*", ImageFormat.PLAIN),
        ("image/png,image/*;q=0.8", ImageFormat.PLAIN),
        ("*/*", ImageFormat.PLAIN),
        ("", ImageFormat.PLAIN),
    ],
)
def test_webp_is_sent_only_when_accepted(accept, form):
    assert negotiate_format(accept) is form


def read(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("form", "suffix", "kind"),
    [(ImageFormat.WEBP, ".webp", "WEBP"), (ImageFormat.PLAIN, ".jpg", "JPEG")],
)
def test_a_picture_is_resized_to_the_width_of_its_class(form, suffix, kind):
    content, end = resize_image(picture_bytes(1000, 1500), 342, form)

    small = read(content)
    assert (end, small.format, small.size) == (suffix, kind, (342, 513))
    assert len(content) < len(picture_bytes(1000, 1500)) / 3


def test_a_small_picture_is_not_enlarged():
    assert read(resize_image(picture_bytes(90, 128), 500, ImageFormat.WEBP)[0]).size == (90, 128)


def test_transparency_is_kept():
    logo = Image.new("RGBA", (800, 300), (0, 0, 0, 0))
    logo.paste((255, 0, 0, 255), (0, 0, 400, 300))
    out = io.BytesIO()
    logo.save(out, "PNG")

    for form, suffix in ((ImageFormat.WEBP, ".webp"), (ImageFormat.PLAIN, ".png")):
        content, end = resize_image(out.getvalue(), 500, form)
        assert end == suffix
        assert read(content).convert("RGBA").getpixel((499, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_unusual_colour_modes_are_read(mode):
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (40, 60)).save(out, kind)

    assert read(resize_image(out.getvalue(), 500, ImageFormat.WEBP)[0]).size == (40, 60)


def test_metadata_are_removed_from_a_picture():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    Image.new("RGB", (50, 50)).save(out, "JPEG", exif=exif, comment=b"where I live")
    polyglot = out.getvalue() + b"<script>alert(1)</script>"

    for form in ImageFormat:
        content, _ = resize_image(polyglot, 500, form)
        assert b"where I live" not in content
        assert b"<script" not in content


def png_claiming(width: int, height: int) -> bytes:
    """A tiny file that says it is a picture of that size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        png_claiming(30_000, 30_000),
        png_claiming(2**31 - 1, 2**31 - 1),
        png_claiming(0, 10),
        b"<html><body>Not here</body></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(100),
        b"%PDF-1.7" + bytes(100),
        picture_bytes(300, 300)[:2000],
        b"\xff\xd8\xff",
        b"",
    ],
    ids=["bomb", "largest", "empty", "html", "svg", "gif", "pdf", "cut", "head", "nothing"],
)
def test_an_unsupported_format_is_refused(content):
    for form in ImageFormat:
        with pytest.raises(ImageFetchFailed):
            resize_image(content, 500, form)


def test_a_decompression_bomb_is_refused_before_decoding():
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000

    with pytest.raises(ImageFetchFailed, match="too large"):
        resize_image(out.getvalue(), 500, ImageFormat.WEBP)


@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(20, 4000),
)
def test_a_damaged_picture_is_decoded_or_refused(kind, changes, length):
    content = bytearray(picture_bytes(64, 96, kind))
    for place, value in changes:
        content[place % len(content)] = value

    try:
        small, _ = resize_image(bytes(content[:length]), 32, ImageFormat.WEBP)
    except ImageFetchFailed:
        return
    assert read(small).width <= 32


def test_a_cached_picture_is_found_by_size_and_format(tmp_path):
    disk = ImageFileCache(tmp_path / "artwork", 10_000)
    kept = disk.keep(POSTER, b"picture", ".webp")

    assert find(disk.folder, POSTER, ImageFormat.WEBP) == kept
    assert find(disk.folder, POSTER, ImageFormat.PLAIN) is None
    assert find(disk.folder, Picture("w92", "tmdb", "abcd.jpg"), ImageFormat.WEBP) is None
    assert kept.file.read_bytes() == b"picture"
    assert kept.file.resolve().is_relative_to(tmp_path.resolve())


def test_an_empty_cached_file_is_a_miss(tmp_path):
    disk = ImageFileCache(tmp_path, 10_000)
    disk.keep(POSTER, b"", ".webp")

    assert disk.find(POSTER, ImageFormat.WEBP) is None


def test_a_matching_etag_is_answered_304(tmp_path):
    kept = ImageFileCache(tmp_path, 10_000).keep(POSTER, b"picture", ".webp")

    assert kept.is_known_to(f'"other", W/{kept.etag}')
    assert kept.is_known_to("*")
    assert not kept.is_known_to("")
    assert not kept.is_known_to('"other"')


def numbered(number: int) -> Picture:
    return Picture("w500", "tmdb", f"poster{number:04}.jpg")


def test_the_least_recently_used_picture_is_evicted_first(tmp_path):
    rung = []
    disk = ImageFileCache(tmp_path, 1000, lambda: rung.append(True))
    now = time.time()
    for number in range(10):
        kept = disk.keep(numbered(number), bytes(100), ".webp")
        os.utime(kept.file, (now, now - 100_000 * (10 - number)))
    assert rung == []
    assert disk.find(numbered(0), ImageFormat.WEBP)  # asked for: the oldest is now the youngest

    disk.keep(numbered(10), bytes(100), ".webp")
    assert rung == [True]
    gone = disk.evict()

    left = [number for number in range(11) if disk.find(numbered(number), ImageFormat.WEBP)]
    assert gone == 2
    assert left == [0, *range(3, 11)]
    assert disk.evict() == 0


def test_a_failed_write_leaves_no_file(tmp_path, monkeypatch):
    disk = ImageFileCache(tmp_path, 10_000)

    def die(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", die)
    with pytest.raises(OSError, match="No space"):
        disk.keep(POSTER, b"picture", ".webp")

    assert disk.find(POSTER, ImageFormat.WEBP) is None
    assert list((tmp_path / INCOMING_FOLDER).iterdir()) == []


def test_temporary_files_of_a_killed_writer_are_removed(tmp_path):
    disk = ImageFileCache(tmp_path, 10_000)
    disk.keep(POSTER, b"picture", ".webp")
    abandoned, young = (
        tmp_path / INCOMING_FOLDER / name for name in ("abandoned.webp", "young.webp")
    )
    abandoned.write_bytes(b"half a pic")
    young.write_bytes(b"half a pic")
    os.utime(abandoned, (0, time.time() - 7200))

    disk.evict()

    assert not abandoned.exists()
    assert young.exists()
    assert disk.find(POSTER, ImageFormat.WEBP)


def test_new_pictures_are_limited_by_address_and_the_bucket_fills_up_again():
    now = [0.0]
    limit = RenditionRateLimiter(burst=3, per_second=2.0, clock_s=lambda: now[0])
    for _ in range(3):
        limit.take("10.0.0.1")

    with pytest.raises(TooManyNewImages):
        limit.take("10.0.0.1")
    limit.take("10.0.0.2")
    now[0] = 0.5
    limit.take("10.0.0.1")
    with pytest.raises(TooManyNewImages):
        limit.take("10.0.0.1")


def test_a_mirror_has_the_pictures_by_host_and_path():
    urls = mirror_urls("http://10.0.0.5:9000")

    assert urls(POSTER) == [
        "http://10.0.0.5:9000/image.tmdb.org/t/p/w500/abcd.jpg",
        "http://10.0.0.5:9000/image.tmdb.org/t/p/original/abcd.jpg",
    ]


def test_a_full_folder_wakes_the_part_that_clears_it(tmp_path):
    disk = ImageFileCache(tmp_path, 150)
    nowhere = Database("postgresql://127.0.0.1:1/nothing")  # a pool that is never opened
    part = ArtworkComponent(
        disk, UpstreamClient(NetworkGuard()), nowhere, Cache(None), lambda _path: None
    )
    job, _ = part.jobs()
    disk.keep(numbered(1), bytes(100), ".webp")
    assert not job.wakeup.is_set()

    disk.keep(numbered(2), bytes(100), ".webp")
    assert job.wakeup.is_set()
    assert job.work() is False  # it waits for the next bell

    assert [disk.find(numbered(n), ImageFormat.WEBP) is None for n in (1, 2)].count(True) == 1


def test_a_placeholder_decodes_as_by_the_reference_implementation():
    """Bytes that the scheme's own encoder gives for the same pixels."""
    pixels = [
        ((x * x + 7 * y) % 256, x * y * 3 % 251, (x + y * y) % 241)
        for y in range(18)
        for x in range(32)
    ]

    assert encode(32, 18, pixels).hex() == GOLDEN_HASH


@pytest.mark.parametrize("size", [(600, 900), (1920, 1080), (40, 3000), (3000, 40), (1, 1)])
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_placeholder_is_short_whatever_the_picture(size, kind):
    assert len(placeholder(picture_bytes(*size, kind))) <= 34


def test_a_placeholder_of_an_invalid_picture_is_refused():
    with pytest.raises(ImageFetchFailed):
        placeholder(b"<html>")
