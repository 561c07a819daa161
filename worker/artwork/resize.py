"""
Resizes images; the only module that imports Pillow.

Every image is decoded and encoded again, so that the output holds pixels only: no metadata, no
SVG scripts, no polyglot files.
"""

import base64
import io
import struct
import threading
import zlib

from PIL import Image

from worker.artwork.errors import ImageFetchFailed
from worker.artwork.formats import ImageFormat
from worker.artwork.thumbhash import LONGEST_PX, encode

READABLE = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
BIG_PIXELS = 10_000_000  # 40 MB once decoded; posters and backdrops stay below
MAX_HEIGHT_RATIO = 3  # height to width; no page shows a taller image
MIN_WIDTH_PX = 92  # decoders read a JPEG at an eighth of its size for so little
WEBP_QUALITY = 80
WEBP_METHOD = 2  # half the time of the default for 4 % more bytes
JPEG_QUALITY = 82

#: What decoders raise for corrupt or hostile files.
BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

_one_big = threading.Lock()  # one at a time: bounds memory

# Checked here before decoding; Pillow itself would only warn.
Image.MAX_IMAGE_PIXELS = None


def resize_image(content: bytes, width_px: int, form: ImageFormat) -> tuple[bytes, str]:
    """
    The image at most `width_px` wide, and its file suffix.

    Raises `ImageFetchFailed` when `content` is not a supported image, or is too large.
    """
    try:
        with Image.open(io.BytesIO(content), formats=READABLE) as picture:
            pixels = picture.width * picture.height
            if pixels > MAX_PIXELS:
                raise ImageFetchFailed("This image is too large.")
            if pixels > BIG_PIXELS:
                with _one_big:
                    return _written(picture, width_px, form)
            return _written(picture, width_px, form)
    except BROKEN as error:
        raise ImageFetchFailed("This is not a picture.") from error


def is_picture(content: bytes) -> bool:
    """Whether `resize_image` can read the image to its end."""
    try:
        resize_image(content, MIN_WIDTH_PX, ImageFormat.PLAIN)
    except ImageFetchFailed:
        return False
    return True


def placeholder(content: bytes) -> str:
    """
    The ThumbHash of an image in base64, without padding.

    `content` is an image that `resize` wrote. Raises `ImageFetchFailed` when it is not.
    """
    try:
        with Image.open(io.BytesIO(content), formats=READABLE) as picture:
            picture.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.BOX, reducing_gap=2.0)
            plain = picture.convert("RGB")
    except BROKEN as error:
        raise ImageFetchFailed("This is not a picture.") from error
    pixels = plain.tobytes()
    found = encode(plain.width, plain.height, zip(*[iter(pixels)] * 3, strict=True))
    return base64.b64encode(found).rstrip(b"=").decode()


def _written(picture: Image.Image, width_px: int, form: ImageFormat) -> tuple[bytes, str]:
    picture.thumbnail(
        (width_px, width_px * MAX_HEIGHT_RATIO), Image.Resampling.LANCZOS, reducing_gap=2.0
    )
    has_alpha = picture.has_transparency_data
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()
    out = io.BytesIO()
    if form is ImageFormat.WEBP:
        plain.save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
        return out.getvalue(), ".webp"
    if has_alpha:
        plain.save(out, "PNG")
        return out.getvalue(), ".png"
    plain.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return out.getvalue(), ".jpg"
