"""Seasons and whole-season packs, in the languages that names use."""

import re

from worker.names.numbers import (
    ARABIC_ORDINAL,
    CHINESE_NUMBER,
    NUMBER_WORD,
    YEARS,
    Numbering,
    number_of,
    numbers_in,
)

SEASON_WORDS = (
    r"seasons?|sez|saisons?|temporadas?|temp?s?|stagion[ei]|staffeln?|sezona?|sezonul|sesong|säsong(?:en)?|sæson|seizoen"
    r"|kausi|tuotantokausi|[ée]vad|s[ée]rie?s?|s[ée]ria|sez[óo]na?|řada|rada|сезон[ыа]?|mùa|phần|musim|シーズン|시즌|الموسم|عونה|עונה|קבוצה|σεζόν|κύκλος"
    r"|hooaeg|sezonas|sezona|ซีซั่น|sæsoner|þáttaröð|denboraldia|сезона|сезони|livro|book|séria"
    r"|seasong|årgang|tempada|sezoni|cyfres|sería|موسم|فصل|ฤดูกาล(?:ที่)?|ซีซัน|सीज़?न|சீசன்|సీజన్|სეზონი"
)
#: Words that name seasons beyond doubt; the others need a number behind them.
_ = r"(?:[ ._:#]{0,3}|-)"
_MANY = r"seasons|saisons|temporadas|stagioni|staffeln|сезоны|сезон[ыа]"
S_LIST = re.compile(
    r"(?<![^\W_])(?<!\w-)(?<!')s[ ]?(?P<first>\d{1,2}|(?:19|20)\d\d)(?P<more>(?:(?:[ .]?(?:--?|~|to|&|\+|,|/|à)[ .]?|[ .]?)s\d{1,4}|(?:(?<=\d\d)|(?<=[\[(]s\d))[-~]\d{1,2}(?![\dx]))*)(?:(?![^\W_])|(?=extras))"
)
S_DISC = re.compile(
    r"(?<![^\W_])s(?P<first>\d{1,2})[ .]?d(?:is[ck])?[ .]?\d{1,2}(?:[-&]\d{1,2})*(?![^\W_])"
)
WORD_LIST = re.compile(
    rf"(?<![^\W_])(?<!final[ .])(?:{SEASON_WORDS}){_}\(?(?P<first>\d{{1,4}}(?:(?: ?-|~| ?[,&+] ?|[ .](?:to|and|a|al|à|et|y|e|bis|до|и)[ .]|, (?:and|et) | - (?=season))(?:s|seasons?[ .])?\d{{1,2}}(?![\d]|[ .]?of[ .]|[ ]сери))*)(?:[ .]?of[ .]?\d{{1,2}})?(?![^\W_])"
)
WORD_RANGE = re.compile(
    rf"(?<![^\W_])(?:{_MANY}|season(?=[ .]\d{{1,2}}:))[ .:]{{0,2}}(?P<first>\d{{1,2}} ?[-:~] ?\d{{1,2}})(?![^\W_])"
)
WORD_SERIES = re.compile(
    rf"(?<![^\W_])(?:season|{_MANY})((?:[ .,&]+(?:and[ .])?\d{{1,2}}(?![^\W_]|[ ]of[ ])){{2,}})"
)
SPACED_RANGE = re.compile(
    r"(?<![^\W_])season[ .](?P<first>\d{1,2} - \d{1,2})(?=[ .](?:complete|\+))"
)
ORDINAL_RANGE = re.compile(
    r"(?<![^\W_])(?P<first>\d{1,2}(?:st|nd|rd|th|[ªºa])?[ ]?(?:-|a|à|al|to)[ ]?\d{1,2})(?:st|nd|rd|th|[ªºa])?[ .](?:temporadas?|stagion[ei]|saisons?|сезон[ыа]?|seasons?)(?![^\W_]|[ .]\d)"
)
ORDINAL_LIST = re.compile(
    r"(?<![^\W_])(?P<first>\d{1,2}(?:-\d{1,2})?(?:,[ ]?\d{1,2}(?:-\d{1,2})?)+)[ .](?:temporadas|stagioni|saisons|сезон[ыа]?|seasons)(?![^\W_]|[ .]\d)"
)
#: `All 6 seasons`
ALL = re.compile(
    r"(?<![^\W_])(?:all|все|всё)[ .](?P<all>\d{1,2})[ .](?:seasons|сезон(?:ов|а))(?![^\W_])"
)
SUFFIXED = re.compile(r"(?<![^\W_])(?P<first>\d{1,2})[ ]?(?:st|nd|rd|th)[ .]season(?![^\W_])")
TV_NUMBER = re.compile(r"(?<![^\W_])(?:тв|tv)-(?P<first>\d)(?![^\W_])")
WORD_WORD = re.compile(
    rf"(?<![^\W_])(?:season|saison|temporada|stagione|staffel|sezon|seizoen|sesong|säsong|сезон|book|livre|الموسم)[ .]({NUMBER_WORD})(?![^\W_])"
)
ORDINAL = re.compile(
    rf"(?<![^\W_])(?P<first>\d{{1,2}})(?:st|nd|rd|th|[ªº°aoe]|ος|er|ème|eme|-?(?:й|ый|ой|ий|го|ого|x))?(?:[. -]{{0,2}})(?:{SEASON_WORDS})(?![^\W_])(?![ .](?:{ARABIC_ORDINAL})(?![^\W_]))"
)
WORD_ORDINAL = re.compile(
    r"(?<![^\W_])(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|primera|segunda|tercera|prima|seconda|erste|zweite|première|deuxième)[ .](?:season|temporada|stagione|staffel|saison|series)(?![^\W_])"
)
CJK = re.compile(
    rf"第?[ ]?(?P<first>\d{{1,2}}(?:[-~]\d{{1,2}})?|{CHINESE_NUMBER})[ ]?(?:季度?|期|シーズン|시즌|기)(?!間)"
)
CJK_LIST = re.compile(rf"第?({CHINESE_NUMBER})[-~至到]({CHINESE_NUMBER})季")
SERIES_TITLE = re.compile(r"[\d .\-]+series|series(?::.*|[ .\-]*\d{3,}.*)")
MAX_SEASON = 101  # or a year


