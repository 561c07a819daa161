"""The engine for plain addresses against servers that misbehave (cases 25 to 29)."""

import errno
import json
import threading
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chalicelib.downloads.models import SourceType
from chalicelib.platform.network_guard import NetworkGuard
from tests.downloads import LOOPBACK, FileServer, Page, noise, settled, until
from worker.downloader import disk
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.http import HttpEngine
from worker.downloader.http.part import NOTE, PART, Note, PartFile, load_note
from worker.downloader.reader import NotArriving

BODY = noise(1_000_000)


@pytest.fixture
def engine():
    engine = HttpEngine(LOOPBACK)
    yield engine
    engine.close(5)


def task(root: Path, url: str, job: UUID | None = None) -> Task:
    job = job or uuid4()
    return Task(job, SourceType.HTTP, url, root / "jobs" / str(job), "Title")


def ends(engine: HttpEngine, wanted: Task) -> Report:
    return until(
        lambda: (
            (report := engine.report(wanted.job_id))
            and report.phase in (Phase.FINISHED, Phase.BROKEN)
            and report
        )
    )


def bring(engine: HttpEngine, wanted: Task) -> Report:
    engine.add(wanted)
    report = ends(engine, wanted)
    engine.drop(wanted.job_id, remove_files=False)
    return report


def arrived(report: Report) -> Path:
    assert report.fault is None, report.fault
    return Path(report.files[0].path)


def test_case_25_a_connection_cut_at_a_third_goes_on_where_it_broke(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, cut_after=300_000)
    wanted = task(tmp_path, web.url("/f.mkv"))
    tries = [bring(engine, wanted) for _ in range(4)]

    assert [report.fault and report.fault.may_retry for report in tries] == [True, True, True, None]
    assert arrived(tries[-1]).read_bytes() == BODY
    ranges = [headers.get("range") for headers in web.asked("/f.mkv")]
    assert ranges == [None, "bytes=300000-", "bytes=600000-", "bytes=900000-"]
    assert {headers.get("if-range") for headers in web.asked("/f.mkv")[1:]} == {'"one"'}


def test_case_25_a_file_that_changed_in_between_begins_anew(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, cut_after=300_000)
    wanted = task(tmp_path, web.url("/f.mkv"))
    bring(engine, wanted)
    changed = noise(900_000, seed=2)
    page.body, page.etag, page.cut_after = changed, '"two"', None

    assert arrived(bring(engine, wanted)).read_bytes() == changed


def test_case_25_a_server_without_ranges_is_asked_from_the_front(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, cut_after=300_000, takes_ranges=False)
    wanted = task(tmp_path, web.url("/f.mkv"))
    bring(engine, wanted)
    page.cut_after = None

    assert arrived(bring(engine, wanted)).read_bytes() == BODY


def test_case_25_without_a_validator_what_we_have_is_compared(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, cut_after=300_000, etag=None)
    wanted, other = (task(tmp_path, web.url("/f.mkv")) for _ in range(2))
    bring(engine, wanted)
    bring(engine, other)
    page.cut_after = None
    same = bring(engine, wanted)
    page.body = noise(1_000_000, seed=3)
    different = bring(engine, other)

    assert arrived(same).read_bytes() == BODY
    assert arrived(different).read_bytes() == page.body
    asked = [headers.get("range") for headers in web.asked("/f.mkv")]
    assert asked == [None, None, "bytes=234464-", "bytes=234464-", None]


def test_case_25_a_length_that_is_never_reached_is_a_mismatch(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, takes_ranges=False)
    page.claims_length = 1_500_000
    report = bring(engine, task(tmp_path, web.url("/f.mkv")))

    assert report.phase is Phase.BROKEN
    assert (report.fault.reason, report.fault.may_retry) == ("size_mismatch", True)
    assert report.fault.payload == {"received": 1_000_000, "announced": 1_500_000}


def test_case_25_a_part_that_claims_another_whole_begins_anew(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, cut_after=300_000)
    wanted = task(tmp_path, web.url("/f.mkv"))
    bring(engine, wanted)
    page.body, page.cut_after = noise(700_000, seed=4), None  # the validator lies

    assert arrived(bring(engine, wanted)).read_bytes() == page.body


