"""What people call codecs and containers."""

CODECS = {
    "aac": "AAC",
    "ac3": "Dolby Digital",
    "alac": "ALAC",
    "av1": "AV1",
    "dts": "DTS",
    "eac3": "Dolby Digital Plus",
    "flac": "FLAC",
    "h264": "H.264",
    "hevc": "HEVC",
    "mp2": "MP2",
    "mp3": "MP3",
    "mpeg1": "MPEG-1",
    "mpeg2": "MPEG-2",
    "mpeg4": "MPEG-4",
    "opus": "Opus",
    "truehd": "Dolby TrueHD",
    "vc1": "VC-1",
    "vorbis": "Vorbis",
    "vp8": "VP8",
    "vp9": "VP9",
}
CONTAINERS = {
    "avi": "AVI",
    "flv": "Flash",
    "mkv": "Matroska",
    "mov": "QuickTime",
    "mp4": "MP4",
    "mpg": "MPEG",
    "ogv": "Ogg",
    "ts": "MPEG-TS",
    "webm": "WebM",
    "wmv": "Windows Media",
}
CHANNELS = {1: "Mono", 2: "Stereo", 6: "5.1", 7: "6.1", 8: "7.1"}


def codec_name(codec: str) -> str:
    return CODECS.get(codec, "PCM" if codec.startswith("pcm") else codec.upper())


def container_name(container: str) -> str:
    return CONTAINERS.get(container, container.upper())


def channels_name(channels: int) -> str:
    """`5.1` of 6; empty when it is not known."""
    return CHANNELS.get(channels, f"{channels} channels" if channels else "")
