"""The running product, `python -m localstack`, and a real browser."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import libtorrent as lt
import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from localstack import ports
from tests.file_server import FileServer
from tests.services import FakeService, addresses_at
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "test-results"
#: What Debian's Chromium needs to run headless and to leave the outside world alone.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
#: These matter only when a test fails; a busy machine may take its time.
READY_WITHIN_S = 200
PATIENCE_MS = 120_000
#: A toast leaves after six seconds, in which a busy machine may not come to press its button.
KEEP_TOASTS = """
    const later = window.setTimeout;
    window.setTimeout = (run, ms, ...rest) => later(run, ms === 6000 ? 600_000 : ms, ...rest);
"""
FILM_SECONDS = 120
EMAIL, PASSWORD = "lena@seen.example", "correct battery horse"


@dataclass(frozen=True)
class Stack:
    """A running /seen/ with a data folder of its own."""

    url: str
    data: Path

    @property
    def database_url(self) -> str:
        secrets = json.loads((self.data / "secrets.json").read_text())
        return psycopg.conninfo.make_conninfo(
            host="127.0.0.1",
            port=(self.data / "run" / "postgres.port").read_text().strip(),
            dbname="seen",
            user="seen",
            password=secrets["DATABASE_PASSWORD"],
        )


@pytest.fixture(scope="session")
def archive() -> Iterator[FileServer]:
    """An Internet Archive of our own, which the running product asks."""
    server = FileServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def providers() -> Iterator[FakeService]:
    """Every provider of metadata, which knows nothing; none is asked until a test gives its key."""
    service = FakeService()
    yield service
    service.close()


@pytest.fixture(scope="session")
def stack(archive: FileServer, providers: FakeService) -> Iterator[Stack]:
    data = Path(tempfile.mkdtemp(prefix="seen-e2e-", dir="/tmp"))
    data.chmod(0o755)
    port = ports.any_free()
    process = subprocess.Popen(
        [sys.executable, "-m", "localstack"],
        cwd=ROOT,
        env=os.environ
        | {
            "SEEN_HOST": "127.0.0.1",
            "SEEN_PORT": str(port),
            "SEEN_STREAM_PORT": str(ports.any_free()),
            "SEEN_DATA_DIR": str(data),
            "SEEN_DOWNLOAD_ALLOW": "127.0.0.0/8",
            "SEEN_ARCHIVE_URL": archive.url(""),
            **addresses_at(providers),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    ready = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if "ready" in line and "http" in line:
                ready.set()
        ready.set()

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    ready.wait(READY_WITHIN_S)
    if process.poll() is not None or not any("http" in line for line in said):
        process.kill()
        pytest.fail("the product did not start:\n" + "".join(said) + logs_of(data))
    assert process.stdout is not None
    yield Stack(f"http://127.0.0.1:{port}", data)
    process.send_signal(signal.SIGTERM)
    status = process.wait(timeout=120)
    listening.join()
    process.stdout.close()
    if status == 0:
        shutil.rmtree(data, ignore_errors=True)
    assert status == 0, "".join(said)


def logs_of(data: Path) -> str:
    """The end of every log, for a failure's report."""
    logs = sorted((data / "logs").glob("*.log")) if (data / "logs").is_dir() else []
    return "".join(f"\n--- {log.name}\n{log.read_text()[-2000:]}" for log in logs)


def errors_of(data: Path) -> str:
    """What crashed in the product, with the tracebacks: a page says only that something broke."""
    logs = sorted((data / "logs").glob("*.log"))
    lines = (line for log in logs for line in log.read_text(errors="replace").splitlines(True))
    return "".join(line for line in lines if '"level":"ERROR"' in line.replace(" ", ""))[-8000:]


