"""
`make bench-pages`: when the first pages are seen, beside a static page with the same picture and text.

The whole product with the seed catalogue and a person with a history; a browser without a window loads
each page with nothing in its cache (cold) and again with its scripts and pictures there (warm), as a
computer and as a throttled phone. The reference of a page is one HTML file with its text, the largest
picture and no script, from a server of static files in the same browser, round and network.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from localstack import ports
from tests.bench.api import make_history
from tests.bench.load import wait_for
from tests.bench.method import Series, interleave, server
from tests.bench.reference_pages import ReferencePages
from tests.e2e.conftest import CHROMIUM_FLAGS, EMAIL, PASSWORD, Stack

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks-pages.md"
ROUNDS = 3
READY_WITHIN_S = 200
#: A page is complete when nothing was requested, painted or moved for this long.
QUIET_MS = 1_000
FIGURES = ("LCP ms", "FCP ms", "CLS", "script kB", "requests")

OBSERVE = """
    window.paints = { lcp: 0, cls: 0, picture: null };
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) {
            window.paints.lcp = each.startTime;
            window.paints.picture = each.url || null;
        }
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) {
            if (!each.hadRecentInput) window.paints.cls += each.value;
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
WAIT_UNTIL_QUIET = """
    (quietMs) => new Promise((resolve) => {
        const look = () => `${performance.getEntriesByType("resource").length} ${window.paints.lcp}`;
        let last = "", since = performance.now();
        const timer = setInterval(() => {
            const now = look();
            if (now !== last || !window.paints.lcp) [last, since] = [now, performance.now()];
            else if (performance.now() - since > quietMs) { clearInterval(timer); resolve(); }
        }, 50);
    })
"""
READ = """
    () => {
        const loaded = performance.getEntriesByType("resource");
        const sent = loaded.filter((each) => each.transferSize > 0);
        const scripts = sent.filter((each) => new URL(each.name).pathname.endsWith(".js"));
        const paint = performance.getEntriesByName("first-contentful-paint")[0];
        return {
            "LCP ms": window.paints.lcp,
            "FCP ms": paint ? paint.startTime : window.paints.lcp,
            "CLS": window.paints.cls,
            "script kB": scripts.reduce((sum, each) => sum + each.encodedBodySize, 0) / 1000,
            "requests": sent.length + 1,
        };
    }
"""
#: What a reference page shows: the text of the page, and its picture.
SHOWN = """
    () => {
        const root = document.querySelector("main") ?? document.body;
        const images = [...document.querySelectorAll("main img")].filter((each) => each.currentSrc);
        const area = (each) => each.getBoundingClientRect().width * each.getBoundingClientRect().height;
        const largest = images.sort((a, b) => area(b) - area(a))[0];
        return { text: root.innerText, picture: window.paints.picture ?? largest?.currentSrc ?? null };
    }
"""


@dataclass(frozen=True)
class Profile:
    """A device; `throughput` in bytes a second down and up, as DevTools names "Fast 4G"."""

    name: str
    context: dict[str, Any]
    cpu_slowdown: int = 1
    network: dict[str, Any] | None = None


DESKTOP = Profile("desktop", {"viewport": {"width": 1280, "height": 800}})
PHONE = Profile(
    "phone",
    {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
    cpu_slowdown=4,
    network={
        "offline": False,
        "latency": 165,
        "downloadThroughput": 1_012_500,
        "uploadThroughput": 168_750,
    },
)


@contextmanager
def product() -> Iterator[Stack]:
    """The running product with the seed catalogue, an account and its history."""
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as folder:
        data = Path(folder)
        data.chmod(0o755)
        port = ports.any_free()
        env = {
            "SEEN_HOST": "127.0.0.1",
            "SEEN_PORT": str(port),
            "SEEN_STREAM_PORT": str(ports.any_free()),
            "SEEN_DATA_DIR": folder,
        }
        with server([sys.executable, "-m", "localstack"], env=env):
            stack = Stack(f"http://127.0.0.1:{port}", data)
            wait_for(f"{stack.url}/api/v1/health/live", within_s=READY_WITHIN_S)
            yield stack


def first_titles(stack: Stack) -> dict[str, int]:
    with psycopg.connect(stack.database_url) as conn:
        rows = conn.execute(
            "SELECT media_type, min(id) FROM media_items GROUP BY media_type"
        ).fetchall()
    return dict(rows)


@dataclass
class Visitor:
    """Opens browsers with an empty cache, which hand the session's cookie on: it changes when used."""

    browser: Browser
    stack: Stack
    session: Any

    @contextmanager
    def context(self, profile: Profile, *, signed_in: bool) -> Iterator[BrowserContext]:
        context = self.browser.new_context(
            base_url=self.stack.url,
            service_workers="block",
            storage_state=self.session if signed_in else None,
            **profile.context,
        )
        yield context
        if signed_in:
            self.session = context.storage_state()
        context.close()


def throttled_page(context: BrowserContext, profile: Profile) -> Page:
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(OBSERVE)
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": profile.cpu_slowdown})
    if profile.network:
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", profile.network)
    return page


def visit(page: Page, url: str) -> dict[str, float]:
    page.goto("about:blank")
    page.goto(url)
    page.evaluate(WAIT_UNTIL_QUIET, QUIET_MS)
    return page.evaluate(READ)


def cold_and_warm(
    visitor: Visitor, profile: Profile, url: str, *, signed_in: bool
) -> dict[str, float]:
    with visitor.context(profile, signed_in=signed_in) as context:
        page = throttled_page(context, profile)
        found = {f"cold {name}": value for name, value in visit(page, url).items()}
        return found | {f"warm {name}": value for name, value in visit(page, url).items()}


def shown_on(
    visitor: Visitor, profile: Profile, url: str, *, signed_in: bool
) -> tuple[str, bytes | None, str]:
    """The text and the picture of a page, for its reference. This also warms the server's caches."""
    with visitor.context(profile, signed_in=signed_in) as context:
        page = throttled_page(context, profile)
        visit(page, url)
        shown = page.evaluate(SHOWN)
        picture = context.request.get(shown["picture"]) if shown["picture"] else None
        if picture is None or not picture.ok:
            return shown["text"], None, ""
        return shown["text"], picture.body(), picture.headers["content-type"]


def race(visitor: Visitor, profile: Profile, rounds: int) -> dict[str, Series]:
    titles = first_titles(visitor.stack)
    addresses = {
        "Home": "/app/dashboard",
        "Discover": "/app/discover",
        "film": f"/app/movies/{titles['movie']}",
        "show": f"/app/shows/{titles['show']}",
        "Library": "/app/library",
        "sign-in": "/sign-in",
    }
    with ReferencePages() as references:
        contenders = {}
        for name, address in addresses.items():
            signed_in = name != "sign-in"
            text, picture, kind = shown_on(visitor, profile, address, signed_in=signed_in)
            reference = references.add(name, text, picture, kind)
            load = partial(cold_and_warm, visitor, profile)
            contenders[name] = partial(load, address, signed_in=signed_in)
            contenders[f"{name}, static"] = partial(load, reference, signed_in=False)
        return interleave(contenders, rounds)


def report(figures: dict[str, dict[str, Series]], rounds: int) -> str:
    parts = [_table(profile, series) for profile, series in figures.items()]
    return f"""# Pages

`make bench-pages` on {datetime.now(UTC):%Y-%m-%d}: the medians of {rounds} rounds in turns, of the whole
product with the seed catalogue, a person with a history, and Chromium without a window. Cold is the first
visit of a browser, warm the second; both with a session. The phone has a processor slowed down four times
and the network that DevTools calls "Fast 4G": 165 ms for each round trip, 8.1 Mbit/s. A page's reference
is a static page with its text and its largest picture, without a script, in the same rounds. The service
worker is off. The machine is shared and noisy (load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores):
read the ratios. Script bytes are as sent: Chromium accepts Brotli.

{chr(10).join(parts)}"""


def _table(profile: str, series: dict[str, Series]) -> str:
    pages = [name for name in series["cold LCP ms"].values if not name.endswith(", static")]
    if not pages:
        return (
            f"## {profile.capitalize()}\n\nEvery round was dropped: the machine's pace changed.\n"
        )
    rows = []
    for name in pages:
        for state in ("cold", "warm"):
            of = {figure: series[f"{state} {figure}"] for figure in FIGURES}
            lcp = of["LCP ms"]
            static = f"{name}, static"
            ratio, low, high = lcp.ratio(name, static)
            rows.append(
                f"| {name}, {state} | {lcp.median(name):,.0f} | {lcp.median(static):,.0f} "
                f"| {ratio:.1f} ({low:.1f}–{high:.1f}) | {of['FCP ms'].median(name):,.0f} "
                f"| {of['CLS'].median(name):.3f} | {of['script kB'].median(name):.0f} "
                f"| {of['requests'].median(name):.0f} |"
            )
    return f"""## {profile.capitalize()}

| page | LCP ms | static page, LCP ms | ratio | FCP ms | CLS | scripts, kB sent | requests |
|---|---|---|---|---|---|---|---|
{chr(10).join(rows)}
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--profile", choices=("desktop", "phone"), help="one of them only")
    given = parser.parse_args()
    chosen = [each for each in (DESKTOP, PHONE) if given.profile in (None, each.name)]
    with product() as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=CHROMIUM_FLAGS
        )
        account = {"email": EMAIL, "password": PASSWORD, "displayName": "Lena"}
        with browser.new_context(base_url=stack.url) as context:
            answer = context.request.post("/api/v1/auth/register", data=account)
            make_history(stack.database_url, answer.json()["user"]["id"])
            visitor = Visitor(browser, stack, context.storage_state())
        figures = {each.name: race(visitor, each, given.rounds) for each in chosen}
        browser.close()
    text = report(figures, given.rounds)
    sys.stdout.write(text)
    if len(chosen) > 1:
        keep_notes(text)


def keep_notes(text: str) -> None:
    """Replaces the figures; what was written below them by hand stays."""
    before = DOCS.read_text() if DOCS.exists() else ""
    _, heading, notes = before.partition("\n## Notes\n")
    DOCS.write_text(text + heading + notes)


if __name__ == "__main__":
    main()
