"""The editions of a film, as names write them."""

import re

#: Expressions for each edition; the first that matches names it.
EDITIONS = {
    "Director's Cut": r"director'?s?[ .-]?(?:cut|edition)|dir[ .-]?cut|dc",
    "Extended": r"(?:the[ .])?(?:ultimate[ .])?extended(?:[ .-](?:cut|edition|version|remastered))?|ext(?:ended)?[ .-](?:cut|ed)|version[ .]longue",
    "Theatrical": r"theatrical(?:[ .-](?:cut|edition|version|release))?",
    "Final Cut": r"(?:the[ .])?final[ .-]?cut",
    "Unrated": r"(?:ultimate[ .])?unrated(?:[ .-](?:cut|edition|version))?",
    "Uncut": r"uncut(?:[ .-](?:edition|version))?",
    "Uncensored": r"uncensored(?:[ .-](?:cut|edition|version))?",
    "Criterion": r"(?:the[ .])?criterion(?:[ .-](?:collection|edition))?",
    "IMAX": r"imax(?:[ .-](?:edition|enhanced|hybrid|version))?",
    "Remastered": r"(?:4k[ .-]|digitally[ .-])?re-?master(?:ed|izado)?(?:[ .-](?:edition|version))?|(?:4k[ .-])?restauration",
    "Restored": r"(?:4k[ .-])?restored",
    "Anniversary": r"(?:\d{1,3}(?:th|st|nd|rd)[ .-])?anniversary(?:[ .-](?:remastered[ .-])?(?:edition|cut))?|\d{1,3}e?[ .-]anniversaire",
    "Collector": r"(?:limited[ .-])?collector'?s?(?:[ .-](?:edition|cut|version))?|edition[ .-]collector",
    "Special": r"(?:remastered[ .-])?special[ .-](?:edition|cut|version)",
    "Ultimate": r"ultimate[ .-](?:cut|edition|collector'?s?[ .-]edition|hunter[ .-]edition|rekall[ .-]edition)",
    "Deluxe": r"deluxe(?:[ .-](?:edition|version))?",
    "Limited": r"limited[ .-]edition",
    "Redux": r"redux",
    "Open Matte": r"open[ .-]?matte",
    "Despecialized": r"despecialized(?:[ .-]edition)?",
    "Fan Edit": r"fan[ .-]?edit",
    "Assembly Cut": r"assembly[ .-]cut",
    "Rogue Cut": r"(?:the[ .-])?rogue[ .-]cut",
    "International": r"international[ .-](?:cut|version)",
    "Alternative": r"alternat(?:iv)?e(?:d)?[ .-](?:cut|ending)",
    "Black and White": r"black[ .-](?:and|&)[ .-](?:white|chrome)(?:[ .-]edition)?|b&w|noir[ .-]edition",
    "Workprint": r"workprint",
    "Signature": r"signature[ .-]edition",
    "Diamond": r"diamond[ .-]edition",
    "Imperial": r"imperial[ .-]edition",
    "Festival": r"festival[ .-]cut",
    "Super Duper": r"super[ .-]duper[ .-]cut",
    "Hybrid": r"hybrid[ .-]edition",
    "2in1": r"[234]in1",
    "Complete": r"(?:un)?complete[ .-]cut",
}
#: Words that are editions only in front of the source.
BEFORE_SOURCE = {"cc": "Criterion", "ce": "Collector", "se": "Special", "festival": "Festival"}
EDITION_WORDS = "|".join(
    [*EDITIONS.values(), rf"(?:{'|'.join(BEFORE_SOURCE)})(?=[ .-](?:blu|bd|dvd|web|720|1080))"]
)
_COMPILED = [(name, re.compile(pattern)) for name, pattern in EDITIONS.items()]


def editions_of(words: str) -> list[str]:
    """The editions that `words`, in lower case, names: `Extended` and `Remastered`."""
    if words in BEFORE_SOURCE:
        return [BEFORE_SOURCE[words]]
    return [name for name, pattern in _COMPILED if pattern.search(words)]