@pytest.fixture(scope="session")
def make_film(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a film of two minutes, named like a release; its picture counts the seconds."""
    folder = tmp_path_factory.mktemp("films")

    def make(name: str) -> Path:
        path = folder / name
        subprocess.run(
            [
                imageio_ffmpeg.get_ffmpeg_exe(),
                *("-v", "error", "-y"),
                *("-f", "lavfi", "-i", f"testsrc=size=640x360:rate=12:duration={FILM_SECONDS}"),
                *("-f", "lavfi", "-i", f"sine=frequency=330:duration={FILM_SECONDS}"),
                *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "24"),
                *("-c:a", "aac", "-b:a", "64k", "-shortest", "-movflags", "+faststart"),
                str(path),
            ],
            check=True,
        )
        return path

    return make


@pytest.fixture
def magnet_of(tmp_path: Path) -> Iterator[Callable[[Path], str]]:
    """Shares a file from a second torrent session on loopback; the magnet that leads to it."""
    session = lt.session(
        {
            "listen_interfaces": "127.0.0.1:0",
            "enable_dht": False,
            "enable_lsd": False,
            "enable_upnp": False,
            "enable_natpmp": False,
            "allow_multiple_connections_per_ip": True,
            "upload_rate_limit": 1_500_000,  # slow enough to be watched
        }
    )

    def share(path: Path) -> str:
        files = lt.list_files(str(path))
        torrent = lt.create_torrent(files, 64 * 1024)
        lt.set_piece_hashes(torrent, str(path.parent))
        info = lt.torrent_info(torrent.generate())
        parameters = lt.add_torrent_params()
        parameters.ti = info
        parameters.save_path = str(path.parent)
        handle = session.add_torrent(parameters)
        handle.unset_flags(lt.torrent_flags.auto_managed)
        handle.resume()
        magnet = lt.make_magnet_uri(info)
        return f"{magnet}&x.pe=127.0.0.1:{session.listen_port()}"

    yield share
    session.pause()


@pytest.fixture
def web_address_of() -> Iterator[Callable[[Path], str]]:
    """Serves a file's folder over HTTP on loopback; the file's address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(path: Path) -> str:
        handler = partial(Quiet, directory=str(path.parent))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/{path.name}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the requests are the test's own."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))
    chromium = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    if not chromium:
        pytest.fail("There is no Chromium; `make test` finds or installs one.")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh browser profile. Console errors fail the test; a failure leaves a picture."""
    context = browser.new_context(
        base_url=stack.url,
        viewport={"width": 1280, "height": 800},
        service_workers="block",  # what a test intercepts is to be all that the page asks for
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(KEEP_TOASTS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    report = getattr(request.node, "report", None)
    if report is not None and report.failed:
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"{request.node.name}.png")
        (RESULTS / f"{request.node.name}.log").write_text(logs_of(stack.data))
        sys.stdout.write(errors_of(stack.data))
    context.close()
    assert errors == []


@pytest.fixture
def signed_in(page: Page) -> Page:
    """Signed in as the first user, with nothing loaded yet: the form costs as much as a test."""
    user = {"email": EMAIL, "password": PASSWORD}
    answer = page.context.request.post("/api/v1/auth/login", data=user)
    while answer.status == HTTPStatus.TOO_MANY_REQUESTS:  # tests sign in faster than people
        page.wait_for_timeout(1000 * int(answer.headers["retry-after"]))
        answer = page.context.request.post("/api/v1/auth/login", data=user)
    if not answer.ok:
        sign_in_by_form(page)
        page.goto("about:blank")
    return page


@pytest.fixture
def at_home(signed_in: Page) -> Page:
    """Where the form leads to."""
    signed_in.goto("/app/dashboard")
    return signed_in


def sign_in_by_form(page: Page) -> None:
    """As the first user, whose account is created when there is none."""
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in"))
    create = page.get_by_role("button", name="Create account", exact=True)
    sign_in = page.get_by_role("button", name="Sign in", exact=True)
    expect(create.or_(sign_in)).to_be_visible()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    if create.is_visible():
        page.get_by_label("Display name").fill("Lena")
        create.click()
        expect(page).to_have_url(re.compile("/app/welcome"))
        page.get_by_role("button", name="Skip the setup").click()
    else:
        sign_in.click()
    expect(page).to_have_url(re.compile("/app/dashboard"))


def enter(page: Page, button: str) -> None:
    """Press the form's button; again after the wait it names, as tests enter faster than people."""
    too_many = page.get_by_text("Too many attempts.")
    press = page.get_by_role("button", name=button, exact=True)
    press.press("Enter")
    wait_until(lambda: too_many.is_visible() or "/app/dashboard" in page.url)
    while too_many.is_visible():
        wait_s = int(re.findall(r"\d+", too_many.inner_text())[0])
        page.wait_for_timeout(1000 * (wait_s + 1))
        with page.expect_response(lambda answer: "/api/v1/auth/" in answer.url):
            press.press("Enter")
        wait_until(lambda: too_many.is_visible() or "/app/dashboard" in page.url)
    expect(page).to_have_url(re.compile("/app/dashboard"))


def invited(
    admin: Page, browser: Browser, stack: Stack, name: str, email: str, **options: Any
) -> Page:
    """Another user, by an invitation, in a context with these options."""
    admin.goto("/app/settings/people")
    admin.get_by_role("button", name="Create link").click()
    link = admin.get_by_label("Invitation link")
    expect(link).to_have_value(re.compile("^http"))
    page = browser.new_context(base_url=stack.url, **options).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(link.input_value())
    page.get_by_label("Display name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    enter(page, "Create account")
    return page


def undo_of(page: Page, said: str) -> Locator:
    """The Undo of the toast that says so: it comes with the server's answer, after older ones."""
    toast = page.locator("#toasts > div").filter(has_text=said)
    return toast.get_by_role("button", name="Undo")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Lets a fixture see whether its test failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.when == "call":
        item.report = report  # type: ignore[attr-defined]
