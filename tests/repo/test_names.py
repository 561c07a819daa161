"""Names say the same thing everywhere: one idea for a class name, known words for modules."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("chalicelib", "worker", "localstack")
SOURCES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
ENTRIES = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", GLOSSARY, re.MULTILINE)[1:]
TERMS = [term.strip() for term, _ in ENTRIES]
WORDS_OF_TERMS = {word for term in TERMS for word in re.findall("[a-z]+", term.lower())}
WORDS = set((ROOT / "tests" / "repo" / "module_words.txt").read_text().split())

CLASS = re.compile(r"^class (?P<name>[A-Z]\w+)", re.MULTILINE)
#: One idea in several places.
SAME_IDEA = {
    "IllegalTransition",  # of a download, as stored and as run: each has a state table
    "TruncatedResponse",  # the HTTP clients of the functions and of the worker
}
#: Records named as the provider's documentation names them.
RECORDS = ROOT / "chalicelib" / "providers"


def test_a_class_name_is_defined_once():
    places = defaultdict(set)
    for file in SOURCES:
        if not file.is_relative_to(RECORDS):
            for match in CLASS.finditer(file.read_text()):
                places[match["name"]].add(file.relative_to(ROOT).as_posix())

    twice = {name: sorted(files) for name, files in places.items() if len(files) > 1}

    assert {name: files for name, files in twice.items() if name not in SAME_IDEA} == {}


def test_the_allow_list_is_short_and_current():
    names = [match["name"] for file in SOURCES for match in CLASS.finditer(file.read_text())]

    assert len(SAME_IDEA) <= 5
    assert [name for name in SAME_IDEA if names.count(name) < 2] == []


def test_module_names_are_words_of_the_field_or_of_the_glossary():
    """A new word goes into docs/glossary.md, or into module_words.txt when the field uses it."""
    unknown = {
        file.relative_to(ROOT).as_posix(): word
        for file in SOURCES
        for word in file.stem.strip("_").split("_")
        if word not in WORDS | WORDS_OF_TERMS
    }

    assert unknown == {}


def test_every_listed_word_is_used():
    used = {word for file in SOURCES for word in file.stem.strip("_").split("_")}

    assert WORDS - used == set()
    assert WORDS.isdisjoint(WORDS_OF_TERMS)


def test_the_glossary_is_sorted_and_explains_each_term():
    assert len(TERMS) >= 30
    assert sorted(TERMS) == TERMS
    assert [term for term, meaning in ENTRIES if len(meaning) < 10] == []
