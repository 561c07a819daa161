"""Films of the tests in the library of the running product, and its player."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Page

from tests.e2e.conftest import Stack
from tests.waiting import wait_until


@dataclass(frozen=True)
class Clips:
    """The ids of the clips in the library, by name."""

    ids: dict[str, str]

    def play(self, page: Page, name: str, kind: str) -> dict[str, Any]:
        """Open the player; the ticket, once there is a picture that moves."""
        with page.expect_response(
            lambda answer: answer.url.partition("?")[0].endswith("/play") and answer.ok
        ) as played:
            page.goto(f"/app/play/{self.ids[name]}")
        ticket: dict[str, Any] = played.value.json()
        assert (ticket["kind"], name) == (kind, name)
        wait_for_video(page, "video.currentTime > 0.2")
        return ticket


@contextmanager
def filled(
    stack: Stack, folder_name: str, clips: Mapping[str, Callable[[], Path]]
) -> Iterator[Clips]:
    """The clips in a folder of the library, which the running product finds by itself."""
    folder = stack.data / "library" / folder_name
    folder.mkdir(parents=True)
    for name, make in clips.items():
        made = make()
        shutil.copy(made, folder / f"{name}{made.suffix}")
    of_folder = f"%/{folder_name}/%"
    with psycopg.connect(stack.database_url, autocommit=True) as conn:

        def found() -> dict[str, str] | None:
            rows = conn.execute(
                "SELECT file_name, id FROM library_items WHERE absolute_path LIKE %s", [of_folder]
            ).fetchall()
            ids = {Path(name).stem: str(item) for name, item in rows}
            return ids if len(ids) == len(clips) else None

        yield Clips(wait_until(found))
        shutil.rmtree(folder)
        conn.execute("DELETE FROM library_items WHERE absolute_path LIKE %s", [of_folder])


def wait_for_video(page: Page, condition: str) -> None:
    """Until the element has a picture and this is true of it."""
    page.wait_for_function(
        f"""() => {{
            const video = document.querySelector("video");
            return video && video.readyState >= 2 && !video.seeking && ({condition});
        }}"""
    )


def of_video(page: Page, expression: str) -> Any:
    return page.evaluate(
        f"(() => {{ const video = document.querySelector('video'); return {expression}; }})()"
    )


def pause(page: Page) -> float:
    """The second at which it stands still."""
    page.keyboard.press("k")
    wait_for_video(page, "video.paused")
    at: float = of_video(page, "video.currentTime")
    return at


def play_on(page: Page) -> None:
    at = of_video(page, "video.currentTime")
    page.keyboard.press("k")
    wait_for_video(page, f"video.currentTime > {at} + 0.3")
