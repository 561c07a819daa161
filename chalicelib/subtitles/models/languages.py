"""
Language tags: ISO 639-2 codes, as containers write them, and BCP 47 tags as we store them.

Source: ISO 639-2 (both the bibliographic and the terminological codes), BCP 47 (RFC 5646).
"""

import re

#: ISO 639-1 code: its ISO 639-2 codes, then its English name.
LANGUAGES = {
    "af": "afr Afrikaans", "am": "amh Amharic", "ar": "ara Arabic", "az": "aze Azerbaijani",
    "be": "bel Belarusian", "bg": "bul Bulgarian", "bn": "ben Bengali", "bo": "bod tib Tibetan",
    "bs": "bos Bosnian", "ca": "cat Catalan", "cs": "ces cze Czech", "cy": "cym wel Welsh",
    "da": "dan Danish", "de": "deu ger German", "el": "ell gre Greek", "en": "eng English",
    "eo": "epo Esperanto", "es": "spa Spanish", "et": "est Estonian", "eu": "eus baq Basque",
    "fa": "fas per Persian", "fi": "fin Finnish", "fr": "fra fre French", "ga": "gle Irish",
    "gd": "gla Gaelic", "gl": "glg Galician", "gu": "guj Gujarati", "he": "heb Hebrew",
    "hi": "hin Hindi", "hr": "hrv scr Croatian", "hu": "hun Hungarian", "hy": "hye arm Armenian",
    "id": "ind Indonesian", "is": "isl ice Icelandic", "it": "ita Italian", "ja": "jpn Japanese",
    "ka": "kat geo Georgian", "kk": "kaz Kazakh", "km": "khm Khmer", "kn": "kan Kannada",
    "ko": "kor Korean", "ku": "kur Kurdish", "la": "lat Latin", "lb": "ltz Luxembourgish",
    "lo": "lao Lao", "lt": "lit Lithuanian", "lv": "lav Latvian", "mk": "mkd mac Macedonian",
    "ml": "mal Malayalam", "mn": "mon Mongolian", "mr": "mar Marathi", "ms": "msa may Malay",
    "my": "mya bur Burmese", "nb": "nob Norwegian Bokmål", "ne": "nep Nepali",
    "nl": "nld dut Dutch", "nn": "nno Norwegian Nynorsk", "no": "nor Norwegian",
    "pa": "pan Punjabi", "pl": "pol Polish", "ps": "pus Pashto", "pt": "por Portuguese",
    "ro": "ron rum Romanian", "ru": "rus Russian", "si": "sin Sinhala", "sk": "slk slo Slovak",
    "sl": "slv Slovenian", "so": "som Somali", "sq": "sqi alb Albanian", "sr": "srp scc Serbian",
    "sv": "swe Swedish", "sw": "swa Swahili", "ta": "tam Tamil", "te": "tel Telugu",
    "th": "tha Thai", "tl": "tgl Tagalog", "tr": "tur Turkish", "uk": "ukr Ukrainian",
    "ur": "urd Urdu", "uz": "uzb Uzbek", "vi": "vie Vietnamese", "zh": "zho chi Chinese",
    "zu": "zul Zulu",
}  # fmt: skip
#: Codes that say nothing about the language.
UNKNOWN = frozenset({"", "und", "mis", "mul", "zxx", "unk", "qaa"})
TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:[-_](?P<script>[A-Za-z]{4}))?(?:[-_](?P<region>[A-Za-z]{2}|\d{3}))?"
)


def _codes() -> dict[str, str]:
    found = {}
    for code, words in LANGUAGES.items():
        found[code] = code
        found |= {word: code for word in words.split() if word.islower() and len(word) == 3}  # noqa: PLR2004  # ISO 639-2
    return found


CODES = _codes()


def normalize_language(tag: str) -> str:
    """The BCP 47 tag with its shortest language code: `eng` is `en`. Empty when it is unknown."""
    match = TAG.fullmatch(tag.strip())
    if match is None:
        return ""
    language = match["language"].lower()
    if language in UNKNOWN:
        return ""
    parts = [CODES.get(language, language)]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts)


def is_known_language(word: str) -> bool:
    """Whether a word is a language code, alone or with script and region: `en`, `por`, `pt-BR`."""
    match = TAG.fullmatch(word)
    return match is not None and match["language"].lower() in CODES


def language_name(tag: str) -> str:
    """The English name: `Portuguese (BR)`; the tag itself when it has none."""
    language, _, rest = tag.partition("-")
    words = LANGUAGES.get(language)
    if words is None:
        return tag
    name = " ".join(word for word in words.split() if not word.islower())
    return f"{name} ({rest})" if rest else name


def is_same_language(one: str, other: str) -> bool:
    """Whether two tags name one language; region and script count only when both have them."""
    first, second = normalize_language(one).split("-"), normalize_language(other).split("-")
    return first[0] != "" and all(a == b for a, b in zip(first, second, strict=False))


def language_of_name(file_name: str) -> str:
    """The language that the name of a subtitle file ends in: `Film.pt-BR.srt`; empty without."""
    words = file_name.rsplit("/", 1)[-1].split(".")[1:-1]
    return next(
        (normalize_language(word) for word in reversed(words) if is_known_language(word)), ""
    )
