"""What the names of subtitle files say, and which video they belong to."""

from uuid import uuid4

import pytest

from chalicelib.library.models.scans import ScannedFile
from worker.names.subtitle_names import SubtitleName, read_subtitle_name
from worker.scanner.subtitle_sidecars import match_sidecars, video_folder


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Film.srt", SubtitleName()),
        ("Film.en.srt", SubtitleName("en")),
        ("Film.eng.srt", SubtitleName("en")),
        ("Film.en.forced.srt", SubtitleName("en", is_forced=True)),
        ("Film.pt-BR.sdh.ass", SubtitleName("pt-BR", is_sdh=True)),
        ("Film.zh-Hans.srt", SubtitleName("zh-Hans")),
        ("Film.chs.srt", SubtitleName("zh-Hans")),
        ("Film.en.hi.srt", SubtitleName("en", is_sdh=True)),
        ("Film.hi.srt", SubtitleName("hi")),
        ("Film.German.srt", SubtitleName("de")),
        ("Film [French].srt", SubtitleName("fr")),
        ("Film.en.Commentary.srt", SubtitleName("en", "Commentary")),
        ("2_English.srt", SubtitleName("en")),
        ("13_Spanish.Latino.srt", SubtitleName("es-419", "Spanish")),
        ("FILM.EN.SRT", SubtitleName("en")),
    ],
)
def test_the_name_of_a_subtitle_tells_language_and_flags(name, said):
    assert read_subtitle_name(name, "Film") == said


def files(*paths):
    return [ScannedFile(path, 100, 1) for path in paths]


def test_subtitles_belong_to_the_video_they_are_named_after():
    film, other = uuid4(), uuid4()
    videos = {"/m/Film.mkv": film, "/m/Film 2.mkv": other}

    found = match_sidecars(
        files("/m/Film.en.srt", "/m/Film 2.de.ass", "/m/Filmography.srt", "/m/x/Film.fr.srt"),
        videos,
    )

    assert [(one.path, one.library_item_id, one.language, one.form) for one in found] == [
        ("/m/Film 2.de.ass", other, "de", "ass"),
        ("/m/Film.en.srt", film, "en", "text"),
    ]


def test_subtitle_folders_belong_to_the_film_or_the_episode_they_name():
    one, two = uuid4(), uuid4()
    found = match_sidecars(
        files(
            "/s/Subs/Show.S01E01/2_English.srt",
            "/s/Subs/Show.S01E02.fr.srt",
            "/s/Subs/other.srt",
        ),
        {"/s/Show.S01E01.mkv": one, "/s/Show.S01E02.mkv": two},
    )

    assert [(each.library_item_id, each.language) for each in found] == [(one, "en"), (two, "fr")]


def test_the_only_film_of_a_folder_gets_what_names_a_language():
    film = uuid4()

    found = match_sidecars(
        files("/m/English.srt", "/m/readme.srt", "/m/Subs/3_Ger.srt"), {"/m/Film.2020.mkv": film}
    )

    assert [(one.path, one.language) for one in found] == [
        ("/m/English.srt", "en"),
        ("/m/Subs/3_Ger.srt", "de"),
    ]


def test_vobsub_is_one_picture_subtitle_and_microdvd_is_text():
    film = uuid4()

    found = match_sidecars(
        files("/m/Film.en.idx", "/m/Film.en.sub", "/m/Film.de.sub"), {"/m/Film.mkv": film}
    )

    assert [(one.path, one.form) for one in found] == [
        ("/m/Film.de.sub", "text"),
        ("/m/Film.en.idx", "picture"),
    ]


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/m/Film/a.srt", "/m/Film"),
        ("/m/Film/Subs/a.srt", "/m/Film"),
        ("/m/Film/subs/Film/a.srt", "/m/Film"),
        ("/m/Film/Subs/", "/m/Film"),
    ],
)
def test_a_subtitle_is_looked_for_beside_its_video(path, folder):
    assert video_folder(path) == folder
