"""
The words of a name that say how a film was made into a file: resolution, source, codec, sound.

One expression finds all of them. A strong word ends the title wherever it stands; a weak one may be
a word of a title (Web, Proper, Line) and counts only beside or after what is certain.
"""

import re

from worker.names.editions import EDITION_WORDS
from worker.names.languages import LANGUAGE_WORDS, STRONG_LANGUAGE_WORDS

SOURCES = {
    "BluRay": r"blu[ .-]?ray|bdrip|br[ .-]?rip|bdremux|bdmv|bd(?:25|50|66|100|iso|r)|bd-?rip|b[dr](?:rip)?mux|hd[ .-]?dvd|uhdbd",
    "WEB-DL": r"web[ .-]?dl(?:[ .-]?rip)?|webhd|amazonhd|ithd|itunes ?hd|web[ .-]?mux",
    "WEBRip": r"web[ .-]?rip|webcap|web[ .-]?cap|vodrip|vod[ .-]rip",
    "HDTV": r"[au]?hdtv(?:[ .-]?rip|mux)?|[ps]dtv|dsr(?:ip)?|dthrip|dvb(?:[ .-]?rip)?|sat[ .-]?rip|tv[ .-]?rip|iptv(?:rip)?",
    "DVD": r"dvd[ .-]?rip|dvd(?:[59r]|(?:rip)?mux|[ .-][r59])|dvdivx|hq[ .-]?dvd[ .-]?rip",
    "HDRip": r"hd[ .-]?rip|microhd|uhd[ .-]?rip",
    "SCR": r"(?:dvd|bd|web|hd)?[ .-]?scr(?:eener)?|(?:dvd|bd)[ .-]scr",
    "CAM": r"(?:hd|hq)[ .-]?cam(?:[ .-]?rip)?|cam[ .-]?rip",
    "TELESYNC": r"(?:hd|pd)[ .-]?ts(?:rip)?|telesync|tsrip",
    "TELECINE": r"hd[ .-]?tc(?:rip)?|telecine",
    "VHS": r"vhs(?:[ .-]?rip)?|ldrip|laserdisc",
    "WORKPRINT": r"workprint",
    "R5": r"r5",
}
WEAK_SOURCES = {
    "BluRay": r"bd",
    "WEB-DL": r"web|vod",
    "DVD": r"dvd|pal|ntsc",
    "CAM": r"cam",
    "TELESYNC": r"ts",
    "TELECINE": r"tc",
    "HDTV": r"tv",
}
CODECS = {
    "x264": r"x[ .]?264",
    "x265": r"x[ .]?265",
    "H.264": r"h[ .]?264|avc(?:1|hd)?|hi10p?|hi444p{0,2}",
    "H.265": r"h[ .]?265|hevc(?:10)?",
    "H.266": r"h[ .]?266|vvc",
    "XviD": r"xvid(?:hd)?",
    "DivX": r"divx\d?|dvdivx",
    "AV1": r"av1",
    "VP9": r"vp9",
    "VP8": r"vp8",
    "VC-1": r"vc[ -]?1",
    "MPEG-2": r"mpeg[ -]?2",
    "MPEG-4": r"mpeg[ -]?4",
    "RealVideo": r"rv[1-4]0|rmvb",
    "WMV": r"wmv",
}
AUDIO = {
    "DDP": r"(?:ddp|dd\+|ddpa|e-?ac-?3)(?:[ .-]?[1-9][ .][01])?",
    "DD": r"dd-?ex|(?:dd|ac-?3|dolby ?d(?:igital)?)(?:[ .-]?[1-9][ .][01])|ac-?3d?|dolby[ .]?digital",
    "TrueHD": r"true[ .-]?hd(?:[ .-]?[1-9][ .][01])?",
    "Atmos": r"(?:dolby ?)?atmos|ddpa|ddpatmos",
    "DTS:X": r"dts[ .:-]?x",
    "DTS-HD MA": r"dts[ .-]?(?:hd[ .-]?)?ma(?:[ .-]?[1-9][ .][01])?",
    "DTS-HD": r"dts[ .-]?(?:hd(?:[ .-]?(?:hra?|es))?|es|hra?)(?:[ .-]?[1-9][ .][01])?",
    "DTS": r"dts(?:[ .-]?[1-9][ .][01])?",
    "AAC": r"(?:he-?|qaac|q-?)?aac(?:x?[234]|(?:lc)?[ .-]?[1-9][ .][01])?",
    "FLAC": r"flac(?:x?[234]|[ .-]?[1-9][ .][01])?",
    "Opus": r"(?:lib)?opus[ .-]?[1-9][ .][01]|(?:lib)?opus",
    "MP3": r"mp3",
    "Vorbis": r"ogg|vorbis",
    "PCM": r"l?pcm(?:[ .-]?[1-9][ .][01])?",
}
HDR = {
    "HDR10+": r"hdr10(?:\+|[ .-]?p(?:lus)?)",
    "HDR10": r"hdr10",
    "HDR": r"hdr",
    "DV": r"dolby[ .-]?vision|dovi",
    "HLG": r"hlg",
    "SDR": r"sdr",
}
RESOLUTION = r"""
    \d{3,4}[ ]?[x*][ ]?(?!26[45])\d{3,4}(?:[pi]|up)?
    |(?:hd|bd|web|dvd|uhd|tc|ts|m)?(?:4320|2160|1440|1080|1072|1040|900|864|816|810|800|796|720|576|544|540|534|528|520|480
        |436|432|428|404|400|396|384|368|366|360|352|288|272|270|240)(?:[pi](?:x?\d{2,3}(?:fps)?)?|[ ]p)
    |(?:640|854|1024|1280|1920|2048|3840|4096)|(?:1080|720|480)hd|(?:hd|bd)(?:1080|720)
"""
FLAGS = {
    "proper": r"(?:real[ .-])?proper|re-?pack\d?|rerip|re-?rip",
    "threed": r"(?:3d[ .-]?)?(?:(?:h(?:alf)?|f(?:ull)?)[ .-]?(?:sbs|ou|tab)|sbs)|bluray3d|bd3d",
    "dv": r"dv",
    "channels": r"[1-9][ .][01](?:[ .-]?ch)?|[1268]ch|[78][ .]1|stereo|mono",
    "bits": r"(?:8|10|12)[ .-]?bits?|hi10p?",
    "flag": r"""internal|stv|doku|hfr|\d\dfps|xxx|om|dl|ld|md|ml|limited|retail|complete|multi(?:sub|audio|lang)?s?|dual(?:[ .-]?audio)?|ppv|latino|audio[ .]latino|dubbed|dubs?|subbed|subs?|hc|hardsubs?
        |softsubs?|line|hybrid|read[ .]?nfo|dirfix|nfofix|syncfix|convert|ws|fs|oar|hq|lq|batch|uncensored|censored|remux|untouched
        |hd|sd|fhd|uhd|[248]k|480|720|1080|2160|ultrahd|raws?|tv-?ad|ova|oad|ntsc|pal|eng?[ .-]?subs?|us[ .-]blu-ray|nf|amzn|dsnp|hmax|hulu|atvp|pcok|itunes
        |netflix|crav|stan|ip|pmtp|bili|b-?global|baha|cr|funi|max|amazon|disney\+?|hbo|esub|e-?subs?|msubs?|x3|final|fullhd|full[ .-]hd|sample|vol[ .]?\d+|bonus|(?:nc)?(?:op|ed)\d*""",
}
STRONG_FLAGS = r"\d\d[ .]\d{3}[ .]?fps|vr[ .-]?(?:180|360)(?:[ .-](?:sbs|lr|ou|tb))?|vost(?:fr|a|en|[ei])|subfrench|multi[ .-]?subs?|multiple[ .]subtitles?|esubs?|dual[ .-]audio|multi[ .-]audio|hardsub(?:bed)?|dual[ .-]subs?|read[ .]nfo|hq[ .-]?clean|clean[ .]aud(?:io)?|original[ .]aud(?:io)?|org[ .]aud(?:io)?|line[ .]aud(?:io)?|mp4|mkv|vo(?=[+])"


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(words.values()).replace(" ?", "[ .]?")


