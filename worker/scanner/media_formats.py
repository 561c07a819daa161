"""Our names of containers, codecs and resolutions, from FFmpeg's. No I/O."""

#: FFmpeg container names, by their first word, where ours differ.
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

#: FFmpeg codec names with a more common name.
CODECS = {
    "mpeg2video": "mpeg2",
    "mpeg1video": "mpeg1",
    "subrip": "srt",
    "mov_text": "tx3g",
    "hdmv_pgs_subtitle": "pgs",
    "dvd_subtitle": "vobsub",
}

EBML_MAGIC = b"\x1a\x45\xdf\xa3"

#: The minimum height or width of each label: a widescreen film has fewer lines and a 4:3 film
#: fewer columns at the same quality.
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


def container_of(ffmpeg_name: str, first_bytes: bytes) -> str:
    """The container. WebM and QuickTime are told from Matroska and MP4 by their first bytes."""
    first_word = ffmpeg_name.partition(",")[0]
    if first_word == "matroska" and first_bytes.startswith(EBML_MAGIC) and b"webm" in first_bytes:
        return "webm"
    if first_word == "mov" and first_bytes[4:12] == b"ftypqt  ":
        return "mov"
    return CONTAINERS.get(first_word, first_word)


def mime_type_of(container: str) -> str:
    return MIME_TYPES.get(container, UNKNOWN_MIME_TYPE)


def resolution_of(width_px: int, height_px: int) -> str:
    """The label of a video, such as `1080p` for 1920 x 800; empty without a video stream."""
    if not width_px or not height_px:
        return ""
    shorter, longer = sorted((width_px, height_px))  # portrait videos
    for label, height, width in RESOLUTIONS:
        if shorter >= height or longer >= width:
            return label
    return f"{shorter}p"
