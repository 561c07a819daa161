"""
Image formats and content negotiation; no I/O.

WebP where the client accepts it, otherwise JPEG, or PNG for images with transparency. No AVIF: at
WebP's speed it saves 8 %, and where it saves 20 % it takes six times as long.
"""

from enum import Enum


class ImageFormat(Enum):
    """The file suffixes an image of this format may have."""

    WEBP = (".webp",)
    PLAIN = (".jpg", ".png")


CONTENT_TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".png": "image/png"}


def negotiate_format(accept: str) -> ImageFormat:
    """WebP only for a client that names it: `*/*` does not say what the client can decode."""
    for part in accept.split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip().lower() == "image/webp":
            refused = quality.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000")
            return ImageFormat.PLAIN if refused else ImageFormat.WEBP
    return ImageFormat.PLAIN
