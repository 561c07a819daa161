"""Age ratings of many countries as the age from which a title is meant. No I/O."""

import re

#: The ages that are told apart; a rating counts as the highest that it reaches.
AGES = (0, 6, 12, 16, 18)
#: Ratings without a number, and those whose number is not an age.
NAMED = {
    **dict.fromkeys(("G", "U", "E", "EC", "AL", "TP", "L", "TV-G", "TV-Y", "APTA"), 0),
    **dict.fromkeys(("PG", "TV-PG", "E10+", "TV-Y7", "UA"), 6),
    **dict.fromkeys(("M", "R", "MA", "TV-MA", "MA15+", "R15+"), 16),
    **dict.fromkeys(("AO", "X", "NC-17", "RC"), 18),
}
NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def age_of(certificate: str | None) -> int | None:
    """One of `AGES`; None for a rating that is not known."""
    if not certificate:
        return None
    name = certificate.strip().upper()
    if name in NAMED:
        return NAMED[name]
    number = NUMBER.search(name)
    if number is None or int(number[1]) > AGES[-1] + 3:
        return None
    return max(age for age in AGES if age <= int(number[1]))
