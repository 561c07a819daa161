"""
The URL of the database: `DATABASE_URL`, or the embedded server of this data directory.

`python -m localstack.address` prints it, for scripts.
"""

import sys
from pathlib import Path
from urllib.parse import quote

from localstack import configuration, console, ports, secret_store
from localstack.errors import StartRefused
from localstack.postgres import DATABASE, USER


def database_url(folder: Path) -> str:
    """Raises `StartRefused` when no URL is set and the embedded server is not running."""
    env = configuration.environment(folder)
    if env.get("DATABASE_URL"):
        return env["DATABASE_URL"]
    data = configuration.settings(env).data_dir
    try:
        port = int((data / "run" / "postgres.port").read_text())
    except (OSError, ValueError):
        port = 0
    if not port or not ports.answers(port):
        raise StartRefused(f"No database is running on {data}: start it with `make run`.")
    password = secret_store.kept(data / "secrets.json", "DATABASE_PASSWORD")["DATABASE_PASSWORD"]
    return f"postgresql://{USER}:{quote(password, safe='')}@{ports.LOOPBACK}:{port}/{DATABASE}"


if __name__ == "__main__":
    sys.exit(console.run(lambda: console.output(database_url(Path.cwd()))))
