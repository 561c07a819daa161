"""Episodes as anime releases number them: `[Group] Title - 05v2 [1080p]`, `[Group][Title][05]`."""

import re

from worker.names.numbers import NOT_EPISODES, Numbering, numbers_in, unique

CRC = re.compile(r"[\[(][0-9a-f]{8}[\])]")
LEADING_GROUP = re.compile(r"^\s*(?:\[(?P<group>[^\[\]]{1,80})\]|\((?P<round>[^()]{1,60})\))")
YEARS = range(1930, 2036)
YEAR_DIGITS = 4
YEAR_BEHIND = re.compile(r"[ .]*\((?:19|20)\d\d\)")
LEADING_EPISODE = re.compile(
    r"(?P<first>\d{2,3})(?P<more>)(?:v(?P<version>\d))?[ ](?:-[ ])?(?=[^\W\d_])"
)
_END = r"(?:[ ]?v(?P<version>\d))?(?:[ ]?(?:end|fin|final|完))?(?=[ .\-]|[\[\]()]|$)"
_NUMBER = r"(?P<first>\d{1,4})(?:\.(?P<half>\d)(?!\d))?(?:v\d(?=[ ]?-[ ]?\d))?(?P<more>(?:(?<=\d\d)(?:-\d\d){2,5}(?!\d)|[-~+&,]\d{1,4}(?:v\d)?|[ ]?[-~+&,][ ]?\d{1,4}(?:v\d)?(?=[ .]*(?:[\[(]|$))|[ ](?:to|ao|al|bis|до)[ ]\d{1,4}|[ ]?[+&,][ ]?\d{1,4}|(?:, ?\d{1,4}){2,})?)[a-d]?"
DASH = re.compile(
    rf"(?<!movie)(?<!movie )(?<!\((?:19|20)\d\d)(?<!\((?:19|20)\d\d )(?:[ .]-[ .]?|-[ ]|[ ]~[ ])(?:#|(?:ep?|ova|oad|sp|special|movie|ona)[ .]?)?{_NUMBER}{_END}(?![ ]?(?:bits?|[kp])\b)"
)
#: A season behind it, masked by new lines, says that the number is the title's.
TIGHT_DASH = re.compile(rf"(?<=[^\W\d])-(?:ep?|ova|sp)?{_NUMBER}{_END}(?!.*\n)")
BRACKET = re.compile(
    rf"[\[(][.]?(?:第|ep?[ .]?|ova|sp|#)?[ ]?{_NUMBER}(?:[ ]?v(?P<version>\d))?[ ]?"
    r"(?:[话話集回]|\(?(?:end|fin)\)?|完|全|[(]?[^\W\d]{0,4}全)?[ ]?[.]?[\])]"
)
BARE = re.compile(
    r"(?<! no)(?<!season)(?<!vol\.)(?<!part)(?<!extras)(?<!movie)(?<!film)[ .](?:#|(?:ep?|ova|sp)[ .]?)?(?P<first>\d{1,4})(?:\.(?P<half>\d)(?!\d))?(?P<more>(?:[ ]?[-~][ ]?\d{1,4}(?:v\d)?)?)(?:[ ]?v(?P<version>\d))?(?:[ ]?(?:end|fin))?[ .]*(?=[\[(]|$)"
)
BARE_RANGE = re.compile(
    r"[ .](?P<first>\d{2,4}|\d(?=-\d{1,2}[ .]*[\[(](?!19|20)))(?P<more>-\d{1,4}(?:[ .]*&[ .]*\d{2,4}-\d{2,4})?)(?P<version>)[ .]*(?=[\[(]|$)"
)
#: An episode that has the number of a height, which stands in brackets.
COUNTED = re.compile(r" - \d{3,4} [\[(]")
#: All of a season: `Title 01 - 24 [1080p]`.
FROM_FIRST = re.compile(r"[ .](?P<first>0+1)(?P<more>[ ]-[ ]\d{2,4})(?P<version>)[ ]*(?=[\[(\n])")
#: French anime: `Title 445 VOSTFR`.
BEFORE_LANGUAGE = re.compile(
    r"[ .](?P<first>\d{2,4})(?P<more>)(?P<version>)(?=[ .](?:vostfr|vf(?![^\W_])))"
)
#: In the middle, with zeros in front: `[Group] Title 03 The Name [1080p]`.
PADDED = re.compile(
    r"(?<=[^\W_])[ .](?P<first>0\d{1,3})(?P<more>)(?:v(?P<version>\d))?(?=[ .]+[^\W\d_])"
)
#: The same without a group, also behind a bracket; not the number of an agent.
PADDED_ALONE = re.compile(
    r"(?<=[\w)])(?<!extras)[ .](?P<first>(?!007)0\d{1,2})(?P<more>)(?:[ .]?v(?P<version>\d))?(?=[ .]+(?:a[ .]+)?[^\W\d_]{3}|[ .]*(?:[\[(]|$))(?!.*(?<!\d)(?:19|20)\d\d(?![\dp]))"
)
#: `Title [.03.] 720p`, `Title {03} Name`
PADDED_FIELD = re.compile(
    r"(?<=[\w)!?] )[\[{][.]?(?P<first>0\d{1,2})(?P<more>)(?:v(?P<version>\d))?[.]?[\]}]"
)
LEADING = re.compile(
    r"^(?:#|ep?[ .]?)?(?P<first>\d{1,4})(?P<more>(?:[-+&]\d{1,3})?)(?:v(?P<version>\d))?(?:[ ]?-[ ]|(?<=0\d)-|\.[ ]?|[ ]|$)(?!\d)"
)


