"""The torrent engine against a real swarm: bytes, names, crashes, and who it talks to."""

import base64
import os
import random
import re
import socket
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

import libtorrent as lt
import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.platform.network_guard import NetworkGuard
from tests.downloads import HERE_ONLY, LOOPBACK, Seed, bencode, digest, noise, settled, until
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.reader import NotArriving
from worker.downloader.torrents import TorrentEngine
from worker.downloader.torrents.resume import Resume

MIB = 1024 * 1024


@pytest.fixture
def engine():
    engine = TorrentEngine(LOOPBACK, HERE_ONLY)
    yield engine
    engine.close(5)


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "jobs"


def task(
    root: Path, source: str, resume_data: bytes | None = None, job: UUID | None = None
) -> Task:
    job = job or uuid4()
    kind = SourceType.MAGNET if source.startswith("magnet:") else SourceType.TORRENT
    found = re.search("btih:([0-9a-f]{40})", source)
    return Task(
        job,
        kind,
        source,
        root / str(job),
        info_hash=found[1] if found else None,
        resume_data=resume_data,
    )


def upload(torrent: bytes) -> str:
    return "data:application/x-bittorrent;base64," + base64.b64encode(torrent).decode()


def ends(engine: TorrentEngine, wanted: Task) -> Report:
    return until(
        lambda: (
            (report := engine.report(wanted.job_id))
            and report.phase in (Phase.FINISHED, Phase.BROKEN)
            and report
        )
    )


