"""Short films made by ffmpeg at test time, once per run of the tests."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from chalicelib.playback.service.ffmpeg_discovery import find_ffmpeg
from tests.picture_subtitles import white_box

SECONDS = 20
HEAVY_SECONDS = 120
SPOKEN_LINE, DRAWN_LINE = "What did Adam say?", "Was hat Adam gesagt?"
PICTURE = f"testsrc2=s=160x90:r=24:d={SECONDS}"
SOUND = f"sine=f=440:r=48000:d={SECONDS}"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "48", "-sc_threshold", "0")


@cache
def _kept() -> TemporaryDirectory[str]:
    """Removed when the process ends."""
    return TemporaryDirectory(prefix="seen-clips-")


def _folder() -> Path:
    return Path(_kept().name)


def make(name: str, *arguments: str) -> Path:
    """Run ffmpeg with `arguments` and the file as its output, unless it is there."""
    path = _folder() / name
    if not path.exists():
        binary = find_ffmpeg()
        assert binary is not None
        subprocess.run(
            [binary, "-v", "error", "-nostdin", "-y", *arguments, path],
            check=True,
            timeout=120,
        )
    return path


def surround() -> Path:
    """H.264 with a keyframe every 2 s and AC-3 5.1, in Matroska."""
    return make(
        "surround.mkv",
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND),
        *(*H264, "-c:a", "ac3", "-ac", "6"),
    )


def sound_ahead() -> Path:
    """As `surround`, with the sound stored a tenth of a second ahead of its picture."""
    return make(
        "sound_ahead.mkv",
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND),
        *(*H264, "-c:a", "ac3", "-ac", "6", "-audio_preload", "100000"),
    )


def surround_mp4() -> Path:
    """`surround` in MP4."""
    return make("surround.mp4", "-i", str(surround()), "-c", "copy")


def two_languages() -> Path:
    """
    H.264, AC-3 5.1 in English and German, SRT in English and ASS in German, in Matroska. The German
    line is red and in the upper left.
    """
    spoken, drawn = _folder() / "spoken.srt", _folder() / "drawn.ass"
    spoken.write_text(f"1\n00:00:00,000 --> 00:00:{SECONDS},000\n{SPOKEN_LINE}\n")
    drawn.write_text(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: 160\nPlayResY: 90\n\n"
        "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, Bold, Alignment\n"
        "Style: Sign,A font that no device has,18,&H000000FF,-1,7\n\n"
        "[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        f"Dialogue: 0,0:00:00.00,0:00:{SECONDS}.00,Sign,,0,0,0,,{DRAWN_LINE}\n"
    )
    return make(
        "two_languages.mkv",
        *("-i", str(surround()), "-f", "lavfi", "-i", f"sine=f=660:r=48000:d={SECONDS}"),
        *("-i", str(spoken), "-i", str(drawn)),
        *("-map", "0", "-map", "1", "-map", "2", "-map", "3"),
        *("-c", "copy", "-c:s:1", "ass", "-c:a:1", "ac3", "-ac:a:1", "6"),
        *("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger"),
        *("-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=ger"),
    )


def ten_bit() -> Path:
    """HEVC with 10 bits in Matroska."""
    return make(
        "ten_bit.mkv",
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=24:d=6", "-f", "lavfi", "-i", SOUND),
        *("-t", "6", "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le"),
        *("-x265-params", "log-level=none", "-c:a", "aac"),
    )


def variable() -> Path:
    """H.264 of variable frame rate, starting at 5 s, in MPEG-TS."""
    return make(
        "variable.ts",
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND),
        *("-vf", "select='if(lt(t,8),not(mod(n,3)),1)'", "-fps_mode", "vfr"),
        *(*H264, "-c:a", "aac", "-output_ts_offset", "5"),
    )


def old() -> Path:
    """MPEG-4 part 2 and MP3 in AVI."""
    return make(
        "old.avi",
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND),
        *("-c:v", "mpeg4", "-vtag", "XVID", "-g", "48", "-c:a", "libmp3lame"),
    )


def cut_off() -> Path:
    """The first 60 % of `surround`."""
    path = _folder() / "cut_off.mkv"
    if not path.exists():
        content = surround().read_bytes()
        path.write_bytes(content[: len(content) * 6 // 10])
    return path


def cut_short() -> Path:
    """The first 40 % of H.264 and AAC in Matroska, which a browser plays as it is."""
    whole = make(
        "stereo.mkv",
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND),
        *(*H264, "-c:a", "aac"),
    )
    path = _folder() / "cut_short.mkv"
    if not path.exists():
        content = whole.read_bytes()
        path.write_bytes(content[: len(content) * 4 // 10])
    return path


def long() -> Path:
    """Four minutes of H.264 without sound, in MP4 that starts playing at once."""
    return make(
        "long.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=160x90:r=10:d=240"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "100", "-movflags", "+faststart"),
    )


def heavy() -> Path:
    """A film of 60 MB in MP4 that starts playing at once: more than a browser loads ahead."""
    rate = "4M"
    return make(
        "heavy.mp4",
        *("-f", "lavfi", "-i", f"testsrc2=s=320x180:r=24:d={HEAVY_SECONDS}"),
        # Filler keeps a simple picture at the bit rate.
        *(*H264, "-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate),
        *("-x264-params", "nal-hrd=cbr", "-movflags", "+faststart"),
    )


def long_wrapped() -> Path:
    """`long` in MPEG-TS, which no browser opens."""
    return make("long.ts", "-i", str(long()), "-c", "copy")


def drawn_subtitles() -> Path:
    """A black picture; a white box as a subtitle of a Blu-ray and of a DVD, from 4 s to 18 s."""
    box = _folder() / "box.sup"
    box.write_bytes(white_box([(4, 18)]))
    return make(
        "drawn_subtitles.mkv",
        *("-f", "lavfi", "-i", f"color=black:s=160x90:r=24:d={SECONDS}", "-itsoffset", "4"),
        *("-i", str(box)),
        *("-map", "0", "-map", "1", "-map", "1", *H264, "-c:s:0", "copy", "-c:s:1", "dvdsub"),
    )


def endless_subtitle() -> Path:
    """As `drawn_subtitles` of a DVD alone, without an end: the container claims 1193 hours."""
    box = _folder() / "endless.sup"
    box.write_bytes(white_box([(4, None)]))
    return make(
        "endless_subtitle.mkv",
        *("-f", "lavfi", "-i", f"color=black:s=160x90:r=24:d={SECONDS}", "-itsoffset", "4"),
        *("-i", str(box), "-map", "0", "-map", "1", *H264, "-c:s", "dvdsub"),
    )


def french_pictures() -> Path:
    """`drawn_subtitles`, of which the first is French."""
    first_is_french = ("-metadata:s:s:0", "language=fre")
    return make(
        "french_pictures.mkv",
        *("-i", str(drawn_subtitles()), "-map", "0", "-c", "copy", *first_is_french),
    )


def hdr() -> Path:
    """HEVC with 10 bits in HDR10: a white of 1000 candela per square metre, in Matroska."""
    colors = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
    return make(
        "hdr.mkv",
        # Three quarters of the code of PQ (SMPTE ST 2084).
        *("-f", "lavfi", "-i", "color=0xC0C0C0:s=160x90:r=24:d=4"),
        *("-vf", f"scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le,{colors}"),
        *("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"),
    )


def unlabelled_hdr() -> Path:
    """The same, in a container that says nothing of its colors."""
    silent = ("-color_trc", "unspecified", "-color_primaries", "unspecified")
    return make("unlabelled_hdr.mkv", "-i", str(hdr()), "-c", "copy", *silent)
