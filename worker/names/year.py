"""The year of a title: not a frame width, not a part of a date, not the title itself."""

import re

YEAR = re.compile(
    r"(?<![\d])(?<![a-z]\d)(?P<year>19\d\d|20[0-3]\d|(?<=\()18[89]\d(?=\)))(?![\d]|[pi](?![^\W_])|x\d|[ ]x[ ]\d|e\d)"
)
#: The years of a show from its first to its last: the first counts.
LAST_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d ?- ?$")
OPENING = "([{"


def find_year(
    text: str, *, start: int, anchor: int, taken: list[tuple[int, int]]
) -> re.Match[str] | None:
    """
    The year in `text`; None if the only number that looks like one is the title.

    `start`: where the title begins; `anchor`: the first certain word behind it; `taken`: spans of
    dates and episodes.
    """
    found = [
        match
        for match in YEAR.finditer(text)
        if not any(begin < match.end() and match.start() < end for begin, end in taken)
        and not (
            text[match.end() : match.end() + 1].rstrip("г").isalpha()
            or text[match.start() - 1 : match.start()].isalpha()
            or LAST_YEAR.search(text, 0, match.start())
        )
    ]
    in_brackets = [
        match for match in found if match.start() > 0 and text[match.start() - 1] in OPENING
    ]
    behind = [match for match in in_brackets if match.start() - 1 > start]
    if behind:
        return behind[0]
    if in_brackets and len(found) == 1:
        return in_brackets[0]
    inside = [match for match in found if match.start() > start]
    before = [match for match in inside if match.start() <= anchor]
    if before:
        return before[-1]
    if inside:
        return inside[0]
    return found[0] if found and found[0].end() < start else None  # `1999 - Title`
