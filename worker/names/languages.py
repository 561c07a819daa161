"""The words for languages in names, and their ISO 639-1 codes."""

import re

#: Names and abbreviations that are words of titles too: The Italian Job, Russian Doll.
WORDS = {
    "en": "english eng engdub ingles inglés anglais англ английский",
    "fr": "french fra fre vff vfi vfq vf2 vf truefrench francais français francese frances francés vof french-canadian",
    "de": "german swissgerman ger deu deutsch germandub allemand tedesco alemán aleman videomann",
    "es": "spanish spa esp espanol español castellano cast spanish-latino spanisch espagnol",
    "it": "italian ita italiano italienisch italien",
    "pt": "portuguese por portugues português dublado dual-audio-pt pt-br ptbr brazilian pt-pt",
    "ru": "russian rus русский рус russisch russe",
    "pl": "polish pol polski lektor dubbing pldub plsub plsubbed polnisch",
    "nl": "dutch nld dut nederlands flemish vlaams nl",
    "sv": "swedish swe svenska schwedisch",
    "no": "norwegian nor norsk",
    "da": "danish dan dansk",
    "fi": "finnish fin suomi",
    "is": "icelandic",
    "cs": "czech cze ces cesky český čeština",
    "sk": "slovak slk slo slovensky",
    "hu": "hungarian hun magyar hundub",
    "ro": "romanian rum ron rodubbed",
    "bg": "bulgarian bul bgaudio",
    "uk": "ukrainian ukr українська укр",
    "el": "greek gre ell",
    "tr": "turkish tur türkçe turkce dublaj",
    "he": "hebrew heb hebdub hebdubbed hebsub",
    "ar": "arabic ara",
    "fa": "persian farsi per fas",
    "hi": "hindi hin",
    "ta": "tamil tam",
    "te": "telugu tel",
    "ml": "malayalam mal",
    "kn": "kannada kan",
    "bn": "bengali ben bangla",
    "mr": "marathi",
    "pa": "punjabi",
    "ur": "urdu",
    "th": "thai tha",
    "vi": "vietnamese vie",
    "id": "indonesian ind indo",
    "ms": "malay msa",
    "ko": "korean kor",
    "ja": "japanese jpn jap japonais",
    "zh": "chinese chi zho mandarin cantonese chs cht big5 gb sc tc chs&cht chs-cht",
    "lt": "lithuanian lit",
    "lv": "latvian lav",
    "et": "estonian est",
    "sl": "slovenian slv",
    "hr": "croatian hrv",
    "sr": "serbian srp",
    "ca": "catalan catala català",
    "la": "latin-audio",
}
#: Words that no title has.
STRONG = {
    "fr": "truefrench vff vfq vfi vf2 vostfr subfrench",
    "pt": "dublado legendado pt-br ptbr",
    "pl": "pldub plsub plsubbed",
    "hu": "hundub",
    "he": "hebdub hebdubbed hebsub",
    "de": "germandub videomann",
    "it": "subita sub-ita",
    "bg": "bgaudio",
    "mul": "multisubs multi-subs",
}
#: Two letters, in capital letters or brackets only.
CODES = {
    "en": "EN", "fr": "FR VF", "de": "DE", "es": "ES", "it": "IT", "pt": "PT BR", "ru": "RU",
    "pl": "PL", "nl": "NL", "sv": "SE SV", "no": "NO", "da": "DK DA", "fi": "FI", "cs": "CZ CS",
    "sk": "SK", "hu": "HU", "ro": "RO", "bg": "BG", "uk": "UA UK", "el": "GR EL", "tr": "TR",
    "he": "HE", "ar": "AR", "hi": "HI", "ko": "KO KR", "ja": "JA JP", "zh": "ZH CN", "th": "TH",
    "vi": "VI", "lt": "LT", "lv": "LV", "et": "EE",
}  # fmt: skip
#: Words for a mixture that does not say of which languages.
SEVERAL = frozenset({"multi", "multis", "multiaudio", "multilang", "multi audio", "ml"})
SUBTITLE_WORDS = {
    "vostfr": "fr", "subfrench": "fr", "vost": "fr", "vosta": "en", "vosten": "en", "subita": "it",
    "legendado": "pt", "plsub": "pl", "plsubbed": "pl", "hebsub": "he", "multisubs": "mul",
    "multi subs": "mul", "multisub": "mul", "multi sub": "mul", "msubs": "mul", "msub": "mul",
    "multiple subtitle": "mul", "multiple subtitles": "mul",
    "esub": "en", "esubs": "en", "engsub": "en", "engsubs": "en",
}  # fmt: skip
#: Characters of Chinese fansub fields: simplified, traditional, Japanese.
CJK_LANGUAGES = {
    "简": "zh",
    "繁": "zh",
    "中": "zh",
    "国语": "zh",
    "國語": "zh",
    "粤": "zh",
    "日": "ja",
    "英": "en",
    "双语": "zh",
}


