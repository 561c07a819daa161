"""What a file on a disc is called."""

import pytest

from chalicelib.library.models.disc_paths import file_name_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/films/Metropolis (1927)/BDMV/STREAM/00800.m2ts", "Metropolis (1927).m2ts"),
        ("/films/Metropolis (1927)/bdmv/stream/00800.M2TS", "Metropolis (1927).M2TS"),
        ("/BDMV/STREAM/00800.m2ts", "00800.m2ts"),
        ("/films/Metropolis (1927)/VIDEO_TS/VTS_01_2.VOB", "VTS_01_2.VOB"),
        ("/films/Metropolis (1927)/00800.m2ts", "00800.m2ts"),
        ("/films/Metropolis (1927).mkv", "Metropolis (1927).mkv"),
    ],
)
def test_a_blu_ray_has_the_name_of_its_folder(path, name):
    assert file_name_of(path) == name