def test_case_25_bytes_beyond_the_announced_length_are_not_taken(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, claims_length=400_000)

    assert arrived(bring(engine, task(tmp_path, web.url("/f.mkv")))).read_bytes() == BODY[:400_000]


def test_case_25_an_unknown_length_is_no_hindrance(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, says_length=False)

    assert arrived(bring(engine, task(tmp_path, web.url("/f.mkv")))).read_bytes() == BODY


def test_case_25_what_claims_to_be_packed_is_kept_as_it_came(engine, web, tmp_path):
    bomb = b"\x1f\x8b" + bytes(1000)
    web.pages["/f.gz"] = Page(bomb, headers={"Content-Encoding": "gzip"})
    report = bring(engine, task(tmp_path, web.url("/f.gz")))

    assert arrived(report).read_bytes() == bomb
    assert web.asked("/f.gz")[0]["accept-encoding"] == "identity"


def test_case_25_an_empty_file_is_a_file(engine, web, tmp_path):
    web.pages["/empty.srt"] = Page(b"")

    assert arrived(bring(engine, task(tmp_path, web.url("/empty.srt")))).read_bytes() == b""


@pytest.mark.parametrize(
    ("status", "reason", "may_retry"),
    [
        (404, "not_found", False),
        (410, "not_found", False),
        (401, "refused", False),
        (403, "refused", False),
        (429, "unreachable", True),
        (500, "unreachable", True),
        (503, "unreachable", True),
        (204, "refused", False),
    ],
)
def test_an_answer_that_is_no_file_is_a_fault(engine, web, tmp_path, status, reason, may_retry):
    web.pages["/f"] = Page(b"", status=status)
    fault = bring(engine, task(tmp_path, web.url("/f"))).fault

    assert (fault.reason, fault.may_retry) == (reason, may_retry)


def test_a_server_that_is_not_there_is_tried_again(engine, web, tmp_path):
    web.close()
    fault = bring(engine, task(tmp_path, web.url("/f"))).fault

    assert (fault.reason, fault.may_retry) == ("unreachable", True)


def redirect(to: str, status: int = 302) -> Page:
    return Page(b"", status=status, headers={"Location": to})


def test_five_redirects_are_followed_and_six_are_not(engine, web, tmp_path):
    for number in range(6):
        web.pages[f"/{number}"] = redirect(
            f"/{number + 1}", status=(301, 302, 303, 307, 308)[number % 5]
        )
    web.pages["/6"] = Page(BODY)

    assert arrived(bring(engine, task(tmp_path, web.url("/1")))).read_bytes() == BODY
    fault = bring(engine, task(tmp_path, web.url("/0"))).fault
    assert (fault.reason, fault.may_retry) == ("too_many_redirects", False)
    web.pages["/loop"] = redirect("/loop")
    assert bring(engine, task(tmp_path, web.url("/loop"))).fault.reason == "too_many_redirects"


def test_case_29_each_hop_of_a_redirect_is_judged(web, tmp_path):
    """Only the first server's address is allowed; the second must never be asked."""
    forbidden = FileServer()
    forbidden.pages["/secret"] = Page(b"secret")
    guard = NetworkGuard((ip_network("127.0.0.1"),), resolver=lambda _host: ["127.0.0.2"])
    engine = HttpEngine(guard)
    for target in (
        f"http://127.0.0.2:{forbidden.port}/secret",
        f"http://inside.example:{forbidden.port}/secret",
        f"//127.0.0.3:{forbidden.port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://127.0.0.1:5432/",
    ):
        web.pages["/f"] = redirect(target)
        fault = bring(engine, task(tmp_path, web.url("/f"))).fault
        assert (fault.reason, fault.may_retry) == ("blocked_address", False), target
    engine.close(5)

    assert forbidden.requests == []
    forbidden.close()


