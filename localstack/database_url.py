"""
The URL of the database: `DATABASE_URL`, or the embedded server of this data directory.

`python -m localstack.database_url` prints it, for scripts.
"""

import sys
from pathlib import Path
from urllib.parse import quote

from localstack import console, generated_secrets, ports, stack_environment
from localstack.embedded_postgres import DATABASE, USER
from localstack.errors import StartRefused


def database_url(folder: Path) -> str:
    """Raises `StartRefused` when no URL is set and the embedded server is not running."""
    env = stack_environment.environment(folder)
    if env.get("DATABASE_URL"):
        return env["DATABASE_URL"]
    data = stack_environment.settings(env).data_dir
    try:
        port = int((data / "run" / "postgres.port").read_text())
    except (OSError, ValueError):
        port = 0
    if not port or not ports.answers(port):
        raise StartRefused(f"No database is running on {data}: start it with `make run`.")
    password = generated_secrets.kept(data / "secrets.json", "DATABASE_PASSWORD")[
        "DATABASE_PASSWORD"
    ]
    return f"postgresql://{USER}:{quote(password, safe='')}@{ports.LOOPBACK}:{port}/{DATABASE}"


if __name__ == "__main__":
    sys.exit(console.run(lambda: console.output(database_url(Path.cwd()))))
