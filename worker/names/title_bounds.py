"""Where the title of a name begins and ends."""

import re

from worker.names import titles
from worker.names.fansub import LEADING_GROUP
from worker.names.numbers import NOT_EPISODES, Numbering
from worker.names.quality_words import WEAK_KINDS, WORD
from worker.names.seasons import find_seasons

POSTER = re.compile(
    r"^(?:\[[^\]]*\][ ]?-?[ ]?\[full\][ ]?-?[ ]?\[[^\]]*\][ ]?-?[ ]?|req(?:uest)?[ ]?-[ ]?)",
    re.IGNORECASE,
)
#: `HD 720p: Title`, `h265 Title`.
QUALITY_FIRST = re.compile(
    r"\[?(?:(?:hd|bd|web)[ .])?(?:(?:480|576|720|1080|2160)[pi]|[xh][ .]?26[45]|hevc|xvid)(?:[ ]?-[ ]?(?:hevc|avc))?\]?(?:[ ]?:[ ]*|[ .]+)(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
#: The group before the name, in the files of scene releases: `grp-some.film.2019.1080p`.
PREFIX = re.compile(r"[a-z0-9]{2,9}-(?=[a-z0-9]+[. ])")
MIXED_PREFIX = re.compile(r"[A-Z][A-Za-z]*[a-z][A-Z]+-(?=[^\W_]+\.)")
ANY_GROUP = re.compile(r"-[a-z0-9]+(?:\[[^\]]*\])*$", re.IGNORECASE)
#: What sellers and trackers write behind the name of a whole show.
WHOLE = re.compile(
    r"(?:[ ._:(\-]+(?:the|complete(?:[ .]version)?|completa|completas|completo|l'?[ .]?int[eé]grale?|int[eé]grale?|coffret|mini-?series?|series?|(?<!final[ .])seasons?(?:[ .]?\d{1,2}(?![^\W_]))?|collection|box ?set|pack|temporadas?|saisons?|batch|all))+[ .(\[\-]*$"
)
#: `Title Complete 8 Film Collection Drama 1999 - 2012`: what follows describes the collection.
COLLECTION = re.compile(
    r"[ .](?:the[ .])?(?:complete[ .](?:\d{1,2}[ .])?(?:movies?|films?)[ .](?:collection|pack|set)|ultimate[ .](?:fan[ .])?collection)(?![^\W_])"
)
IN_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)")
#: `Series-f21-Title`: the films of a series by their numbers.
FILM_OF = re.compile(r"[^\W_][\w .']*-f\d{1,2}-(?=[^\W_])")
COUNTER = re.compile(r"^\d{1,3}\.?[ ]+(?=\[)")
#: A second group in front of a title that has no brackets: `[One][Two] Title Ep04`.
SECOND_GROUP = re.compile(
    r"[ ]*(?:\[[^\]]{2,20}\][ ]?){1,2}[^\W\d_][\w .'!-]+[ .]e?p?[ .]?\d", re.IGNORECASE
)
BETWEEN_FIELDS = re.compile(rf"[ ]*(?:{titles.TAGS.pattern})[ ]*(?=\[)")
FIELD = re.compile(r"\[([^\]]*)\]")
QUALITY_WORDS = re.compile(f"{WORD.pattern}")
NUMBER_FIELD = re.compile(
    r"^(?:第|ep?|#|ova|sp|s)?[ .]?\d{1,4}(?:\.\d)?(?:[-~]\d{1,4})?(?:v\d)?[ ]?(?:[话話集回]|end|fin|完)?$|^[0-9a-f]{8}$|^全\d+|^(?:19|20)\d\d$"
)
#: How many episodes there are: `S02E01-05 of 10`.
COUNT = re.compile(r"^[ .)]*(?:of|из|iz)[ .]\d+[\])]?")
#: Russian trackers put the numbers behind the Russian title: `Огни (2 сезон) / Lights (Name)`.
LATIN_BEHIND = re.compile(
    r"[ ]/[ ](?P<title>[^/\[(|\u0400-\u04ff]*[A-Za-z][^/\[(|\u0400-\u04ff]*)(?=[/\[(|]|$)"
)
BETWEEN = re.compile(r"^[ .\-_,\[\](){}+/&|]*$")
#: Single words that are editions rather than the end of a title.
SURE_EDITIONS = frozenset({"extended", "unrated", "uncut", "remastered", "imax", "theatrical"})
SURE_FLAGS = frozenset({"4k", "8k", "uhd", "fhd", "ultrahd", "fullhd", "multi"})
#: Languages that scene releases write in front of the year; a title ends neither with one letter
#: nor with an article before it.
LANGUAGE_BEFORE_YEAR = re.compile(
    r"(?<![^\W_])(?!(?:the|an?|le|la|der|die|das|el)[ .])(?:[^\W_]{2,}|\d)[ .]$"
)
MIN_LANGUAGE = 5  # letters; shorter words are words of titles
BEFORE = re.compile(r"[(\[]?(?:19|20)\d\d(?!\d)|$")
SEPARATED = re.compile(r"[ .\-]|^h?sbs$")
SHORT_MARKS = frozenset({"3d", "dc", "se", "om"})
BEFORE_YEAR = frozenset({"edition", "threed", "threedword"})