def test_case_29_a_name_that_resolves_differently_the_second_time_gains_nothing(web, tmp_path):
    """The first answer is this server's, any later one somebody else's: it is never asked for."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["10.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str) -> list[str]:
        asked.append(host)
        return next(answers)

    web.pages["/f.mkv"] = Page(BODY)
    engine = HttpEngine(NetworkGuard((ip_network("127.0.0.1"),), resolver=rebinding))
    wanted = task(tmp_path, f"http://name.example:{web.port}/f.mkv")

    assert arrived(bring(engine, wanted)).read_bytes() == BODY
    assert asked == ["name.example"]
    assert web.asked("/f.mkv")[0]["host"] == f"name.example:{web.port}"
    second = task(tmp_path, f"http://name.example:{web.port}/f.mkv")
    assert bring(engine, second).fault.reason == "blocked_address"
    engine.close(5)


def test_neither_cookies_nor_proxies_of_the_machine_are_used(engine, web, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    web.pages["/a"] = Page(b"", status=302, headers={"Location": "/b", "Set-Cookie": "x=1"})
    web.pages["/b"] = Page(BODY)

    assert arrived(bring(engine, task(tmp_path, web.url("/a")))).read_bytes() == BODY
    assert "cookie" not in web.asked("/b")[0]


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="../../.ssh/x.mkv"',
        "attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fx.mkv",
        'attachment; filename="C:\\\\windows\\\\x.mkv"',
        'attachment; filename="/etc/x.mkv"',
    ],
)
def test_case_26_a_hostile_name_becomes_a_leaf_in_the_jobs_folder(
    engine, web, tmp_path, disposition
):
    web.pages["/f"] = Page(BODY, headers={"Content-Disposition": disposition})
    wanted = task(tmp_path, web.url("/f"))
    report = bring(engine, wanted)

    assert arrived(report) == wanted.folder / "x.mkv"
    assert {path.name for path in wanted.folder.iterdir()} == {"x.mkv", NOTE}
    assert report.title == "x.mkv"


def test_a_link_in_the_place_of_the_part_is_not_followed(engine, web, tmp_path):
    web.pages["/f"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f"))
    wanted.folder.mkdir(parents=True)
    (tmp_path / "elsewhere").write_text("untouched")
    (wanted.folder / PART).symlink_to(tmp_path / "elsewhere")

    assert bring(engine, wanted).fault.reason == "disk_error"
    assert (tmp_path / "elsewhere").read_text() == "untouched"


def test_what_does_not_fit_is_not_begun(web, tmp_path):
    web.pages["/f"] = Page(BODY)
    engine = HttpEngine(LOOPBACK, free_bytes=lambda _folder: 500_000)
    wanted = task(tmp_path, web.url("/f"))
    fault = bring(engine, wanted).fault
    engine.close(5)

    assert (fault.reason, fault.may_retry) == ("disk_full", False)
    assert fault.payload == {"needed": 1_000_000, "free": 500_000}
    assert (wanted.folder / PART).stat().st_size == 0


def test_a_disk_that_fills_meanwhile_is_noticed(web, tmp_path, monkeypatch):
    monkeypatch.setattr("worker.downloader.http.transfer.ROOM_CHECK_EVERY_BYTES", 100_000)
    web.pages["/f"] = Page(BODY, says_length=False)
    left = iter([10**12, 10**12, 10**12])
    engine = HttpEngine(LOOPBACK, free_bytes=lambda _folder: next(left, 0))
    fault = bring(engine, task(tmp_path, web.url("/f"))).fault
    engine.close(5)

    assert fault.reason == "disk_full"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_write_that_finds_no_room_is_a_full_disk(engine, web, tmp_path, monkeypatch, code):
    def full(_self: PartFile, _data: bytes) -> None:
        raise OSError(code, "no room")

    monkeypatch.setattr(PartFile, "append", full)
    web.pages["/f"] = Page(BODY)

    assert bring(engine, task(tmp_path, web.url("/f"))).fault.reason == "disk_full"


def test_when_the_room_cannot_be_known_nothing_is_written(web, tmp_path):
    def unknown(_folder: Path) -> int:
        raise OSError(errno.EIO, "input/output error")

    web.pages["/f"] = Page(BODY)
    engine = HttpEngine(LOOPBACK, free_bytes=unknown)
    fault = bring(engine, task(tmp_path, web.url("/f"))).fault
    engine.close(5)

    assert fault.reason == "disk_error"


def test_a_note_tells_a_new_process_where_to_go_on(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, bytes_per_s=500_000)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    until(lambda: engine.report(wanted.job_id).bytes_done > 200_000)
    engine.drop(wanted.job_id, remove_files=False)
    page.bytes_per_s = None
    second = HttpEngine(LOOPBACK)
    have = settled(lambda: (wanted.folder / PART).stat().st_size)

    assert arrived(bring(second, wanted)).read_bytes() == BODY
    assert web.asked("/f.mkv")[1]["range"] == f"bytes={have}-"
    second.close(5)


def test_case_2_a_whole_file_is_not_fetched_again(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
    first = bring(engine, wanted)
    second = bring(engine, wanted)

    assert second.files == first.files
    assert len(web.requests) == 1


def test_case_2_killed_between_the_note_and_the_name(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
    path = arrived(bring(engine, wanted))
    path.rename(wanted.folder / PART)

    assert arrived(bring(engine, wanted)).read_bytes() == BODY
    assert len(web.requests) == 1


def test_after_a_power_cut_only_what_was_synced_is_kept(engine, web, tmp_path):
    page = web.pages["/f.mkv"] = Page(BODY, cut_after=600_000)
    wanted = task(tmp_path, web.url("/f.mkv"))
    bring(engine, wanted)
    note = json.loads((wanted.folder / NOTE).read_text())
    (wanted.folder / NOTE).write_text(
        json.dumps({**note, "boot_id": "another start", "synced": 100_000})
    )
    page.cut_after = None

    assert arrived(bring(engine, wanted)).read_bytes() == BODY
    assert web.asked("/f.mkv")[1]["range"] == "bytes=100000-"


@pytest.mark.parametrize(
    "note", ["", "{", "[]", '{"name": 5}', '{"total": "x"}', '{"name": "../x"}', "null"]
)
def test_a_note_that_makes_no_sense_is_no_note(tmp_path, note):
    (tmp_path / NOTE).write_text(note)

    assert load_note(tmp_path) == Note()


def test_bytes_of_unknown_origin_are_not_built_upon(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY)
    wanted = task(tmp_path, web.url("/f.mkv"))
    wanted.folder.mkdir(parents=True)
    (wanted.folder / PART).write_bytes(b"something else")

    assert arrived(bring(engine, wanted)).read_bytes() == BODY


def test_bytes_are_read_as_they_arrive(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, bytes_per_s=400_000)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    reader = until(lambda: engine.open_in_progress(wanted.job_id, 0))

    assert reader.read(100_000, 1000) == BODY[100_000:101_000]
    assert engine.report(wanted.job_id).phase is Phase.RUNNING
    with pytest.raises(NotArriving):
        reader.read(990_000, 1000, timeout_s=0.05)


def test_who_waits_is_told_when_the_source_breaks(engine, web, tmp_path):
    web.pages["/f.mkv"] = Page(BODY, bytes_per_s=400_000, cut_after=300_000)
    wanted = task(tmp_path, web.url("/f.mkv"))
    engine.add(wanted)
    reader = until(lambda: engine.open_in_progress(wanted.job_id, 0))
    outcome: list[str] = []

    def wait() -> None:
        try:
            reader.read(900_000, 10, timeout_s=60)
        except NotArriving:
            outcome.append("told")

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join(10)

    assert outcome == ["told"]


def test_the_reserve_is_a_share_of_the_disk_and_has_a_limit(tmp_path):
    assert 0 < disk.reserve_bytes(tmp_path) <= disk.MOST_RESERVE_BYTES


def test_a_folder_is_removed_only_from_its_root(tmp_path):
    root = tmp_path / "root"
    for path in (root / "job" / "deep", tmp_path / "other"):
        path.mkdir(parents=True)
    (root / "link").symlink_to(tmp_path / "other")
    for folder in (root / "job", root / "link", tmp_path / "other", root, root / "job" / "deep"):
        disk.remove_folder(folder, root)

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["link", "other", "root"]
