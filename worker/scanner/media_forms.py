"""One name for each container, codec and resolution, whatever the libraries call them. Pure."""

#: FFmpeg's container names that are not already ours, by their first word.
CONTAINERS = {
    "mov": "mp4",
    "matroska": "mkv",
    "mpegts": "ts",
    "mpeg": "mpg",
    "asf": "wmv",
    "ogg": "ogv",
    "live_flv": "flv",
}

MIME_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "ts": "video/mp2t",
    "mpg": "video/mpeg",
    "ogv": "video/ogg",
    "wmv": "video/x-ms-wmv",
    "flv": "video/x-flv",
}
UNKNOWN_MIME_TYPE = "application/octet-stream"

#: FFmpeg's codec names that people know under another one.
CODECS = {
    "mpeg2video": "mpeg2",
    "mpeg1video": "mpeg1",
    "subrip": "srt",
    "mov_text": "tx3g",
    "hdmv_pgs_subtitle": "pgs",
    "dvd_subtitle": "vobsub",
}

EBML_MAGIC = b"\x1a\x45\xdf\xa3"

#: The least height and the least width that earn a label: a wide film has few lines, and a
#: narrow one few columns, but neither is a lesser picture.
RESOLUTIONS = (
    ("4320p", 4000, 7000),
    ("2160p", 1900, 3400),
    ("1440p", 1400, 2500),
    ("1080p", 1000, 1800),
    ("720p", 700, 1200),
    ("576p", 560, 1000),
    ("480p", 460, 800),
    ("360p", 340, 600),
    ("240p", 230, 400),
)
SMALLEST = "144p"


def container_of(ffmpeg_name: str, first_bytes: bytes) -> str:
    """The container: Matroska and WebM, MP4 and QuickTime differ only in their first bytes."""
    first_word = ffmpeg_name.partition(",")[0]
    if first_word == "matroska" and first_bytes.startswith(EBML_MAGIC) and b"webm" in first_bytes:
        return "webm"
    if first_word == "mov" and first_bytes[4:12] == b"ftypqt  ":
        return "mov"
    return CONTAINERS.get(first_word, first_word)


def mime_type_of(container: str) -> str:
    return MIME_TYPES.get(container, UNKNOWN_MIME_TYPE)


def resolution_of(width_px: int, height_px: int) -> str:
    """The label of a picture, such as `1080p` for 1920 x 800; empty when there is no picture."""
    if not width_px or not height_px:
        return ""
    shorter, longer = sorted((width_px, height_px))  # a film may stand upright
    for label, height, width in RESOLUTIONS:
        if shorter >= height or longer >= width:
            return label
    return SMALLEST