def fits_season(number: int) -> bool:
    return number < MAX_SEASON or number in YEARS


def find_seasons(text: str) -> Numbering | None:
    """The seasons that `text`, in lower case, names; without episodes."""
    if (match := ALL.search(text)) is not None:
        return Numbering(*match.span(), seasons=list(range(1, int(match["all"]) + 1)))
    for pattern in (
        S_DISC,
        SPACED_RANGE,
        WORD_RANGE,
        WORD_SERIES,
        ORDINAL_LIST,
        ORDINAL_RANGE,
        SUFFIXED,
        S_LIST,
        WORD_LIST,
        ORDINAL,
        TV_NUMBER,
    ):
        for one in pattern.finditer(text):
            group = one.groupdict()
            words = (group.get("first") or one[1]) + (group.get("more") or "")
            if pattern in (WORD_LIST, ORDINAL) and _is_title_word(one[0], text, one.end()):
                continue
            numbers = [
                number for number in numbers_in(words.replace(":", "-")) if fits_season(number)
            ]
            if numbers:
                return Numbering(*one.span(), seasons=numbers)
    return _find_chinese(text) or _find_words(text)


def _find_chinese(text: str) -> Numbering | None:
    """`第2季`, `第一季`, `第二期`, `시즌 2`."""
    if text.isascii():
        return None
    if (match := CJK_LIST.search(text)) is not None:
        first, last = number_of(match[1]), number_of(match[2])
        if first is not None and last is not None and first < last < MAX_SEASON:
            return Numbering(*match.span(), seasons=list(range(first, last + 1)))
    if (match := CJK.search(text)) is not None:
        known = number_of(match["first"])
        numbers = [known] if known is not None else numbers_in(match["first"])
        if numbers and fits_season(numbers[0]):
            return Numbering(*match.span(), seasons=numbers)
    return None


def _find_words(text: str) -> Numbering | None:
    """`Season Two`, `Second Season`."""
    for pattern in (WORD_WORD, WORD_ORDINAL):
        match = pattern.search(text)
        number = number_of(match[1]) if match is not None else None
        if match is not None and number is not None:
            return Numbering(*match.span(), seasons=[number])
    return None


def _is_title_word(found: str, text: str, end: int) -> bool:
    """`Book 2`, `Temp 1`: words of titles; they count only for whole folders. `24 7 Series`, `Series 2009`, too."""
    if found.startswith(("book", "livro", "rada")) and end < len(text):
        return True
    return SERIES_TITLE.fullmatch(found) is not None
