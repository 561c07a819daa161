"""Which audio track and which subtitle a user gets."""

from uuid import UUID

import pytest

from chalicelib.subtitles.models.languages import (
    is_same_language,
    language_name,
    normalize_language,
)
from chalicelib.subtitles.models.track_choice import (
    OFF,
    AudioOption,
    LanguageRules,
    SubtitleOption,
    TrackChoice,
    choose_audio,
    choose_subtitle,
)

JA, EN, DE = AudioOption(1, "jpn", is_default=True), AudioOption(2, "eng"), AudioOption(3, "ger")


@pytest.mark.parametrize(
    ("languages", "chosen", "index"),
    [
        ((), None, 1),  # the file's own
        (("en",), None, 2),
        (("fr", "de", "en"), None, 3),  # in order
        (("fr",), None, 1),
        (("en",), TrackChoice(audio_language="ja"), 1),
        (("en",), TrackChoice(audio_language="fr"), 2),  # not in this file
        (("en",), TrackChoice(subtitle_language="fr"), 2),
    ],
)
def test_the_audio_track_follows_the_title_then_the_languages_then_the_file(
    languages, chosen, index
):
    assert choose_audio([EN, JA, DE], LanguageRules(languages), chosen) == index


def test_a_file_without_audio_has_no_track():
    assert choose_audio([], LanguageRules(("en",))) is None


def option(number, language, **flags):
    return SubtitleOption(UUID(int=number), language, **flags)


TRACKS = [
    option(1, "eng"),
    option(2, "en", is_sdh=True),
    option(3, "en", is_forced=True),
    option(4, "pt-BR"),
    option(5, "ja", is_forced=True),
    option(6, "de"),
    option(7, "de", is_default=True),
]


@pytest.mark.parametrize(
    ("mode", "audio", "subtitles", "audio_language", "number"),
    [
        ("off", ("en",), ("en",), "ja", None),
        ("foreign", ("en",), ("en",), "ja", 1),
        ("foreign", ("en",), ("en",), "eng", 3),  # understood: only what is foreign in it
        ("foreign", ("en", "ja"), ("en",), "ja", 5),
        ("foreign", ("en",), ("fr", "de"), "ja", 7),  # of two the default one
        ("foreign", ("en",), ("fr",), "ko", None),
        ("foreign", (), (), "ja", 5),
        ("foreign", (), ("en",), "", 1),  # unknown: as foreign
        ("always", ("en",), ("en",), "en", 1),
        ("always", ("en",), ("pt",), "en", 4),
        ("always", ("en",), ("pt-PT",), "en", 3),  # another Portuguese
        ("forced", ("en",), ("en",), "ja", 5),
        ("forced", ("en",), ("en",), "en", 3),
        ("forced", ("en",), ("en",), "", 3),
    ],
)
def test_subtitles_follow_the_mode_and_the_audio(mode, audio, subtitles, audio_language, number):
    rules = LanguageRules(audio, subtitles, mode)

    found = choose_subtitle(TRACKS, audio_language, rules)

    assert found == (None if number is None else UUID(int=number))


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        (TrackChoice(subtitle_language=OFF), None),
        (TrackChoice(subtitle_language="de"), 7),
        (TrackChoice(subtitle_language="en", is_sdh=True), 2),
        (TrackChoice(subtitle_language="en", is_forced=True), 3),
        (TrackChoice(subtitle_language="fr"), 1),  # not in this file: the languages
        (TrackChoice(audio_language="ja"), 1),
    ],
)
def test_what_was_chosen_for_the_title_wins(chosen, number):
    rules = LanguageRules(("fr",), ("en",), "foreign")

    found = choose_subtitle(TRACKS, "ja", rules, chosen)

    assert found == (None if number is None else UUID(int=number))


def test_subtitles_with_sounds_are_taken_by_those_who_want_them():
    rules = LanguageRules((), ("en",), "always", prefers_sdh=True)

    assert choose_subtitle(TRACKS, "ja", rules) == UUID(int=2)


@pytest.mark.parametrize(
    ("tag", "normal", "name"),
    [
        ("eng", "en", "English"),
        ("ger", "de", "German"),
        ("pt_br", "pt-BR", "Portuguese (BR)"),
        ("zh-hans", "zh-Hans", "Chinese (Hans)"),
        ("nob", "nb", "Norwegian Bokmål"),
        ("und", "", ""),
        ("tlh", "tlh", "tlh"),
        ("<b>", "", ""),
    ],
)
def test_language_codes_have_one_form_and_a_name(tag, normal, name):
    assert normalize_language(tag) == normal
    assert language_name(normal) == name


def test_regions_count_only_when_both_have_one():
    assert is_same_language("pt", "pt-BR")
    assert not is_same_language("pt-PT", "pt-BR")
    assert not is_same_language("", "")
