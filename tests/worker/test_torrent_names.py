"""Names and forms that torrents should not have, and what becomes of them."""

from pathlib import Path

import libtorrent as lt
import pytest

from tests.downloads.data import bencode, noise
from tests.torrents import (
    HostileSeed,
    connect_peer,
    data_url,
    make_task,
    make_torrent,
    paths_below,
    running_engine,
    sha1,
    torrent_with_link,
    wait_ended,
)
from tests.waiting import wait_until
from worker.downloader.engine import Phase, Task


@pytest.fixture
def engine():
    with running_engine() as engine:
        yield engine


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def hostile_names() -> list[list[bytes]]:
    """Paths as a torrent may hold them: lists of parts."""
    return [
        [b"..", b"..", b"x"],
        [b"..", b"..", b"..", b"..", b"..", b"etc", b"cron.d", b"x"],
        [b"/etc/x"],
        [b"", b"etc", b"x"],
        [b"C:\\x"],
        [b"C:", b"Windows", b"x"],
        [b"a", b"..", b"..", b"b"],
        [b"a/../../b"],
        [b"a\\..\\..\\b"],
        [b"nul\0byte"],
        [b"new\nline"],
        [b"carriage\rreturn"],
        ["\u202egpj.exe".encode()],
        ["\u2066left\u2069".encode()],
        [b"x" * 4096],
        [b"x" * 255],
        [b"."],
        [b".."],
        [b"..."],
        [b".", b".", b"x"],
        [b"dots..."],
        [b"space "],
        [b" space"],
        [b"~", b"x"],
        [b"$HOME", b"x"],
        [b"`id`"],
        [b"-rf"],
        [b"CON"],
        [b"nul.txt"],
        [b"com1", b"x"],
        [b"a<b>c|d?e*f"],
        [b"\xff\xfe\xfd"],
        [b"\xc3"],
        [b"..\xc0\xaf..\xc0\xafx"],
        [b"%2e%2e%2fx"],
        [b"d%d" % number for number in range(90)],
        [b"d"] * 300,
        [b"."] * 300 + [b"x"],
        [b""],
        [b"con .mkv"],
        [b"AUX.mkv."],
        [b"lpt1"],
        [b"a" * 254 + "é".encode()],
        [("\U0001f3ac" * 100).encode() + b".mkv"],
        ["\uff0e\uff0e\uff0f\uff0e\uff0e\uff0fx".encode()],
        ["..\u2215..\u2215x".encode()],
        [b"film.mkv\0.exe"],
        [b"\x1b[2J"],
        [b".ssh", b"authorized_keys"],
        [b".hidden"],
        [b"film.mkv "],
        ["Amélie.mkv".encode()],
        ["日本語.mkv".encode()],
        [b"a", b"b", b"c", b"film.mkv"],
        [b"<script>alert(1)</script>.mkv"],
        [b"\x7f\x80\x9f"],
        ["\ufeffbom".encode()],
        ["e\u0301.mkv".encode()],
    ]


CORPUS = {
    **{f"{parts!r:.40}": make_torrent([parts, [b"second"]]) for parts in hostile_names()},
    "the same name twice": make_torrent([[b"same"], [b"same"], [b"same"]]),
    "names that differ in case": make_torrent([[b"Film"], [b"film"], [b"FILM"]]),
    "composed and not": make_torrent([["é".encode()], ["e\u0301".encode()]]),
    "a file where a folder is": make_torrent([[b"a"], [b"a", b"b"], [b"a", b"b", b"c"]]),
    "a folder where a file is": make_torrent([[b"a", b"b"], [b"a"]]),
    "a name that climbs": make_torrent([[b"x"]], name=b"../../up"),
    "an absolute name": make_torrent([[b"x"]], name=b"/etc"),
    "no name": make_torrent([[b"x"], [b"y"]], name=b""),
    "another path for those who know UTF-8": bencode(
        {
            "info": {
                "files": [
                    {"length": 1, "path": ["film.mkv"], "path.utf-8": ["..", "..", "up"]},
                    {"length": 1, "path": ["b"], "path.utf-8": ["/etc/x"]},
                ],
                "name": "job",
                "name.utf-8": "../../up",
                "piece length": 16384,
                "pieces": bytes.fromhex(sha1(b"zz")),
            }
        }
    ),
    "a dot for a name": make_torrent([[b"x"], [b"y"]], name=b".."),
}


