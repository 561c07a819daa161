"""The text of a complete HLS manifest; no I/O. Source: RFC 8216 (HTTP Live Streaming)."""

import math
from collections.abc import Iterable, Sequence

MANIFEST_TYPE = "application/vnd.apple.mpegurl"  # section 4


def render_manifest(header: str, durations: Sequence[float], addresses: Iterable[str]) -> str:
    """
    The manifest of a film: the address of the header of all segments, and of each segment its
    length in seconds and its address.
    """
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, math.ceil(max(durations)))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{header}"',
    ]
    for duration, address in zip(durations, addresses, strict=True):
        lines += [f"#EXTINF:{duration:.6f},", address]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