def title_start(text: str) -> tuple[int, str | None]:
    """Where the title begins, and the text of brackets before it: a group, usually."""
    start = _behind_poster(text)
    leading = None
    while (match := LEADING_GROUP.match(text[start:])) is not None:
        inside = (match["group"] or match["round"]).strip()
        if (match["round"] or "").isdecimal() and titles.NUMBER_FIRST.match(text, start):
            break  # a number in the title
        behind = text[start + match.end() :].strip(" .-")
        is_last = not behind or (
            behind[0] in "(["
            and _is_quality(behind[1:].lower())
            and not IN_BRACKETS.sub("", behind).strip()
        )
        is_tag = WORD.fullmatch(inside.lower()) is not None or (
            behind[:1] not in ("[", "(") and _is_tag(inside)
        )
        is_group = leading is not None and SECOND_GROUP.match(text, start) is not None
        if is_last or (leading is not None and not is_tag and not is_group):
            break  # these brackets are the title: quality follows, or they are the second of many
        start += match.end()
        leading = leading or inside
    if (match := BETWEEN_FIELDS.match(text, start)) is not None:
        start = match.end()
    while text[start : start + 1] == " ":
        start += 1
    return start, leading


def _behind_poster(text: str) -> int:
    """Where the name begins behind quality, sites, numbers and requests of those who posted it."""
    quality = QUALITY_FIRST.match(text)
    start = quality.end() if quality is not None else 0
    prefix = PREFIX if text.islower() else MIXED_PREFIX
    if (match := prefix.match(text)) and not ANY_GROUP.search(text):
        start = match.end()
    for pattern in (titles.SITE, titles.SITE_WORDS, COUNTER, POSTER, FILM_OF):
        match = pattern.match(text)
        if match is not None and match.end() < len(text):
            start = match.end()
    return start


def _is_quality(low: str) -> bool:
    match = WORD.match(low)
    return match is not None and match.lastgroup not in WEAK_KINDS


def _is_tag(inside: str) -> bool:
    low = inside.lower()
    match = WORD.match(low)
    return (
        (match is not None and match.end() == len(low))
        or inside.isdecimal()
        or "." in inside
        or bool(titles.TAGS.search(inside))
    )


def quality_start(low: str, words: list[re.Match[str]], start: int) -> int:
    """Where the first certain word of quality stands; weak words right before it belong to it."""
    first = next(
        (
            i
            for i, word in enumerate(words)
            if word.lastgroup not in WEAK_KINDS and word.start() > start
        ),
        None,
    )
    if first is None:
        return len(low)
    position = words[first].start()
    for word in reversed(words[:first]):
        if word.start() <= start or not BETWEEN.match(low[word.end() : position]):
            break
        position = word.start()
    return bracket_before(low, position, start)


def bracket_before(low: str, position: int, start: int) -> int:
    """Where the brackets around `position` open; `position` outside of brackets."""
    for opening, closing in ("[]", "()"):
        opened = low.rfind(opening, start, position)
        if opened > start and closing not in low[opened:position]:
            position = opened
    return position


def title_end(low: str, words: list[re.Match[str]], start: int, ends: list[int]) -> int:
    """The nearest of `ends` behind `start`; weak words in brackets end a title too."""
    end = min([position for position in ends if position >= start], default=len(low))
    for word in words:
        if (
            start < word.start() < end
            and low[word.start() - 1] in "[("
            and word.lastgroup in WEAK_KINDS
        ):
            end = word.start()
            break
    end = _before_edition(low, words, start, _before_language(low, words, start, end))
    # Weak words behind the last word of a name without anything certain: `Title Extended`
    if end == len(low):
        for word in reversed(words):
            if word.start() <= start or not BETWEEN.match(low[word.end() : end]):
                break
            if (
                word.lastgroup in {"edition", "proper", "threed", "bits"}
                or word.group() in SURE_FLAGS
                or low[word.start() - 1] == "-"
            ):
                end = word.start()
    if (collection := COLLECTION.search(low, start + 1, end)) is not None:
        end = collection.start()
    whole = WHOLE.search(low, start, end)
    if (
        whole is not None
        and whole.start() > start
        and re.search("compl|gral|coffret|all|season|batch", whole[0])
    ):
        end = whole.start()
    return end


