"""Who made a release: the word behind the last dash, or the brackets in front."""

import re

from worker.names.languages import code_of
from worker.names.quality_words import WORD

TRAILING = re.compile(
    r"-[ ]?(?P<group>[^\W_][\w@&!+']{0,24}?)(?P<rest>(?:[ .]*[\[({][^\])}]*[\])}]|[ .]+(?:sample|repost|nzb))*)[ .]*$",
    re.IGNORECASE,
)
SPACED = re.compile(r"(?:[ ]-[ ]?|[ .]+)(?P<group>[A-Z][A-Za-z0-9]{2,15})$")
LAST_BRACKETS = re.compile(r"[\[({](?P<group>[^\])}\[({]{2,30})[\])}][ .]*$")
CRC = re.compile(r"^[0-9a-fA-F]{8}$")
SITE = re.compile(
    r"^(?:www\.)?[\w\-]+\.(?:com|net|org|cc|to|tv|info|me|io|ru|site|it)$|^(?:rarbg|eztv(?:x)?|ettv|ethd|tgx|rartv|glodls|vtv|pub[il]sh3r|n1c|ctrlhd|prime)$",
    re.IGNORECASE,
)


def find_group(
    text: str, *, leading: str | None, is_anime: bool, after: int, quality_start: int
) -> str | None:
    """
    The group of a release; None when nobody signed it.

    `leading` is the text of brackets at the start; `after`: where the title ends.
    """
    if is_anime and leading:
        return leading
    match = TRAILING.search(text)
    if match is not None and match.start() >= (quality_start if " " in match[0][:2] else after):
        group = match["group"].strip(" .")
        if _can_be_group(group):
            return group
    if leading and _can_be_group(leading):
        return leading
    match = LAST_BRACKETS.search(text)
    if match is not None and match.start() > quality_start:
        group = match["group"].strip(" .-")
        if _can_be_group(group) and " " not in group:
            return group
    match = SPACED.search(text)
    if match is not None and match.start() > quality_start and _can_be_group(match["group"]):
        return match["group"]
    return None


def _can_be_group(word: str) -> bool:
    low = word.lower()
    if not word or word.isdecimal() or CRC.match(word) or code_of(word) is not None:
        return False
    if re.fullmatch(r"(?:s?\d{1,3})?e\d{1,3}|[\d-]+(?: (?:из|of) \d+)?|\d{4}(?:[.-]\d\d){2}", low):
        return False
    match = WORD.match(low)
    return match is None or match.end() != len(low)
