"""
The arguments of ffmpeg: every one is a constant, a number of ours, or a name from a list.

Nothing from inside a file or from an address is among them; the file itself is an open
descriptor. One fragment is written to the standard output for each keyframe.
"""

from chalicelib.playback.models.rendition import Rendition
from worker.scanner.probe_child import FORMATS
from worker.transcoder.errors import CannotConvert
from worker.transcoder.ffmpeg import Ffmpeg, device_arguments, upload_filters
from worker.transcoder.manifest import CONVERTED_S
from worker.transcoder.media_index import MediaIndex

#: Added to every timestamp: decoding begins before the first picture, and none may be negative.
OFFSET_S = 10
MAX_ALLOCATION_BYTES = 2**29  # a single one
#: How far before a segment reading begins. Sound is often stored ahead of its picture.
COPIED_LEAD_S = 1.0
CONVERTED_LEAD_S = 0.3

BITRATES_KBPS = {2160: 20_000, 1080: 8_000, 720: 4_000, 480: 2_000, 360: 1_000}
#: Keeps the dialogue of surround sound: the centre in full, the sides at half.
STEREO = "aresample=48000:async=1:out_chlayout=stereo:center_mix_level=1:surround_mix_level=0.5"
TONE_MAP = (
    "zscale=tin={transfer}:min=bt2020nc:pin=bt2020:rin=tv:t=linear:npl=100,format=gbrpf32le,"
    "zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
)


def build(
    ffmpeg: Ffmpeg, index: MediaIndex, rendition: Rendition, start_s: float, descriptor: int
) -> list[str]:
    """Convert the file at `descriptor` from the segment at `start_s`. Raises `CannotConvert`."""
    check(index, rendition)
    is_copied = rendition.height is None
    lead_s = COPIED_LEAD_S if is_copied else CONVERTED_LEAD_S
    seek_s = max(start_s - lead_s, 0)
    command = [
        *(ffmpeg.path, "-v", "quiet", "-nostdin", "-max_alloc", str(MAX_ALLOCATION_BYTES)),
        *([] if is_copied else device_arguments(ffmpeg.encoder)),
        *("-protocol_whitelist", "file", "-format_whitelist", FORMATS),
        *(["-ss", f"{seek_s:.6f}"] if seek_s else []),
        *(["-noaccurate_seek"] if is_copied else []),
        *("-copyts", "-start_at_zero", "-i", f"file:/dev/fd/{descriptor}"),
    ]
    command += _picture(ffmpeg, index, rendition, start_s)
    command += _sound(index, rendition, start_s)
    return [
        *command,
        *("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"),
        *("-max_muxing_queue_size", "4096", "-avoid_negative_ts", "disabled"),
        *("-output_ts_offset", str(OFFSET_S), "-use_editlist", "0", "-flush_packets", "1"),
        *("-movflags", "+frag_keyframe+delay_moov+default_base_moof+frag_discont"),
        *("-f", "mp4", "pipe:1"),
    ]


def check(index: MediaIndex, rendition: Rendition) -> None:
    """Raises `CannotConvert` for a stream that the file does not have."""
    wanted = rendition.audio_index
    if wanted is not None and wanted not in {each.index for each in index.audio}:
        raise CannotConvert("This file does not have this audio track.", field="rendition")
    if rendition.burnt_index is not None and rendition.burnt_index not in index.picture_subtitles:
        raise CannotConvert("Only subtitles that are pictures are burnt in.", field="rendition")


def _picture(ffmpeg: Ffmpeg, index: MediaIndex, rendition: Rendition, start_s: float) -> list[str]:
    source = f"0:{index.video_index}"
    if rendition.height is None:
        tag = ["-tag:v", "hvc1"] if index.video_codec == "hevc" else []
        return ["-map", source, "-c:v", "copy", *tag]
    filters = _filters(ffmpeg, index, rendition.height, start_s)
    if rendition.burnt_index is None:
        chosen = ["-map", source, "-vf", filters]
    else:
        overlay = f"[{source}][0:{rendition.burnt_index}]overlay=(W-w)/2:H-h:eof_action=pass"
        chosen = ["-filter_complex", f"{overlay},{filters}[picture]", "-map", "[picture]"]
    return [*chosen, *_encoder(ffmpeg, rendition.height), *_keyframes(start_s)]


def _filters(ffmpeg: Ffmpeg, index: MediaIndex, height: int, start_s: float) -> str:
    width = height * 16 // 9
    factor = rf"min(1\,min({width}/(iw*sar)\,{height}/ih))"
    rate = f"{index.rate.numerator}/{index.rate.denominator}"
    chain = [
        f"trim=start={start_s:.6f}",
        "bwdif=deint=interlaced",
        # A constant rate: every segment has its frames, also of a picture that rarely changes.
        f"fps=fps={rate}:start_time={start_s:.6f}",
        f"scale=w=trunc({factor}*iw*sar/2)*2:h=trunc({factor}*ih/2)*2",
        "setsar=1",
    ]
    if index.transfer and ffmpeg.can_tone_map:
        chain.append(TONE_MAP.format(transfer=index.transfer))
    chain.append("format=nv12" if upload_filters(ffmpeg.encoder) else "format=yuv420p")
    return ",".join([*chain, *upload_filters(ffmpeg.encoder)])


def _encoder(ffmpeg: Ffmpeg, height: int) -> list[str]:
    kbps = BITRATES_KBPS[height]
    limits = ["-maxrate", f"{kbps}k", "-bufsize", f"{kbps * 2}k"]
    if ffmpeg.encoder != "libx264":
        return ["-c:v", ffmpeg.encoder, "-b:v", f"{kbps}k", *limits]
    preset = "veryfast" if height <= 720 else "superfast"  # noqa: PLR2004  # lines, as in HEIGHTS
    return [
        *("-c:v", "libx264", "-preset", preset, "-crf", "22", *limits),
        # A short lookahead: a segment is complete soon after its last frame is read.
        *("-profile:v", "high", "-sc_threshold", "0", "-rc-lookahead", "8"),
    ]


def _keyframes(start_s: float) -> list[str]:
    """A keyframe at each cut and nowhere else; `t` counts from the first frame."""
    number = round(start_s / CONVERTED_S)
    when = f"expr:gte(t+{start_s:.6f}+0.001,{CONVERTED_S}*({number}+n_forced))"
    return ["-g", "100000", "-force_key_frames", when]


def _sound(index: MediaIndex, rendition: Rendition, start_s: float) -> list[str]:
    if rendition.audio_index is None:
        return ["-an"]
    chosen = ["-map", f"0:{rendition.audio_index}"]
    track = next(each for each in index.audio if each.index == rendition.audio_index)
    if rendition.audio == "copy":
        # From MPEG-TS the headers of AAC are moved out of the stream; others pass unchanged.
        form = ["-bsf:a", "aac_adtstoasc"] if track.codec == "aac" else []
        return [*chosen, "-c:a", "copy", *form]
    # A copied picture begins at an earlier keyframe, and what precedes the segment is dropped.
    cut = [] if rendition.height is None else [f"atrim=start={start_s:.6f}"]
    mix = STEREO if track.channels > 2 else "aresample=48000:async=1:out_chlayout=stereo"  # noqa: PLR2004
    return [*chosen, "-af", ",".join([*cut, mix]), "-c:a", "aac", "-b:a", "192k"]