def test_case_20_no_byte_is_wrong_while_the_torrent_downloads_at_full_speed(engine, root, seed):
    """Ten thousand random ranges, by four readers at once, from before the first piece is there."""
    size = 24 * MIB
    body = noise(size)
    wanted = task(root, seed.offer({"": body}, name="film.mkv").magnet)
    engine.add(wanted)
    reader = until(lambda: engine.open_in_progress(wanted.job_id, 0))
    began_before_the_end = engine.report(wanted.job_id).phase is not Phase.FINISHED
    wrong: list[int] = []
    done: list[int] = []

    def read_much(number: int) -> None:
        dice = random.Random(number)
        for _ in range(2500):
            length = dice.choice((1, 100, 5000, 70_000))
            offset = dice.randrange(size - length)
            if reader.read(offset, length) != body[offset : offset + length]:
                wrong.append(offset)
            done.append(offset)

    threads = [threading.Thread(target=read_much, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    reader.close()

    assert began_before_the_end
    assert (len(done), wrong) == (10_000, [])
    assert digest(Path(ends(engine, wanted).files[0].path)) == digest_of(body)


def digest_of(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_a_reader_gets_what_it_asks_for_long_before_the_rest(engine, root, seed):
    body = noise(8 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(2 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    reader = until(lambda: engine.open_in_progress(wanted.job_id, 0))

    assert reader.read(6 * MIB, 100_000) == body[6 * MIB : 6 * MIB + 100_000]
    assert engine.report(wanted.job_id).bytes_done < 6 * MIB
    reader.close()
    seed.limit(0)
    assert ends(engine, wanted).phase is Phase.FINISHED


def test_a_reader_that_left_or_fell_silent_does_not_hold_up_the_rest(
    engine, root, seed, monkeypatch
):
    monkeypatch.setattr("worker.downloader.torrents.watching.IDLE_AFTER_S", 0.2)
    offer = seed.offer({"": noise(12 * MIB)}, name="film.mkv")
    seed.limit(6 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    until(lambda: engine.open_in_progress(wanted.job_id, 0)).read(0, 10)
    until(lambda: engine.open_in_progress(wanted.job_id, 0)).close()

    assert ends(engine, wanted).phase is Phase.FINISHED


def test_who_waits_for_bytes_is_told_when_they_will_not_come(engine, root, seed):
    offer = seed.offer({"": noise(4 * MIB)}, name="film.mkv")
    seed.limit(50_000)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    reader = until(lambda: engine.open_in_progress(wanted.job_id, 0))
    with pytest.raises(NotArriving):
        reader.read(3 * MIB, 100, timeout_s=0.1)
    outcome: list[object] = []

    def wait_for_the_end() -> None:
        try:
            outcome.append(reader.read(2 * MIB, 1_000_000, timeout_s=60))
        except NotArriving:
            outcome.append("told")

    thread = threading.Thread(target=wait_for_the_end)
    thread.start()
    engine.drop(wanted.job_id, remove_files=True)
    thread.join(10)

    assert outcome == ["told"]


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


def torrent_of(files: list[list[bytes]], name: bytes = b"job") -> bytes:
    entries = [{"length": 1, "path": parts} for parts in files]
    return bencode(
        {
            "info": {
                "files": entries,
                "name": name,
                "piece length": 16384,
                "pieces": bytes.fromhex(sha1(b"z" * len(files))),
            }
        }
    )


def sha1(data: bytes) -> str:
    import hashlib

    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


class HostileSeed:
    """Has a torrent of any names; what it gives away are `z`s."""

    def __init__(self, folder: Path) -> None:
        self.seed = Seed(folder)

    def offer(self, torrent: bytes) -> str:
        params = lt.load_torrent_buffer(torrent)
        params.save_path = str(self.seed.folder / uuid4().hex)
        layout = params.ti.layout()
        params.renamed_files = {index: f"f{index}" for index in range(layout.num_files())}
        for index in range(layout.num_files()):
            if layout.file_flags(index) & lt.file_storage.flag_symlink:
                continue
            path = Path(params.save_path) / f"f{index}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"z" * layout.file_size(index))
        params.flags = lt.torrent_flags.seed_mode
        handle = self.seed.session.add_torrent(params)
        return f"magnet:?xt=urn:btih:{handle.info_hashes().v1}&x.pe=127.0.0.1:{self.seed.port}"


CORPUS = {
    **{f"{parts!r:.40}": torrent_of([parts, [b"second"]]) for parts in hostile_names()},
    "the same name twice": torrent_of([[b"same"], [b"same"], [b"same"]]),
    "names that differ in case": torrent_of([[b"Film"], [b"film"], [b"FILM"]]),
    "composed and not": torrent_of([["é".encode()], ["e\u0301".encode()]]),
    "a file where a folder is": torrent_of([[b"a"], [b"a", b"b"], [b"a", b"b", b"c"]]),
    "a folder where a file is": torrent_of([[b"a", b"b"], [b"a"]]),
    "a name that climbs": torrent_of([[b"x"]], name=b"../../up"),
    "an absolute name": torrent_of([[b"x"]], name=b"/etc"),
    "no name": torrent_of([[b"x"], [b"y"]], name=b""),
    "a dot for a name": torrent_of([[b"x"], [b"y"]], name=b".."),
}


def test_case_23_hostile_names_end_up_inside_the_jobs_folder(engine, tmp_path):
    """Every torrent of the collection, as magnet link and as file; what is outside stays."""
    parent = tmp_path / "parent"
    (parent / "jobs").mkdir(parents=True)
    (parent / "secret").write_text("untouched")
    hostile = HostileSeed(tmp_path / "hostile")
    tasks: dict[str, Task] = {}
    for name, torrent in CORPUS.items():
        try:
            magnet = hostile.offer(torrent)
        except RuntimeError:
            continue  # libtorrent takes it from nobody
        tasks[name] = task(parent / "jobs", magnet)
    for wanted in tasks.values():
        engine.add(wanted)
    ended = {name: ends(engine, wanted) for name, wanted in tasks.items()}

    assert len(ended) > 40
    for name, report in ended.items():
        folder = tasks[name].folder
        assert report.phase is Phase.FINISHED, (name, report.fault)
        for file in report.files:
            path = Path(file.path)
            assert path.resolve().is_relative_to(folder.resolve()), name
            assert path.read_bytes() == b"z" * file.size_bytes
            assert ".." not in path.parts
        assert len({file.path.casefold() for file in report.files}) == len(report.files), name
    outside = {path for path in tree(parent) if not path.startswith("jobs/")}
    assert outside == {"jobs", "secret"}
    assert {path.split("/")[1] for path in tree(parent) if "/" in path} == {
        str(wanted.job_id) for wanted in tasks.values()
    }
    assert not any(path.is_symlink() for path in parent.rglob("*"))
    legal = Path(ended[f"{['Amélie.mkv'.encode()]!r:.40}"].files[0].path)
    assert legal.name == "Amélie.mkv"


def links(*target: str) -> bytes:
    """A torrent whose second file is a link."""
    files = [
        {"length": 1, "path": ["film.mkv"]},
        {"length": 0, "path": ["link"], "attr": "l", "symlink path": list(target)},
    ]
    pieces = bytes.fromhex(sha1(b"z"))
    return bencode({"info": {"files": files, "name": "j", "piece length": 16384, "pieces": pieces}})


def test_case_23_links_are_neither_made_nor_followed(engine, tmp_path):
    root = tmp_path / "jobs"
    hostile = HostileSeed(tmp_path / "hostile")
    outside, inside = links("..", "..", ".."), links("film.mkv")
    uploads = [task(root, upload(torrent)) for torrent in (outside, inside)]
    magnets = [task(root, hostile.offer(torrent)) for torrent in (outside, inside)]
    for wanted in uploads + magnets:
        engine.add(wanted)
    faults = [ends(engine, wanted).fault for wanted in uploads + magnets]

    # Of a link that points outside, libtorrent itself makes an empty file.
    assert [fault and fault.reason for fault in faults] == [
        "bad_torrent", "bad_torrent", None, "bad_torrent",
    ]  # fmt: skip
    assert not any(path.is_symlink() for path in root.rglob("*"))


def test_case_23_a_link_that_lies_in_the_way_is_not_followed(engine, root, seed, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    wanted = task(root, seed.offer({"film.mkv": noise(200_000)}).magnet)
    wanted.folder.mkdir(parents=True)
    (wanted.folder / "show").symlink_to(tmp_path / "elsewhere")
    engine.add(wanted)
    report = ends(engine, wanted)

    assert report.phase is Phase.BROKEN
    assert tree(tmp_path / "elsewhere") == set()


@pytest.mark.parametrize("data", [b"", b"junk", b"d4:infodee", b"d" * 1000])
def test_a_file_that_is_no_torrent_ends_the_task(engine, root, data):
    wanted = task(root, upload(data))
    engine.add(wanted)

    assert ends(engine, wanted).fault.reason == "bad_torrent"


def test_empty_files_and_padding_are_as_they_should_be(engine, root, seed):
    """A hybrid torrent pads its files; the padding is nobody's file."""
    offer_folder = seed.folder / "show"
    offer_folder.mkdir(parents=True)
    for name, body in {"a.mkv": noise(100_001), "b.srt": b"", "c.nfo": b"c"}.items():
        (offer_folder / name).write_bytes(body)
    made = lt.create_torrent(lt.list_files(str(offer_folder)), 16384)
    lt.set_piece_hashes(made, str(seed.folder))
    wanted = task(root, seed.offer_torrent(lt.bencode(made.generate())).magnet)
    engine.add(wanted)
    report = ends(engine, wanted)

    assert {Path(file.path).name: file.size_bytes for file in report.files} == {
        "a.mkv": 100_001,
        "b.srt": 0,
        "c.nfo": 1,
    }
    assert tree(wanted.folder) == {"show", "show/a.mkv", "show/b.srt", "show/c.nfo"}


def test_nobody_on_this_machine_is_talked_to_unless_allowed(tmp_path, root):
    """Trackers, web seeds and peers of a magnet link and of a .torrent, and of the resume data."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        inside = f"127.0.0.1:{server.getsockname()[1]}"
        named = f"http://name.example:{server.getsockname()[1]}"
        guard = NetworkGuard(resolver=lambda _host: ["127.0.0.1"])
        engine = TorrentEngine(guard, HERE_ONLY)
        magnet = (
            f"magnet:?xt=urn:btih:{'a' * 40}&x.pe={inside}&tr=http://{inside}/announce"
            f"&tr={named}/announce&ws=http://{inside}/&tr=udp://{inside}"
        )
        torrent = bencode(
            {
                "announce": f"{named}/announce",
                "announce-list": [[f"http://{inside}/announce"]],
                "url-list": [f"http://{inside}/", f"{named}/"],
                "info": {
                    "length": 1,
                    "name": "x",
                    "piece length": 16384,
                    "pieces": bytes.fromhex(sha1(b"z")),
                },
            }
        )
        for wanted in (task(root, magnet), task(root, upload(torrent))):
            engine.add(wanted)
            until(lambda wanted=wanted: engine.report(wanted.job_id).info_hash)
            # Somebody in the swarm may always tell of such a peer; the filter decides.
            introduce(engine, wanted, server.getsockname())
            assert settled(lambda wanted=wanted: engine.report(wanted.job_id).peers) == 0
        with pytest.raises(BlockingIOError):
            server.accept()
        engine.close(5)


def introduce(engine: TorrentEngine, wanted: Task, address: tuple[str, int]) -> None:
    engine.torrent_of(wanted.job_id).handle.connect_peer(address)


def test_a_name_that_is_unknown_now_stays_and_is_judged_when_it_is_connected_to(tmp_path):
    from worker.downloader.torrents.source import TRACKERS, open_addresses

    def resolver(host: str) -> list[str]:
        if host == "unknown.example":
            raise OSError("no such name")
        return {"open.example": ["93.184.216.34"]}.get(host, ["10.0.0.1"])

    given = [
        "http://open.example/announce",
        "udp://unknown.example:6969",
        "http://inside.example/announce",
        "http://10.0.0.1/announce",
        "http://user@open.example/",
        "ws://open.example/",
        "file:///etc/passwd",
        "nonsense",
    ]

    assert open_addresses(given, TRACKERS, NetworkGuard(resolver=resolver)) == given[:2]


def half_way(engine: TorrentEngine, wanted: Task) -> None:
    until(lambda: engine.report(wanted.job_id).bytes_done > 2 * MIB)


def test_a_closed_engine_leaves_all_that_is_needed_to_go_on(root, seed):
    body = noise(6 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(4 * MIB)
    first = TorrentEngine(LOOPBACK, HERE_ONLY)
    wanted = task(root, offer.magnet)
    first.add(wanted)
    half_way(first, wanted)
    saved = first.close(5)[wanted.job_id]
    given_before = offer.handle.status().total_payload_upload
    seed.limit(0)
    second = TorrentEngine(LOOPBACK, HERE_ONLY)
    again = task(root, offer.magnet, saved, wanted.job_id)
    second.add(again)
    report = ends(second, again)
    second.close(5)

    assert Resume.unpack(saved).is_clean
    assert digest(Path(report.files[0].path)) == digest_of(body)
    given_twice = offer.handle.status().total_payload_upload - 6 * MIB
    assert given_before > 2 * MIB
    assert given_twice < MIB  # blocks that were on their way


def test_without_resume_data_what_lies_on_disk_is_checked_and_kept(root, seed):
    body = noise(6 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    wanted = task(root, offer.magnet)
    wanted.folder.mkdir(parents=True)
    (wanted.folder / "film.mkv").write_bytes(body[: 4 * MIB] + bytes(2 * MIB))
    engine = TorrentEngine(LOOPBACK, HERE_ONLY)
    engine.add(wanted)
    report = ends(engine, wanted)
    engine.close(5)

    assert digest(Path(report.files[0].path)) == digest_of(body)
    assert offer.handle.status().total_payload_upload <= 3 * MIB


def test_case_18_resume_data_that_cannot_be_used_cost_nothing(root, seed):
    body = noise(MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    other = seed.offer({"": noise(MIB, 2)}, name="other.mkv")
    good = saved_from(root / "a", offer.magnet)
    engine = TorrentEngine(LOOPBACK, HERE_ONLY)
    for how, data in {
        "truncated": good[: len(good) // 2],
        "empty": b"",
        "random": random.Random(5).randbytes(500),
        "foreign": saved_from(root / "b", other.magnet),
        "older": good.partition(b"\n")[2],
    }.items():
        wanted = task(root, offer.magnet, data)
        engine.add(wanted)
        assert Path(ends(engine, wanted).files[0].path).read_bytes() == body, how
        engine.drop(wanted.job_id, remove_files=True)
    engine.close(5)


def saved_from(root: Path, magnet: str) -> bytes:
    engine = TorrentEngine(LOOPBACK, HERE_ONLY)
    wanted = task(root, magnet)
    engine.add(wanted)
    ends(engine, wanted)
    return engine.close(5)[wanted.job_id]


def test_after_a_power_cut_nothing_is_believed_that_the_disk_does_not_have(root, seed):
    body = noise(3 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    good = Resume.unpack(saved_from(root, offer.magnet))
    (old,) = (path for path in root.rglob("film.mkv"))
    damaged = bytearray(body)
    damaged[MIB : MIB + 70_000] = bytes(70_000)
    old.write_bytes(damaged)
    os.utime(old, (time.time() - 5, time.time() - 5))
    job = UUID(old.parent.name)
    claims = Resume(good.data, "another start of the machine", is_clean=False).pack()
    engine = TorrentEngine(LOOPBACK, HERE_ONLY)
    wanted = task(root, offer.magnet, claims, job)
    engine.add(wanted)
    report = ends(engine, wanted)
    engine.close(5)

    assert digest(Path(report.files[0].path)) == digest_of(body)


def test_resume_data_are_collected_while_it_runs(engine, root, seed):
    offer = seed.offer({"": noise(6 * MIB)}, name="film.mkv")
    seed.limit(2 * MIB)
    wanted = task(root, offer.magnet)
    engine.add(wanted)
    half_way(engine, wanted)

    def collected() -> dict[UUID, bytes]:
        engine.ask_resume_data()
        return engine.take_resume_data()

    saved = until(collected)[wanted.job_id]

    assert not Resume.unpack(saved).is_clean
    assert lt.read_resume_data(Resume.unpack(saved).data).ti is not None


def test_case_14_two_jobs_for_one_torrent_share_its_files(engine, root, seed):
    body = noise(4 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(2 * MIB)
    first, second = task(root, offer.magnet), task(root, offer.magnet)
    engine.add(first)
    until(lambda: engine.report(first.job_id).phase is Phase.RUNNING)
    engine.add(second)
    until(lambda: engine.report(second.job_id).phase is Phase.RUNNING)
    engine.drop(first.job_id, remove_files=True)
    seed.limit(0)
    report = ends(engine, second)

    assert report.folder == first.folder
    assert Path(report.files[0].path).read_bytes() == body
    assert engine.report(first.job_id) is None


def test_case_14_a_torrent_that_seeds_serves_the_next_job_at_once(engine, root, seed):
    offer = seed.offer({"": noise(MIB)}, name="film.mkv")
    first, second, third = (task(root, offer.magnet) for _ in range(3))
    engine.add(first)
    (file,) = ends(engine, first).files
    engine.finish(first.job_id)
    engine.add(second)

    assert ends(engine, second).files == (file,)
    engine.drop(second.job_id, remove_files=True)
    assert Path(file.path).exists()
    Path(file.path).unlink()
    engine.add(third)
    assert ends(engine, third).files[0].path.startswith(str(third.folder))


def test_a_finished_torrent_gives_back_as_much_as_it_took(root, seed, tmp_path):
    body = noise(2 * MIB)
    offer = seed.offer({"": body}, name="film.mkv")
    giver = TorrentEngine(LOOPBACK, HERE_ONLY)
    taken = task(root, offer.magnet)
    giver.add(taken)
    ends(giver, taken)
    giver.finish(taken.job_id)
    seed.session.pause()
    taker = TorrentEngine(LOOPBACK, HERE_ONLY)
    magnet = f"magnet:?xt=urn:btih:{offer.info_hash}&x.pe=127.0.0.1:{giver.port}"
    second = task(tmp_path / "elsewhere", magnet)
    taker.add(second)

    assert Path(ends(taker, second).files[0].path).read_bytes() == body
    until(lambda: giver.seeding == 0)
    taker.close(5)
    giver.close(5)
