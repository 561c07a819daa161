"""
The arguments of ffmpeg: every one is a constant, a number of ours, or a name from a list.

Nothing from inside a file or from an address is among them; the film itself is an open descriptor
or an address that we signed. One fragment is written to the standard output for each keyframe.
"""

from bisect import bisect_right

from chalicelib.playback.models.rendition import AUDIO_BITRATE_KBPS, Rendition
from worker.media_input import MediaInput, protocols_of
from worker.scanner.probe_child import FORMATS
from worker.transcoder import encoders
from worker.transcoder.errors import CannotConvert
from worker.transcoder.ffmpeg_discovery import Ffmpeg
from worker.transcoder.manifest import CONVERTED_S, CUT_SLACK_S
from worker.transcoder.media_index import MediaIndex

#: Added to every timestamp: decoding begins before the first picture, and none may be negative.
OFFSET_S = 10
MAX_ALLOCATION_BYTES = 2**29  # a single one
#: How far before a segment reading begins. Some files store the sound ahead of its picture.
COPIED_LEAD_S = 1.0
#: ffmpeg seeks 3/23 s earlier in a file whose pictures are reordered, and so finds the keyframe
#: before the one at that time. Source: ffmpeg_demux.c
SEEK_AFTER_S = 0.14
CONVERTED_LEAD_S = 0.3
#: So many pictures wait to be put in order when a segment ends, and its sound ends before them:
#: that of a run which begins with the next segment begins there.
REORDERED_PICTURES = 3
SOUND_PACKET_S = 0.05
#: A subtitle is stored where it appears, and may still be there; its parts may be apart.
BURNT_LEAD_S = 5.0
MAX_BURNT_LEAD_S = 20.0  # all of it is decoded before the first picture

#: Keeps the dialogue of surround sound: the centre in full, the sides at half.
STEREO = "aresample=48000:async=1:out_chlayout=stereo:center_mix_level=1:surround_mix_level=0.5"
TONE_MAP = (
    # A file may name its transfer alone.
    "setparams=color_trc={transfer}:color_primaries=bt2020:colorspace=bt2020nc:range=tv,"
    "zscale=t=linear:npl=100,format=gbrpf32le,"
    "zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
)