def is_fansub(text: str) -> bool:
    """Whether the name is built as anime groups do: their name in brackets first, or a checksum."""
    return LEADING_GROUP.match(text) is not None or CRC.search(text) is not None


def find_absolute(text: str, *, fansub: bool, before: int) -> Numbering | None:
    """A number behind a dash, in brackets or before them. `before`: where the quality begins."""
    patterns = (
        (FROM_FIRST, DASH, BRACKET, BARE_RANGE, BARE, TIGHT_DASH, PADDED)
        if fansub
        else (DASH, PADDED_FIELD, BARE_RANGE, BEFORE_LANGUAGE, PADDED_ALONE)
    )
    for pattern in patterns:
        last = None
        for match in pattern.finditer(
            text,
            0,
            before if pattern in (DASH, BARE, TIGHT_DASH, PADDED, PADDED_ALONE) else len(text),
        ):
            first = int(match["first"])
            is_height = first in NOT_EPISODES and not is_counted(text, match.start("first"))
            if match.start() == 0 or is_height or _is_year(first, match["first"]):
                continue
            if not fansub and len(match["first"]) == 1 and YEAR_BEHIND.match(text, match.end()):
                continue  # a film: `Title - 2 (2013)`
            episodes = unique([first, *numbers_in(f"{first} {match['more']}")])
            found = Numbering(*match.span(), absolute=episodes, version=int(match["version"] or 0))
            found.is_certain = fansub or len(match["first"]) > 1
            is_last = not text[match.end() :].strip() or text[match.end() :].lstrip()[:1] in "[("
            if is_last or pattern is not DASH:
                return found
            last = last or found
        if last is not None:
            return last
    return None


def find_leading(text: str, start: int) -> Numbering | None:
    """The number between the group and the title: `[Group] 06 Title`."""
    match = LEADING_EPISODE.match(text, start)
    if match is None:
        return None
    return Numbering(start, match.end(), absolute=[int(match["first"])], is_leading=True)


def leading_number(low: str) -> Numbering | None:
    """The number in front of the title, which is an episode in the folder of a season."""
    match = LEADING.match(low)
    if match is None:
        return None
    first = int(match["first"])
    if _is_year(first, match["first"]):
        return None
    episodes = unique([first, *numbers_in(f"{first} {match['more']}")])
    found = Numbering(*match.span(), episodes=episodes, version=int(match["version"] or 0))
    found.is_certain = (
        match[0].endswith(("- ", ". ")) or match.end() == len(low) or match["first"].startswith("0")
    )
    return found


def is_counted(text: str, position: int) -> bool:
    """Whether the number at `position` is an episode though frames may be as high."""
    return COUNTED.search(text, max(position - 3, 0), position + 6) is not None


def _is_year(number: int, digits: str) -> bool:
    return len(digits) == YEAR_DIGITS and number in YEARS