def _table(words: dict[str, str]) -> dict[str, str]:
    return {word.replace("-", " "): code for code, many in words.items() for word in many.split()}


CODE_OF_WORD = _table(WORDS) | _table(STRONG)
CODE_OF_LETTERS = _table(CODES)


def _expression(words: dict[str, str]) -> str:
    found = sorted(
        (word for many in words.values() for word in many.split()), key=len, reverse=True
    )
    return "|".join(re.escape(word).replace(r"\-", "[ .-]?") for word in found)


LANGUAGE_WORDS = _expression(WORDS)
STRONG_LANGUAGE_WORDS = _expression(STRONG)
LETTERS = re.compile(r"(?<![^\W_])(?:" + "|".join(CODE_OF_LETTERS) + r")(?![^\W_])")
SEPARATOR = re.compile(r"[ ._\-]+")
_CODE = rf"(?:{LANGUAGE_WORDS}|{'|'.join(CODE_OF_LETTERS).lower()})"
_SUB = r"sub(?:s|bed|titles?|titulad[oa]s?)?"
#: `Sub Ita Eng`, `SubFr`, `ST(Fr-Eng)`
SUBTITLES_BEHIND = re.compile(
    rf"(?<![^\W_])(?:{_SUB}|leg(?:enda)?s?|st(?=[ .\[({{]))[ .:\-\[({{]{{0,2}}(?P<codes>{_CODE}(?:(?:[ .](?=\w{{3}})|[ ]?[,+&/\-][ ]?){_CODE})*)(?![^\W_])"
)
#: `EngSubs`, `FR-SUB`, `Ro.Subbed`; `no subs` has none, and `Eng Sub Ita` has others.
SUBTITLES_BEFORE = re.compile(
    rf"(?<![^\W_])(?!no[ .]sub)(?P<codes>{_CODE}(?:[+&,/\-]{_CODE})*)[ .+\-]?(?:(?:hard|soft|forced)?[ .\-]?{_SUB}|st)(?![^\W_])"
    rf"(?![ .:\-\[({{]{{1,2}}{_CODE}(?![^\W_]))"
)
#: Abbreviations in any case, where there are several: `(Fr-Eng)`.
LISTED = re.compile(rf"(?<=[\[({{])(?P<codes>{_CODE}(?:[ ]?[+&,/\-][ ]?{_CODE})+)(?=[\])}}])")
_ONE = re.compile(_CODE)


def code_of(word: str) -> str | None:
    """The ISO 639-1 code of a word or abbreviation; None for other words."""
    return CODE_OF_WORD.get(SEPARATOR.sub(" ", word.lower()))


def subtitles_in(low: str, start: int) -> list[re.Match[str]]:
    """Where `low`, in lower case, names languages of subtitles."""
    if "sub" not in low and "st" not in low and "leg" not in low:
        return []
    return [*SUBTITLES_BEHIND.finditer(low, start), *SUBTITLES_BEFORE.finditer(low, start)]


def codes_in(match: re.Match[str]) -> list[str]:
    """The ISO 639-1 codes of the languages that `match` lists."""
    words = (found[0] for found in _ONE.finditer(match["codes"]))
    codes = (code_of(word) or CODE_OF_LETTERS.get(word.upper()) for word in words)
    return [code for code in codes if code is not None]