@pytest.mark.parametrize("as_file", [False, True])
def test_case_23_hostile_names_stay_inside_the_jobs_folder(engine, tmp_path, as_file):
    """Every torrent of the collection, as magnet link or as file; what is outside stays."""
    parent = tmp_path / "parent"
    (parent / "jobs").mkdir(parents=True)
    (parent / "secret").write_text("untouched")
    hostile = HostileSeed(tmp_path / "hostile")
    tasks: dict[str, Task] = {}
    for name, torrent in CORPUS.items():
        try:
            magnet = hostile.offer(torrent)
        except RuntimeError:
            continue  # libtorrent refuses it everywhere
        tasks[name] = make_task(parent / "jobs", data_url(torrent) if as_file else magnet)
    for task in tasks.values():
        engine.add(task)
    if as_file:
        for task in tasks.values():
            wait_until(lambda task=task: engine.torrent_of(task.job_id))
            connect_peer(engine, task, hostile.seed.port)
    ended = {name: wait_ended(engine, task) for name, task in tasks.items()}

    assert len(CORPUS) + 5 > 60  # with the links below
    assert len(ended) > 60
    for name, report in ended.items():
        folder = tasks[name].folder
        assert report.phase is Phase.FINISHED, (name, report.fault)
        for file in report.files:
            path = Path(file.path)
            assert path.resolve().is_relative_to(folder.resolve()), name
            assert path.read_bytes() == b"z" * file.size_bytes
            assert ".." not in path.parts
        assert len({file.path.casefold() for file in report.files}) == len(report.files), name
    outside = {path for path in paths_below(parent) if not path.startswith("jobs/")}
    assert outside == {"jobs", "secret"}
    assert {path.split("/")[1] for path in paths_below(parent) if "/" in path} == {
        str(task.job_id) for task in tasks.values()
    }
    assert not any(path.is_symlink() for path in parent.rglob("*"))
    legal = Path(ended[f"{['Amélie.mkv'.encode()]!r:.40}"].files[0].path)
    assert legal.name == "Amélie.mkv"


def test_case_23_links_are_neither_created_nor_followed(engine, tmp_path):
    root = tmp_path / "jobs"
    hostile = HostileSeed(tmp_path / "hostile")
    outside, inside = torrent_with_link("..", "..", ".."), torrent_with_link("film.mkv")
    uploads = [make_task(root, data_url(torrent)) for torrent in (outside, inside)]
    magnets = [make_task(root, hostile.offer(torrent)) for torrent in (outside, inside)]
    for task in uploads + magnets:
        engine.add(task)
    faults = [wait_ended(engine, task).fault for task in uploads + magnets]

    # Of a link that points outside, libtorrent itself makes an empty file.
    assert [fault and fault.reason for fault in faults] == [
        "bad_torrent", "bad_torrent", None, "bad_torrent",
    ]  # fmt: skip
    assert not any(path.is_symlink() for path in root.rglob("*"))


def test_case_23_an_existing_link_is_not_followed(engine, root, seed, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    task = make_task(root, seed.offer({"film.mkv": noise(200_000)}).magnet)
    task.folder.mkdir(parents=True)
    (task.folder / "show").symlink_to(tmp_path / "elsewhere")
    engine.add(task)
    report = wait_ended(engine, task)

    assert report.phase is Phase.BROKEN
    assert paths_below(tmp_path / "elsewhere") == set()


@pytest.mark.parametrize("data", [b"", b"junk", b"d4:infodee", b"d" * 1000])
def test_a_file_that_is_no_torrent_ends_the_task(engine, root, data):
    task = make_task(root, data_url(data))
    engine.add(task)

    assert wait_ended(engine, task).fault.reason == "bad_torrent"


def test_empty_files_and_padding_are_handled(engine, root, seed):
    """A hybrid torrent pads its files; the padding is not a file."""
    offer_folder = seed.folder / "show"
    offer_folder.mkdir(parents=True)
    for name, body in {"a.mkv": noise(100_001), "b.srt": b"", "c.nfo": b"c"}.items():
        (offer_folder / name).write_bytes(body)
    made = lt.create_torrent(lt.list_files(str(offer_folder)), 16384)
    lt.set_piece_hashes(made, str(seed.folder))
    task = make_task(root, seed.offer_torrent(lt.bencode(made.generate())).magnet)
    engine.add(task)
    report = wait_ended(engine, task)

    assert {Path(file.path).name: file.size_bytes for file in report.files} == {
        "a.mkv": 100_001,
        "b.srt": 0,
        "c.nfo": 1,
    }
    assert paths_below(task.folder) == {"show", "show/a.mkv", "show/b.srt", "show/c.nfo"}
