"""
The only module that imports Pillow: makes a small picture of a large one.

Whatever a provider sends is decoded and written anew, so that nothing but a picture leaves here:
no metadata, no drawing with scripts in it, no file that is two things at once.
"""

import base64
import io
import struct
import threading
import zlib

from PIL import Image

from worker.artwork.errors import PictureNotFetched
from worker.artwork.forms import Form
from worker.artwork.thumbhash import LONGEST_PX, encode

READABLE = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
BIG_PIXELS = 10_000_000  # 40 MB once decoded; posters and backdrops stay below
TALLEST = 3  # times its width; nothing a page shows is taller
WEBP_QUALITY = 80
WEBP_METHOD = 2  # half the time of the default for 4 % more bytes
JPEG_QUALITY = 82

#: What the decoders raise for files that are broken on purpose or by accident.
BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

_one_big = threading.Lock()  # at a time, so that memory stays bounded

# Judged here, before anything is decoded; Pillow itself would only warn.
Image.MAX_IMAGE_PIXELS = None


def shrink(content: bytes, width_px: int, form: Form) -> tuple[bytes, str]:
    """
    The picture at most `width_px` wide, and the end of its file's name.

    Raises `PictureNotFetched` when `content` is no picture we can read, or is too large.
    """
    try:
        with Image.open(io.BytesIO(content), formats=READABLE) as picture:
            pixels = picture.width * picture.height
            if pixels > MAX_PIXELS:
                raise PictureNotFetched("This picture is too large.")
            if pixels > BIG_PIXELS:
                with _one_big:
                    return _written(picture, width_px, form)
            return _written(picture, width_px, form)
    except BROKEN as error:
        raise PictureNotFetched("This is not a picture.") from error


def placeholder(content: bytes) -> str:
    """
    What stands in for the picture until it is there: its ThumbHash in base64, without padding.

    `content` is a picture that was written here. Raises `PictureNotFetched` when it is not.
    """
    try:
        with Image.open(io.BytesIO(content), formats=READABLE) as picture:
            picture.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.BOX, reducing_gap=2.0)
            plain = picture.convert("RGB")
    except BROKEN as error:
        raise PictureNotFetched("This is not a picture.") from error
    pixels = plain.tobytes()
    found = encode(plain.width, plain.height, zip(*[iter(pixels)] * 3, strict=True))
    return base64.b64encode(found).rstrip(b"=").decode()


def _written(picture: Image.Image, width_px: int, form: Form) -> tuple[bytes, str]:
    picture.thumbnail((width_px, width_px * TALLEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    has_alpha = picture.has_transparency_data
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()
    out = io.BytesIO()
    if form is Form.WEBP:
        plain.save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
        return out.getvalue(), ".webp"
    if has_alpha:
        plain.save(out, "PNG")
        return out.getvalue(), ".png"
    plain.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return out.getvalue(), ".jpg"
