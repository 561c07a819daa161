"""
Pictures of accounts: decoded and encoded again, so that only pixels are kept.

No metadata, such as where a photo was taken, and no other file inside the picture survives.
"""

import base64
import io
import struct
import zlib

from chalicelib.accounts.errors import BadPicture

READABLE = ("JPEG", "PNG", "WEBP")
SIDE_PX = 192  # twice the largest size on a page
MAX_PIXELS = 16_000_000  # 64 MB once decoded; pages shrink photos before they send them
QUALITY = 82

#: What decoders raise for corrupt or hostile files.
BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


def square_webp(image: str) -> bytes:
    """The middle of an image, given in base64, as a small WebP. Raises `BadPicture`."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # cold starts: few requests bring a picture

    try:
        content = base64.b64decode(image, validate=True)
        with Image.open(io.BytesIO(content), formats=READABLE) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise BadPicture("This picture has too many pixels.", field="image")
            picture.thumbnail((4 * SIDE_PX, 4 * SIDE_PX), reducing_gap=2.0)
            upright = ImageOps.exif_transpose(picture)
            square = ImageOps.fit(upright.convert("RGB"), (SIDE_PX, SIDE_PX))
    except BROKEN as error:
        raise BadPicture("Choose a JPEG, PNG or WebP picture.", field="image") from error
    square.info.clear()
    out = io.BytesIO()
    square.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
