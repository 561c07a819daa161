"""Numbers in digits and in English words, as titles spell them: 101, one hundred and one."""

import re

UNITS = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: Smaller and round ones are single words, which a search knows as spellings of each other.
MIN_NUMBER, MAX_NUMBER = 21, 9999
NUMBER = re.compile(r"[1-9][0-9]{1,3}")
CENTURIES = range(11, 20)  # 1984 is nineteen eighty four, 2001 two thousand one

VALUES = {word: value for value, word in enumerate(UNITS) if word} | {
    word: 10 * tens for tens, word in enumerate(TENS) if word
}
HUNDRED, THOUSAND, AND = "hundred", "thousand", "and"


def respelled(name: str) -> str | None:
    """The name with its first number of several digits or words in the other spelling, or None."""
    words = name.split()
    for place, word in enumerate(words):
        if NUMBER.fullmatch(word) and len(spelled := in_words(int(word)).split()) > 1:
            return " ".join([*words[:place], *spelled, *words[place + 1 :]])
        count = _length(words[place:])
        if count > 1 and (value := in_digits(words[place : place + count])) is not None:
            return " ".join([*words[:place], str(value), *words[place + count :]])
    return None


def in_words(number: int) -> str:
    """Between 1 and `MAX_NUMBER`; years before 2000 by their century."""
    high, low = divmod(number, 100)
    rest = UNITS[low] if low < len(UNITS) else f"{TENS[low // 10]} {UNITS[low % 10]}".strip()
    if not high:
        return rest
    if high in CENTURIES and low:
        return f"{in_words(high)} {rest}"
    thousands, hundreds = divmod(high, 10)
    parts = [f"{UNITS[thousands]} thousand"] if thousands else []
    parts += [f"{UNITS[hundreds]} hundred"] if hundreds else []
    return " ".join(parts) + (f" and {rest}" if rest else "")


def in_digits(words: list[str]) -> int | None:
    """`one hundred and one` and `nineteen eighty four`; None for numbers in any other order."""
    total, part = 0, 0
    for word in words:
        if word == HUNDRED:
            part = max(part, 1) * 100
        elif word == THOUSAND:
            total, part = total + max(part, 1) * 1000, 0
        elif word != AND:
            value = VALUES[word]
            if part % 100 in CENTURIES and value >= len(UNITS) // 2:
                part *= 100  # the first half of a year
            elif part % 10 and part % 100:
                return None
            part += value
    number = total + part
    return number if MIN_NUMBER <= number <= MAX_NUMBER else None


def _length(words: list[str]) -> int:
    """How many of the first words belong to a number in words."""
    count = 0
    for place, word in enumerate(words, start=1):
        if word in VALUES or (count and word in (HUNDRED, THOUSAND)):
            count = place
        elif word != AND or not count:
            break
    return count
