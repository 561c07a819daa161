"""The sheet of titles to review, written and read."""

import pytest

from worker.genres.review_file import (
    COLUMNS,
    LineError,
    ReviewedLine,
    find_unknown,
    format_lines,
    parse_lines,
)

CUSTOM = {"cooking": 1, "dating": 2}


def line(id="7", custom=""):
    return f"{id}\tshow\tBlind Tasting\t2020\tReality\t{custom}\n"


def test_an_exported_file_can_be_read():
    rows = [
        (7, "show", "Tab\there,\nand a line", 2020, "Reality", "Cooking"),
        (8, "movie", "#8", "", "", ""),
    ]
    lines = list(format_lines(rows, ["Cooking", "Dating"]))

    assert parse_lines(lines) == (
        [ReviewedLine(len(lines) - 1, 7, ("Cooking",)), ReviewedLine(len(lines), 8, ())],
        [],
    )
    assert lines[-2] == "7\tshow\tTab here, and a line\t2020\tReality\tCooking\n"


def test_the_file_has_instructions():
    lines = list(format_lines([], ["Cooking", "Dating"]))
    text = "".join(lines)

    assert all(each.startswith("#") for each in lines)
    assert "Cooking or Dating" in text
    assert "genres-import" in text
    assert lines[-1] == "# " + "\t".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("cell", "custom"),
    [
        ("", ()),
        ("Dating", ("Dating",)),
        (" dating ,  Cooking ", ("dating", "Cooking")),
        ('"Dating, Cooking"', ("Dating", "Cooking")),
        ("Dating,,Dating,", ("Dating",)),
    ],
)
def test_several_genres_are_separated_by_commas(cell, custom):
    assert parse_lines([line(custom=cell)]) == ([ReviewedLine(1, 7, custom)], [])


@pytest.mark.parametrize(
    "text",
    [
        "7\tshow\tBlind Tasting\t2020\tReality\n",  # an editor cut the last tab off
        "7\tshow\tBlind Tasting\t2020\tReality\t\t\t\r\n",  # a spreadsheet added some
        '7\tshow\t"Blind ""Tasting"""\t2020\t\t',
    ],
)
def test_changes_by_editors_and_spreadsheets_are_accepted(text):
    assert parse_lines([text]) == ([ReviewedLine(1, 7, ())], [])


def test_comments_and_empty_lines_are_skipped_and_counted():
    assert parse_lines(["\ufeff# hello\n", "\n", "  \t \n", line()]) == (
        [ReviewedLine(4, 7, ())],
        [],
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("7 show Blind Tasting\n", "has 1 columns"),
        ("7\tshow\n", "has 2 columns"),
        (line().rstrip("\n") + "\tx\ty\n", "has 8 columns"),
        (line("seven"), "does not begin with an id: 'seven'"),
        (line(""), "does not begin with an id"),
        (line("0"), "does not begin with an id"),
        (line("-7"), "does not begin with an id"),
        (line("٧"), "does not begin with an id"),
        (line("9" * 19), "does not begin with an id"),
        (line("9" * 9999), "does not begin with an id"),
    ],
)
def test_an_invalid_line_is_reported(text, what):
    reviewed, (mistake,) = parse_lines(["# a comment\n", text])

    assert reviewed == []
    assert mistake.line == 2
    assert what in str(mistake)
    assert len(str(mistake)) < 120


def test_a_title_is_listed_once():
    _, mistakes = parse_lines([line(), line("8"), line(custom="Dating")])

    assert mistakes == [LineError(3, "title 7 is on line 1 already")]


def test_unknown_titles_and_genres_are_reported_with_their_line():
    reviewed, _ = parse_lines([line(custom="Dating"), line("8", "Sailing, COOKING")])

    assert find_unknown(reviewed, {8}, CUSTOM) == [
        LineError(1, "there is no title 7"),
        LineError(2, "'Sailing' is no custom genre; there are: Cooking, Dating"),
    ]
