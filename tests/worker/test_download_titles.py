"""Downloads and inspections learn their title by their names and files."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.downloads.models import DownloadCreate
from chalicelib.downloads.models.control_requests import JobChange
from chalicelib.downloads.models.job_details import TorrentEntry
from chalicelib.inspections.models import InspectionCreate
from chalicelib.inspections.service import InspectionQueue
from tests.downloads.accounts import claim_one
from tests.titles import make_file, make_show, make_title
from tests.waiting import wait_until
from worker.scanner import recognition
from worker.scanner.recognition import Recognizer

HASHES = [digit * 40 for digit in "abc"]


@pytest.fixture
def recognizer(db, cache):
    return Recognizer(db, cache)


def magnet(name: str, digest: str = HASHES[0]) -> str:
    return f"magnet:?xt=urn:btih:{digest}&dn={name}"


def title_of(harness, user, job):
    now = harness.job(user, job)
    return now.media_title, now.season_number, now.episode_number


def work_off(recognizer):
    while recognizer.work():
        pass


def inspect(harness, user, source):
    wanted = InspectionCreate.model_validate({"sourceType": "magnet", "source": source})
    return harness.inspections.create(user, wanted)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Sintel.2010.1080p.WEB-DL.x264", ("Sintel", None, None)),
        ("Pioneer.One.S01E02.720p", ("Pioneer One", 1, 2)),
        ("Pioneer.One.S01.1080p", ("Pioneer One", 1, None)),
        ("Sintel.2010.iso", (None, None, None)),
        ("Sintel.Trailer.2010.1080p", (None, None, None)),
        ("holiday_clip_0417", (None, None, None)),
    ],
)
def test_a_magnet_link_has_its_title_before_the_download(
    harness, user, db, recognizer, name, title
):
    make_title(db, "Sintel", year=2010)
    make_show(db, "Pioneer One", seasons=(3,))
    job = harness.add_job(user, "magnet", magnet(name))

    work_off(recognizer)

    assert title_of(harness, user, job) == title


def test_metadata_correct_the_name_of_a_link(harness, user, db, recognizer):
    make_title(db, "Sintel", year=2010)
    job = harness.add_job(user, "magnet", magnet("download-4711"))
    work_off(recognizer)
    before = title_of(harness, user, job)
    claim = claim_one(harness.leases, "w", "/data/downloads")
    harness.leases.describe(
        claim,
        title="download-4711",
        save_path="/data/downloads/x",
        info_hash=HASHES[0],
        entries=[
            TorrentEntry(index=0, path="x/readme.txt", size_bytes=9_000),
            TorrentEntry(index=1, path="x/Sintel.2010.mkv", size_bytes=8_000),
        ],
    )

    work_off(recognizer)

    assert (before, title_of(harness, user, job)) == ((None,) * 3, ("Sintel", None, None))


def test_a_title_that_a_user_chose_stays_whatever_the_files_are_called(
    harness, user, db, recognizer
):
    show = make_show(db, "Pioneer One", seasons=(3,))
    make_title(db, "Sintel", year=2010)
    job = harness.add_job(user, "magnet", magnet("Sintel.2010.S01E03"))
    work_off(recognizer)

    harness.control.change(user, job.id, JobChange(mediaId=show.id))
    work_off(recognizer)
    chosen = title_of(harness, user, job)
    harness.control.change(user, job.id, JobChange(mediaId=None))
    work_off(recognizer)

    assert chosen == ("Pioneer One", 1, 3)
    assert title_of(harness, user, job) == (None, None, None)
    assert harness.job(user, job).match_is_manual


def test_an_inspection_shows_its_title_and_passes_it_to_the_job(harness, user, db, recognizer):
    sintel = make_title(db, "Sintel", year=2010)
    inspection = inspect(harness, user, magnet("Sintel.2010"))
    assert not inspection.is_recognized

    work_off(recognizer)
    seen = harness.inspections.get(user, inspection.id)
    job = harness.downloads.request(
        user,
        DownloadCreate.model_validate(
            {
                "sourceType": "magnet",
                "source": magnet("Sintel.2010"),
                "inspectionId": str(inspection.id),
            }
        ),
    ).job

    assert seen.is_recognized
    assert (seen.title_match.media.id, seen.title_match.is_in_library) == (sintel, False)
    assert (job.media_id, job.media_title, job.match_is_manual) == (sintel, "Sintel", False)


def test_a_new_name_of_an_inspection_is_matched_again(harness, user, db, recognizer):
    make_title(db, "Sintel", year=2010)
    inspection = inspect(harness, user, magnet("unknown"))
    work_off(recognizer)
    before = harness.inspections.get(user, inspection.id).title_match

    InspectionQueue(db).complete(
        inspection.id,
        title="Sintel.2010.1080p",
        info_hash=HASHES[0],
        bytes_total=1,
        is_private=False,
        files=[TorrentEntry(index=0, path="Sintel.2010.1080p.mkv", size_bytes=1)],
        metadata=None,
    )
    work_off(recognizer)

    assert before is None
    assert harness.inspections.get(user, inspection.id).title_match.media.title == "Sintel"


def test_a_worker_answers_an_inspection_while_its_name_is_matched(
    harness, user, db, recognizer, monkeypatch
):
    make_title(db, "Sintel", year=2010)
    inspection = inspect(harness, user, magnet("Sintel.2010"))
    claims = []

    def claim_meanwhile(conn, source):
        if not claims:
            claims.append(InspectionQueue(db).claim("w", 10))
        return recognize(conn, source)

    recognize = recognition.recognize
    monkeypatch.setattr(recognition, "recognize", claim_meanwhile)
    work_off(recognizer)

    assert [[each.id for each in claim] for claim in claims] == [[inspection.id]]
    assert harness.inspections.get(user, inspection.id).title_match.media.title == "Sintel"


def test_a_claim_waits_for_an_inspection_that_is_being_written(harness, user, db):
    inspection = inspect(harness, user, magnet("Sintel.2010"))
    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as conn:
            conn.execute(
                "UPDATE download_inspections SET title = 'Sintel' WHERE id = %s", [inspection.id]
            )
            claim = pool.submit(InspectionQueue(db).claim, "w", 10)
            wait_until(lambda: claim.done() or count_lock_waits(db) == 1)
        claimed = claim.result()

    assert [each.id for each in claimed] == [inspection.id]


def count_lock_waits(db):
    with db.read() as conn:
        row = conn.execute(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        ).fetchone()
    return row[0]


def test_an_inspection_reports_what_the_user_already_has(harness, user, db, recognizer):
    show = make_show(db, "Pioneer One", seasons=(3,))
    make_file(db, show.id, show.episodes[0])
    running = harness.add_job(user, "magnet", magnet("Pioneer.One.S01E02", HASHES[1]))
    answers = {}
    for episode in (1, 2, 3):
        name = magnet(f"Pioneer.One.S01E0{episode}", HASHES[2])
        inspection = inspect(harness, user, name)
        work_off(recognizer)
        found = harness.inspections.get(user, inspection.id).title_match
        answers[episode] = (found.is_in_library, found.job_id)

    assert answers == {1: (True, None), 2: (False, running.id), 3: (False, None)}


def test_a_source_without_a_matching_title_is_not_matched(harness, user, db, recognizer):
    make_title(db, "Sintel", year=2010)
    wanted = DownloadCreate(sourceType="magnet", source=magnet("Sintel.2010"), isNoTitle=True)
    job = harness.downloads.request(user, wanted).job

    work_off(recognizer)

    assert title_of(harness, user, job) == (None, None, None)
