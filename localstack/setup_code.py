"""
The setup code, which the first account of a server that others can reach needs.

`python -m localstack.setup_code` prints it, where no console showed the start.
"""

import http.client
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from chalicelib.accounts.service.setup_code import SetupCode
from chalicelib.platform.settings import Settings
from localstack import console, generated_secrets, ports, stack_environment

TIMEOUT_S = 5.0


def setup_code(env: Mapping[str, str], settings: Settings) -> str:
    secret = (
        env.get("SEEN_SECRET")
        or generated_secrets.kept(settings.data_dir / "secrets.json", "SEEN_SECRET")["SEEN_SECRET"]
    )
    code = SetupCode(SecretStr(secret), settings.seen_setup_code, settings.needs_setup_code)
    return code.reveal()


def is_asked_for(settings: Settings) -> bool:
    """Whether the running server has no account and asks for the code."""
    if not settings.needs_setup_code:
        return False
    connection = http.client.HTTPConnection(
        ports.reachable(settings.seen_host), settings.seen_port, timeout=TIMEOUT_S
    )
    try:
        connection.request("GET", "/api/v1/auth/setup")
        return bool(json.loads(connection.getresponse().read())["needsSetupCode"])
    except (OSError, ValueError, KeyError, http.client.HTTPException):
        return True  # without an account it is needed, and with one it opens nothing
    finally:
        connection.close()


def main() -> None:
    env = stack_environment.environment(Path.cwd())
    console.output(setup_code(env, stack_environment.settings(env)))


if __name__ == "__main__":
    sys.exit(console.run(main))