def build(
    ffmpeg: Ffmpeg, index: MediaIndex, rendition: Rendition, start_s: float, source: MediaInput
) -> list[str]:
    """Convert the film from the segment at `start_s`. Raises `CannotConvert`."""
    check(index, rendition)
    is_copied = rendition.height is None
    seek_s = _seek_s(index, rendition, start_s)
    command = [
        *(ffmpeg.path, "-v", "quiet", "-nostdin", "-max_alloc", str(MAX_ALLOCATION_BYTES)),
        *([] if is_copied else encoders.input_arguments(ffmpeg.encoder)),
        *("-protocol_whitelist", protocols_of(source.address), "-format_whitelist", FORMATS),
        # A store may close a connection that waits while the player has enough.
        *([] if source.descriptors else ["-reconnect", "1", "-reconnect_delay_max", "4"]),
        *(["-ss", f"{seek_s:.6f}"] if seek_s else []),
        *(["-noaccurate_seek"] if is_copied else []),
        *("-copyts", "-start_at_zero", "-i", source.address),
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
    burnt = rendition.burnt_index
    if burnt is not None and burnt not in {each.index for each in index.picture_subtitles}:
        raise CannotConvert("Only subtitles that are pictures are burnt in.", field="rendition")


def _picture(ffmpeg: Ffmpeg, index: MediaIndex, rendition: Rendition, start_s: float) -> list[str]:
    source = f"0:{index.video_index}"
    if rendition.height is None:
        tag = ["-tag:v", "hvc1"] if index.video_codec == "hevc" else []
        return ["-map", source, "-c:v", "copy", *tag]
    filters = ",".join(_filters(ffmpeg, index, rendition.height, start_s))
    last = ",".join(encoders.last_filters(ffmpeg.encoder))
    if rendition.burnt_index is None:
        chosen = ["-map", source, "-vf", f"{filters},{last}"]
    else:
        # Drawn last, in the colors of the screen.
        drawn = f"[0:{rendition.burnt_index}]{_subtitle_scale(index, rendition.height)}[drawn]"
        graph = (
            f"[{source}]{filters},format=yuv420p[base];{drawn};"
            f"[base][drawn]overlay=(W-w)/2:H-h:eof_action=pass,{last}[picture]"
        )
        chosen = ["-filter_complex", graph, "-map", "[picture]"]
    return [*chosen, *encoders.arguments(ffmpeg.encoder, rendition.height), *_keyframes(start_s)]


def _seek_s(index: MediaIndex, rendition: Rendition, start_s: float) -> float:
    """Where ffmpeg is told to seek; 0: reading begins with the file."""
    if not start_s:
        return 0
    if rendition.burnt_index is not None:
        return max(start_s - _burnt_lead_s(index, rendition.burnt_index, start_s), 0)
    if rendition.height is not None:
        return max(start_s - max(CONVERTED_LEAD_S, _sound_lead_s(index)), 0)
    if not index.has_sound_at_keyframes:
        return max(start_s - COPIED_LEAD_S, 0)
    following = bisect_right(index.keyframes, start_s)
    end_s = index.keyframes[following] if following < len(index.keyframes) else index.end_s
    return start_s + min(SEEK_AFTER_S, (end_s - start_s) / 2)


def _sound_lead_s(index: MediaIndex) -> float:
    """How far before a segment the sound of the segment before it may end."""
    return REORDERED_PICTURES / float(index.rate) + SOUND_PACKET_S


def _burnt_lead_s(index: MediaIndex, burnt_index: int, start_s: float) -> float:
    """Back to where the subtitle that may be there appeared, if that is not far."""
    subtitle = next(each for each in index.picture_subtitles if each.index == burnt_index)
    before = bisect_right(subtitle.changes, start_s)
    if not before:
        return BURNT_LEAD_S
    lead_s = start_s - subtitle.changes[before - 1] + CONVERTED_LEAD_S
    return lead_s if BURNT_LEAD_S < lead_s <= MAX_BURNT_LEAD_S else BURNT_LEAD_S


def _filters(ffmpeg: Ffmpeg, index: MediaIndex, height: int, start_s: float) -> list[str]:
    width = height * 16 // 9
    factor = rf"min(1\,min({width}/(iw*sar)\,{height}/ih))"
    rate = f"{index.rate.numerator}/{index.rate.denominator}"
    tone_map = [TONE_MAP.format(transfer=index.transfer)] if index.transfer else []
    return [
        f"trim=start={start_s:.6f}",
        "bwdif=deint=interlaced",
        # A constant rate: every segment has its frames, also of a picture that rarely changes.
        f"fps=fps={rate}:start_time={start_s:.6f}",
        f"scale=w=trunc({factor}*iw*sar/2)*2:h=trunc({factor}*ih/2)*2",
        "setsar=1",
        *(tone_map if ffmpeg.can_tone_map else []),
    ]


def _subtitle_scale(index: MediaIndex, height: int) -> str:
    """
    As wide as the picture becomes. One that was drawn for a picture of another shape, such as the
    one with black bars that a film was cut from, keeps its own.
    """
    shown_width, lines = index.picture_size
    factor = min(1, height * 16 // 9 / shown_width, height / lines)
    width, becomes = (int(factor * length / 2) * 2 for length in index.picture_size)
    return rf"scale=w={width}:h=if(eq(ih\,{lines})\,{becomes}\,{width}*ih/iw)"


def _keyframes(start_s: float) -> list[str]:
    """A keyframe at each cut and nowhere else; `t` counts from the first frame."""
    number = round(start_s / CONVERTED_S)
    when = f"expr:gte(t+{start_s:.6f}+{CUT_SLACK_S},{CONVERTED_S}*({number}+n_forced))"
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
    begins_s = max(start_s - _sound_lead_s(index), 0)
    cut = [] if rendition.height is None else [f"atrim=start={begins_s:.6f}"]
    mix = STEREO if track.channels > 2 else "aresample=48000:async=1:out_chlayout=stereo"  # noqa: PLR2004
    return [*chosen, "-af", ",".join([*cut, mix]), "-c:a", "aac", "-b:a", f"{AUDIO_BITRATE_KBPS}k"]
