"""Numbers as names write them: digits, Roman, words, Chinese; lists and ranges."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

MAX_RANGE = 400  # episodes in one name; more is no range

WORDS = {
    word: number
    for number, words in enumerate(
        (
            "one first un premiere première uno primera prima eins erste الأول الاول",
            "two second deux deuxième seconde dos segunda due seconda zwei zweite الثاني الثانى",
            "three third trois troisième tres tercera tre terza drei dritte الثالث",
            "four fourth quatre quatrième cuatro cuarta quattro quarta vier vierte الرابع",
            "five fifth cinq cinco quinta cinque fünf الخامس",
            "six sixth sexta sei sesta sechs السادس",
            "seven seventh sept siete sette sieben السابع",
            "eight eighth huit ocho otto acht الثامن",
            "nine ninth neuf nueve nove neun التاسع",
            "ten tenth dix diez dieci zehn العاشر",
            "eleven eleventh",
            "twelve twelfth",
        ),
        start=1,
    )
    for word in words.split()
}
ROMAN = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12, "xiii": 13,
}  # fmt: skip
CHINESE = {sign: number for number, sign in enumerate("〇一二三四五六七八九十")} | {
    "两": 2,
    "零": 0,
}
ARABIC_ORDINAL = "|".join(word for word in WORDS if word.startswith("ال"))
NUMBER_WORD = "|".join((*WORDS, *sorted(ROMAN, key=len, reverse=True)))
CHINESE_NUMBER = r"[〇零一二两三四五六七八九十]{1,4}"
#: Frame heights are no episodes.
NOT_EPISODES = frozenset({240, 360, 480, 540, 576, 720, 1080, 1440, 2160})
YEARS = range(1900, 2100)
#: One further number of a list or range, as `numbers_in` takes it apart.
FURTHER = re.compile(r"(?P<join>[^\d]*?)(?P<number>\d+)")
RANGE_JOIN = re.compile(r"-|~|\b(?:to|bis|a[lo]?|à|до|thru|through)\b|至|到")


@dataclass(slots=True)
class Numbering:
    """Where a name's numbers stand and what they are."""

    start: int
    end: int
    seasons: list[int] = field(default_factory=list)
    episodes: list[int] = field(default_factory=list)
    absolute: list[int] = field(default_factory=list)
    date: dt.date | None = None
    is_pack: bool = False
    version: int = 0
    part: int | None = None
    is_certain: bool = True
    is_season_assumed: bool = False  # a mini-series; a season's folder knows better
    is_leading: bool = False  # stands before the title
    parts: list[tuple[int, int]] = field(default_factory=list)  # if it stands in several places

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where its characters stand."""
        return self.parts or ([(self.start, self.end)] if self.end else [])


def number_of(text: str) -> int | None:
    """`7`, `VII`, `seven`, `七`; None for other text."""
    text = text.strip(" .")
    if text.isdecimal():
        return int(text)
    if text in WORDS:
        return WORDS[text]
    if text in ROMAN:
        return ROMAN[text]
    if text and all(sign in CHINESE for sign in text):
        if "十" in text:
            tens, _, ones = text.partition("十")
            return CHINESE.get(tens, 1) * 10 + CHINESE.get(ones, 0)
        return int("".join(str(CHINESE[sign]) for sign in text))
    return None


def numbers_in(text: str) -> list[int]:
    """`1-3` is three numbers; `1+3`, `1, 3` and `1e3` are two, and `1-3-5` is a list, too."""
    pieces = [(RANGE_JOIN.search(m["join"]), int(m["number"])) for m in FURTHER.finditer(text)]
    found: list[int] = []
    for i, (join, number) in enumerate(pieces):
        is_chain = join and (
            (i > 1 and pieces[i - 1][0]) or (i + 1 < len(pieces) and pieces[i + 1][0])
        )
        if join and found and not is_chain and found[-1] < number <= found[-1] + MAX_RANGE:
            found.extend(range(found[-1] + 1, number + 1))
        elif number not in found:
            found.append(number)
    return found


def unique(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers))
