"""`python -m worker recommend-offline`."""

import json
import os
import subprocess
import sys

import pytest

from worker.recommendations.command import run

ITEMS = "item,title,year,genres\n1,Amber Bay,1999,Drama|Crime\n2,Cedar,,\n3,Über Delta,2001,Drama\n"
RATINGS = "user,item,rating,timestamp\nü,1,4.5,100\nü,9,3,101\nb,3,,50\nb,1,2,51.5\n"


@pytest.fixture
def ask(tmp_path):
    def start(ratings=RATINGS, items=ITEMS, *options):
        (tmp_path / "ratings.csv").write_text(ratings, "utf-8")
        (tmp_path / "items.csv").write_text(items, "utf-8")
        command = [sys.executable, "-m", "worker", "recommend-offline", "ratings.csv", "items.csv"]
        # No settings, no database: only what starts a process.
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()}  # noqa: PTH109
        return subprocess.run(
            [*command, *options], cwd=tmp_path, env=env, capture_output=True, check=False
        )

    return start


def test_each_person_is_a_line_of_json_without_a_database(ask):
    ended = ask(RATINGS, ITEMS, "--top", "2")

    lines = [json.loads(line) for line in ended.stdout.decode().splitlines()]
    assert lines == [{"user": "ü", "items": ["3", "2"]}, {"user": "b", "items": ["2"]}]
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("ratings", "items", "said"),
    [
        ("user,item,rating\n", ITEMS, "ratings.csv: there is no column timestamp."),
        (RATINGS + "b,1,x,5\n", ITEMS, "ratings.csv, line 6: rating is not a number."),
        (RATINGS + "b,1,4,nan\n", ITEMS, "ratings.csv, line 6: timestamp is not a number."),
        (RATINGS + "b,1\n", ITEMS, "ratings.csv, line 6: a column is missing."),
        (RATINGS, ITEMS + "4,x,19ab,\n", "items.csv, line 5: year is not a number."),
        (RATINGS, "", "items.csv: there is no column item."),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_field(
    tmp_path, monkeypatch, capsys, ratings, items, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ratings.csv").write_text(ratings, "utf-8")
    (tmp_path / "items.csv").write_text(items, "utf-8")

    assert run(["ratings.csv", "items.csv"]) == 2
    assert tuple(capsys.readouterr()) == ("", said + "\n")


def test_a_file_that_is_missing_and_a_number_that_is_none_are_said(capsys):
    assert run(["none.csv", "none.csv"]) == 2
    assert "none.csv cannot be read" in capsys.readouterr().err
    assert run(["none.csv", "none.csv", "--top", "0"]) == 2
    assert "must be at least 1" in capsys.readouterr().err