def _before_edition(low: str, words: list[re.Match[str]], start: int, end: int) -> int:
    """An edition in front of the year does not belong to the title: `Title Directors Cut 2010`."""
    is_before_year = BEFORE.match(low, end) is not None
    for word in reversed(words):
        if word.end() > end or word.start() <= start:
            continue
        is_edition = word.lastgroup in BEFORE_YEAR and (
            (is_before_year and SEPARATED.search(word.group()) is not None)
            or word.group() in SURE_EDITIONS
            or (word.lastgroup == "threedword" and low[end : end + 1].isdecimal())
        )
        if not is_edition or not BETWEEN.match(low[word.end() : end]):
            break
        end = word.start()
    return end


def _before_language(low: str, words: list[re.Match[str]], start: int, end: int) -> int:
    """
    A language right in front of the year says what was dubbed: `Title.German.2010`.

    One that is named again behind the year is the title's, and so is English, which releases do
    not mention there.
    """
    for word in words:
        if (
            word.end() + 1 == end
            and word.start() > start
            and low[end : end + 4].isdecimal()
            and is_language(word.group())
            and word.group() != "english"
            and all(other.group() != word.group() for other in words if other.start() > end)
            and LANGUAGE_BEFORE_YEAR.search(low, start, word.start())
        ):
            return word.start()
    return end


def is_language(text: str) -> bool:
    """Whether `text`, in lower case, is the name of a language."""
    text = text.strip(" .")
    match = WORD.fullmatch(text)
    return match is not None and match.lastgroup == "weaklanguage" and len(text) >= MIN_LANGUAGE


def may_be_title(text: str) -> bool:
    """Whether `text`, which stands before a year, may be the last word of a title."""
    return is_language(text) or text.strip(" .(") in SHORT_MARKS


def latin_behind(text: str, end: int) -> str | None:
    """The Latin title behind the numbers."""
    match = LATIN_BEHIND.search(text, end) if not text.isascii() else None
    if match is None or WORD.match(match["title"].lower()) is not None:
        return None
    return titles.tidy(match["title"])


def is_all_brackets(text: str, start: int) -> bool:
    """`[Group][Title][01][1080p]`: nothing but brackets behind the group."""
    return text[start : start + 1] == "[" and len(FIELD.findall(text[start:])) > 1


def bracketed_titles(text: str, start: int) -> list[str]:
    """The fields that are titles: those before the first number or quality."""
    found: list[str] = []
    for match in FIELD.finditer(text, start):
        field = match[1].strip()
        low = field.lower()
        word = WORD.match(low)
        if (
            NUMBER_FIELD.match(low)
            or not QUALITY_WORDS.sub("", low).strip(" .-+")
            or (low.isdecimal() and int(low) in NOT_EPISODES)
        ):
            if found:
                break
            continue
        if (
            not titles.TAGS.sub("", field).strip(" -")
            or titles.TEAM.search(low)
            or low in {"movie", "tv", "ova", "oad", "ona"}
        ):
            continue
        if word is not None and found:
            break
        seasons = find_seasons(low)
        found.append(field[: seasons.start] if seasons and seasons.start > 1 else field)
        if len(found) > 2:  # noqa: PLR2004
            break
    names = [title for field in found for title in titles.titles_of(field)]
    whole = [
        title for field in found if titles.is_latin(field) for title in titles.titles_of(field)
    ]
    latin = [name for name in names if titles.HAS_CJK.search(name) is None]
    return list(dict.fromkeys([*whole, *latin, *names]))


def rest_of(text: str, words: list[re.Match[str]], numbering: Numbering, title_stop: int) -> str:
    """The text between the numbers and the quality: the title of an episode."""
    if not numbering.end or numbering.end < title_stop or not _is_numbered(numbering):
        return ""
    end = len(text)
    for word in words:
        if word.start() >= numbering.end and (
            word.lastgroup not in WEAK_KINDS or text[word.start() - 1] in "[("
        ):
            end = word.start()
            break
    for word in reversed(words):  # weak words in front of the certain ones, or at the end
        if word.end() <= end and word.start() >= numbering.end:
            if not BETWEEN.match(text[word.end() : end]):
                break
            end = word.start()
    rest = COUNT.sub("", text[numbering.end : end])
    cut = re.search(r"[\[({]", rest)
    if cut is not None and cut.start() > 0:
        rest = rest[: cut.start()]
    return titles.tidy(rest.strip("])} "))


def _is_numbered(numbering: Numbering) -> bool:
    is_leading = bool(numbering.seasons) and numbering.start == 0  # `3ª Temporada Title`
    return bool(numbering.episodes or numbering.date or is_leading)