#: Words that a title may have, too.
_STRONG_AUDIO = {**AUDIO, "Opus": r"(?:lib)?opus[ .-]?[1-9][ .][01]|libopus"}
_STRONG = "|".join(
    [
        rf"(?P<resolution>{RESOLUTION})",
        rf"(?P<source>{_alternatives(SOURCES)})",
        rf"(?P<codec>{_alternatives(CODECS)})",
        rf"(?P<audio>{_alternatives(_STRONG_AUDIO)})",
        rf"(?P<hdr>{_alternatives(HDR)})",
        rf"(?P<language>{STRONG_LANGUAGE_WORDS})",
        rf"(?P<strongflag>{STRONG_FLAGS})",
    ]
)
_WEAK = "|".join(
    [
        rf"(?P<threed>{FLAGS['threed']})",
        r"(?P<threedword>3d)",
        rf"(?P<proper>{FLAGS['proper']})",
        rf"(?P<edition>{EDITION_WORDS})",
        rf"(?P<channels>{FLAGS['channels']})",
        rf"(?P<bits>{FLAGS['bits']})",
        rf"(?P<dv>{FLAGS['dv']})",
        r"(?P<weakaudio>opus)",
        rf"(?P<weaksource>{_alternatives(WEAK_SOURCES)})",
        rf"(?P<weaklanguage>{LANGUAGE_WORDS})",
        rf"(?P<flag>{FLAGS['flag']})",
    ]
)
#: For text in lower case: ignoring case takes three times as long.
WORD = re.compile(re.sub(r"\n\s*", "", rf"(?<![^\W_])(?:{_STRONG}|{_WEAK})(?![^\W_])"))
WEAK_KINDS = frozenset(
    {
        "threed",
        "threedword",
        "proper",
        "edition",
        "channels",
        "bits",
        "dv",
        "weaksource",
        "weakaudio",
        "weaklanguage",
        "flag",
    }
)
