"""`python -m localstack.worker imdb-sync`: a command of the worker, on the running stack."""

import os
import sys
from pathlib import Path
from urllib.parse import quote

from localstack import console, database_url, generated_secrets, ports, stack_environment
from localstack.errors import StartRefused


def environment(folder: Path) -> dict[str, str]:
    """
    The environment that the supervisor passes to the worker, as far as a command needs it.

    Raises `StartRefused` when the database is not running.
    """
    env = dict(stack_environment.environment(folder))
    data = stack_environment.settings(env).data_dir
    url = database_url.database_url(folder)
    if not env.get("SEEN_SECRET"):
        env |= generated_secrets.kept(data / "secrets.json", "SEEN_SECRET")
    if not env.get("CACHE_URL"):
        env |= _cache(data)
    return env | {"DATABASE_URL": url, "SEEN_DATA_DIR": str(data)}


def _cache(data: Path) -> dict[str, str]:
    """Cache and shared generations, so that the command's changes invalidate cached responses."""
    try:
        port = int((data / "run" / "cache.port").read_text())
    except (OSError, ValueError):
        return {}
    if not ports.answers(port):
        return {}
    password = generated_secrets.kept(data / "secrets.json", "CACHE_PASSWORD")["CACHE_PASSWORD"]
    return {
        "CACHE_URL": f"redis://:{quote(password, safe='')}@{ports.LOOPBACK}:{port}/0",
        "SEEN_CACHE_BOARD": str(data / "run" / "mapped" / "cache.board"),
    }


def become_worker() -> None:
    """Replace this process by the command. Raises `StartRefused`."""
    if not sys.argv[1:]:
        raise StartRefused("Missing command: see localstack/README.md.")
    command = [sys.executable, "-m", "worker", *sys.argv[1:]]
    os.execve(sys.executable, command, environment(Path.cwd()))  # noqa: S606  # no shell intended


if __name__ == "__main__":
    sys.exit(console.run(become_worker))
