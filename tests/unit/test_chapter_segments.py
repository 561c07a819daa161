"""Segments that chapters name."""

import pytest

from chalicelib.segments.models import SegmentKind
from chalicelib.segments.models.chapter_segments import NamedChapter, segments_of

HOUR_S = 3600.0


def kinds_of(title, at_s, end_s):
    chapters = [
        NamedChapter(0, "Scene"),
        NamedChapter(at_s, title),
        NamedChapter(end_s, "Another scene"),
    ]
    return [segment.kind.value for segment in segments_of(chapters, HOUR_S)]


@pytest.mark.parametrize(
    "title",
    [
        "Intro",
        "OPENING",
        "Opening Credits",
        "Chapter 2: Main Titles",
        "02. Title Sequence",
        "Credits",
        "Vorspann",
        "Générique de début",
        "GENERIQUE",
        "Créditos iniciales",
        "Sigla iniziale",
        "Abertura",
        "Czołówka",
        "Znělka",
        "Főcím",
        "Заставка",
        "オープニング",
        "片头",
        "오프닝",
    ],
)
def test_an_opening_is_known_in_many_languages(title):
    assert kinds_of(title, 60, 150) == ["intro"]


@pytest.mark.parametrize(
    "title",
    [
        "Recap",
        "Previously on The Harbour",
        "Was bisher geschah",
        "Précédemment",
        "Anteriormente",
        "Nelle puntate precedenti",
        "W poprzednich odcinkach",
        "Ранее в сериале",
        "前回のあらすじ",
        "前情提要",
    ],
)
def test_what_happened_before_is_known_in_many_languages(title):
    assert kinds_of(title, 5, 50) == ["recap"]


@pytest.mark.parametrize(
    "title",
    [
        "Credits",
        "End Credits",
        "Ending",
        "ED",
        "Abspann",
        "Générique",
        "Générique de fin",
        "Títulos de crédito",
        "Titoli di coda",
        "Aftiteling",
        "Eftertexter",
        "Napisy końcowe",
        "Титры",
        "エンディング",
        "片尾曲",
        "엔딩 크레딧",
    ],
)
def test_end_credits_are_known_in_many_languages(title):
    assert kinds_of(title, 3400, 3500) == ["credits"]


@pytest.mark.parametrize(
    "title", ["Preview", "Next time on The Harbour", "Vorschau", "次回予告", "В следующей серии"]
)
def test_a_preview_is_known_in_many_languages(title):
    assert kinds_of(title, 3500, 3560) == ["preview"]


@pytest.mark.parametrize(
    "title", ["", "Chapter 3", "The Opening of the Gate", "Previously", "Edward", "00:01:00.000"]
)
def test_a_scene_late_in_the_file_is_none(title):
    assert kinds_of(title, 2000, 2100) == []


def test_a_long_chapter_is_a_scene_whatever_its_name():
    assert kinds_of("Opening", 0, 900) == []


def test_of_several_credits_the_first_counts():
    chapters = [
        NamedChapter(3300, "End Credits"),
        NamedChapter(3400, "Scene after the credits"),
        NamedChapter(3450, "Credits"),
    ]

    (found,) = segments_of(chapters, HOUR_S)

    assert (found.kind, found.start_seconds, found.end_seconds) == (
        SegmentKind.CREDITS,
        3300,
        3400,
    )


@pytest.mark.parametrize(
    ("chapters", "intro"),
    [
        # Those that follow each other are one.
        ([(60, "Opening"), (150, "Title Card"), (156, "Part A")], (60, 156)),
        ([(0, "Intro"), (8, "Opening"), (98, "Part A")], (0, 98)),
        ([(0, "Opening Credits"), (40, "Intro"), (90, "Part A")], (0, 90)),
        # A scene before the opening stays.
        ([(0, "Intro"), (95, "Opening"), (185, "Part A")], (95, 185)),
        ([(0, "Introduction"), (300, "OP"), (390, "Part A")], (300, 390)),
        # Apart from each other: the one as long as openings are, then the one of that name alone.
        ([(0, "Opening"), (5, "Part A"), (300, "Opening"), (390, "Part B")], (300, 390)),
        ([(0, "Intro"), (90, "Part A"), (300, "Opening"), (390, "Part B")], (300, 390)),
        ([(0, "Intro"), (90, "Part A"), (300, "Opening"), (530, "Part B")], (0, 90)),
        ([(0, "Opening"), (90, "Part A"), (300, "Opening"), (390, "Part B")], (0, 90)),
        # Too long together.
        ([(0, "Opening"), (140, "Main Titles"), (270, "Part A")], (0, 140)),
    ],
)
def test_of_several_openings_the_one_that_is_skipped_tells_no_story(chapters, intro):
    found = segments_of([NamedChapter(at_s, title) for at_s, title in chapters], HOUR_S)

    assert [(one.kind.value, one.start_seconds, one.end_seconds) for one in found] == [
        ("intro", *intro)
    ]


def test_the_last_chapter_ends_with_the_file_and_the_order_of_chapters_does_not_matter():
    chapters = [NamedChapter(3500, "Credits"), NamedChapter(0, "Recap"), NamedChapter(40, "Intro")]

    found = segments_of(chapters, HOUR_S)

    # The intro lasts until the credits begin, so it is a scene.
    assert [(each.kind.value, each.start_seconds, each.end_seconds) for each in found] == [
        ("recap", 0, 40),
        ("credits", 3500, HOUR_S),
    ]


def test_a_chapter_after_the_end_of_the_file_is_none():
    assert segments_of([NamedChapter(4000, "Credits")], HOUR_S) == []


def test_a_file_without_chapters_has_no_segments():
    assert segments_of([], HOUR_S) == []
