"""`python -m localstack.reset`: delete the embedded database. It must not be running."""

import sys
from pathlib import Path

from localstack import console, stack_environment, supervisor_lock
from localstack.embedded_postgres import EmbeddedPostgres


def reset() -> None:
    """Raises `StartRefused` while the database is running."""
    data = stack_environment.settings(stack_environment.environment(Path.cwd())).data_dir
    with supervisor_lock.hold(data / "lock"):
        server = EmbeddedPostgres(data / "postgres", run=data / "run", logs=data / "logs")
        server.end_survivor()
        server.remove()


if __name__ == "__main__":
    sys.exit(console.run(reset))
