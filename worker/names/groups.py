"""Who made a release: the word behind the last dash, or the brackets in front."""

import re
from collections.abc import Sequence

from worker.names.languages import code_of
from worker.names.quality_words import WORD

TRAILING = re.compile(
    r"-[ ]?(?P<group>[^\W_][\w@&!+']{0,24}?)(?P<rest>(?:[ .]*[\[({][^\])}]*[\])}]|[ .]+(?:sample|repost|nzb))*)[ .]*$",
    re.IGNORECASE,
)
SPACED = re.compile(
    r"(?:[ ]-[ ]?|[ .]+)(?P<group>[A-Z][A-Za-z0-9]{2,15})(?:[ .]*[\[(][^\])]*[\])])?$"
)
LAST_BRACKETS = re.compile(r"[\[({](?P<group>[^\])}\[({]{2,30})[\])}][ .]*$")
#: Letters between a point and the dash; digits belong to codecs and channels.
BEFORE_DASH = re.compile(r"(?<=[a-zA-Z0-9][. ])(?P<word>[A-Za-z]{1,7})$")
NOT_NAMES = re.compile(r"[a-z]{0,3}subs?|audio|preair", re.IGNORECASE)
SITE = re.compile(r"\.(?:com|net|org|info|ru|to|cc)$", re.IGNORECASE)
CRC = re.compile(r"^[0-9a-fA-F]{8}$")


#: What those who post a release again write behind it.
POSTED = re.compile(
    r"(?:-(?:obfuscat(?:ed|ion)|scrambled|asrequested|alternativetorequested|nzbgeek|buymore|4p(?:lanet)?|rakuv\w*|chamele0n|whiterev|acebot|xpost|postbot|repost|sample|proof)|\.(?:sample|proof))+$",
    re.IGNORECASE,
)
#: `(1080p BluRay x265 Group)`
LAST_WORD = re.compile(r"[ .](?P<group>[A-Za-z][A-Za-z0-9]{2,15})\)[ .]*$")
#: Lower case, too, right behind a codec.
BEHIND_CODEC = re.compile(
    r"[xXhH]\.?26[45]\.(?P<group>[A-Za-z][A-Za-z0-9]{3,15}|[A-Z][A-Za-z0-9]{2,15}\.[A-Z]{2})$"
)
#: The first of two words with dashes: `x264-Two-Words`.
BETWEEN_DASHES = re.compile(r"-(?P<word>[A-Za-z0-9]{2,12})$")
#: The brackets of an anime group that stand behind the title, in front of a checksum.
BEFORE_CRC = re.compile(
    r"[\[(](?P<group>[^\])}\[({]{2,30})[\])]\W*(?:[\[(][0-9a-fA-F]{8}[\])])[ .]*$"
)
BRACKETS = re.compile(r"\[(?P<group>[^\]\[()]{2,20})\]")


def find_group(
    text: str,
    words: Sequence[re.Match[str]],
    *,
    leading: str | None,
    is_anime: bool,
    after: int,
    quality_start: int,
) -> str | None:
    """
    The group of a release; None when the name has none.

    `words` are those of quality, `leading` is the text of brackets at the start; `after`: where the
    title ends.
    """
    text = POSTED.sub("", text)
    match = TRAILING.search(text)
    if match is not None and _is_part_of(words, match):
        match = None
    if match is not None and match.start() >= (quality_start if " " in match[0][:2] else after):
        group = _whole(text, words, match, quality_start).strip(" .")
        is_sure = match.start() >= quality_start and match[0][1] != " "
        if _can_be_group(group) and (is_sure or not (is_anime and leading)):
            return group
    if leading and (is_anime or _can_be_group(leading)):
        return leading
    if is_anime and (behind := _in_brackets(text, after)) is not None:
        return behind
    match = LAST_BRACKETS.search(text)
    if match is not None and match.start() > quality_start:
        group = match["group"].strip(" .-")
        if _can_be_group(group) and " " not in group and not _has_quality(group):
            return group
    for pattern in (LAST_WORD, SPACED, BEHIND_CODEC):
        match = pattern.search(text)
        if (
            match is not None
            and match.start() > quality_start
            and _can_be_group(match["group"])
            and not _is_part_of(words, match)
        ):
            return match["group"]
    return None


def _is_part_of(words: Sequence[re.Match[str]], match: re.Match[str]) -> bool:
    """Whether the group would be the end of a word of quality: `WEB-DLRip`, `Final Cut`."""
    start, end = match.span("group")
    return any(word.start() < start and end <= word.end() for word in words)


def _has_quality(words: str) -> bool:
    """Whether brackets hold words of quality beside others: `[HD.720p]`."""
    return any(WORD.fullmatch(word) for word in re.split(r"[ .]", words.lower()))


def _in_brackets(text: str, after: int) -> str | None:
    """The brackets right before the checksum, or the only ones behind the title without quality."""
    if (match := BEFORE_CRC.search(text, after)) is not None and _is_free(match["group"]):
        return match["group"]
    found = [match["group"] for match in BRACKETS.finditer(text, after) if _is_free(match["group"])]
    return found[0] if len(found) == 1 and " " not in found[0] else None


def _is_free(inside: str) -> bool:
    """Whether brackets may hold a group: neither a number nor a word of quality."""
    return (
        _can_be_group(inside)
        and not inside[0].isdecimal()
        and not _has_quality(inside.replace(",", " "))
        and WORD.search(inside.lower()) is None
    )


def _whole(
    text: str, words: Sequence[re.Match[str]], match: re.Match[str], quality_start: int
) -> str:
    """With what stands before the dash, if it is no word of quality: `x264.Two-Words`."""
    first = BETWEEN_DASHES.search(text, quality_start, match.start())
    if (
        first is not None
        and any(word.end() == first.start() and word.lastgroup == "codec" for word in words)
        and not _is_known(first["word"])
    ):
        return f"{first['word']}-{match['group']}"
    before = BEFORE_DASH.search(text, quality_start, match.start())
    if before is None or NOT_NAMES.fullmatch(before["word"]) or _is_known(before["word"]):
        return match["group"]
    return f"{before['word']}-{match['group']}"


def _is_known(word: str) -> bool:
    return WORD.fullmatch(word.lower()) is not None or code_of(word) is not None


def _can_be_group(word: str) -> bool:
    low = word.lower()
    if (
        not word
        or word.isdecimal()
        or CRC.match(word)
        or SITE.search(word)
        or code_of(word) is not None
    ):
        return False
    if re.fullmatch(
        r"(?:s?\d{1,3})?e\d{1,3}|s\d{1,2}|[\d-]+(?: (?:из|of) \d+)?|\d{4}(?:[.-]\d\d){2}", low
    ):
        return False
    match = WORD.match(low)
    return match is None or match.end() != len(low)
