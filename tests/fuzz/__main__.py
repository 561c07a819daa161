"""
`make fuzz`: every operation of both OpenAPI documents against a running product.

Everything happens on 127.0.0.1 and in a folder of its own, which is kept when the server failed.
The seed is printed: the same one makes the same requests again, except for ids of the server.
"""

import argparse
import json
import math
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.operations import JSON, Answer, Operation, Request, operations, send
from tests.stack.conftest import starting_in

DOCUMENTS = ("/api/v1/openapi.json", "/api/openapi.json")
EXAMPLES, SECONDS = 30, 900.0
PASSWORD = "correct battery horse"
#: These end sessions of the caller, or the account: an account that does nothing else calls them.
ENDING = {
    ("post", "/api/v1/auth/logout"),
    ("post", "/api/v1/auth/me/delete"),
    ("post", "/api/v1/auth/password"),
    ("delete", "/api/v1/auth/sessions"),
    ("delete", "/api/v1/auth/sessions/{session_id}"),
}
#: Nothing is imported from outside.
SETTINGS = {
    "SEEN_REGISTRATION": "open",
    "SEEN_ARCHIVE_URL": "http://127.0.0.1:1",
    "SEEN_TORRENT_PORT": "0",
    "SEEN_IMDB": "off",
    "SEEN_TVMAZE": "off",
    "SEEN_JIKAN": "off",
    # A refusal for haste would say nothing about the request.
    **dict.fromkeys(("SEEN_WRITE_LIMIT", "SEEN_SEARCH_LIMIT", "SEEN_ANONYMOUS_LIMIT"), "0"),
}
#: Access tokens are valid for a quarter of an hour.
SIGN_IN_AFTER_S = 600.0
MAX_KNOWN = 40
SHOWN = 40


@dataclass
class Caller:
    """A user with an account, or an anonymous client."""

    port: int
    name: str
    email: str | None = None
    id: str = ""
    _token: str = ""
    _signed_in_at_s: float = -math.inf  # the clock may begin with the machine

    def headers(self) -> dict[str, str]:
        if self.email is None:
            return {}
        if time.monotonic() - self._signed_in_at_s > SIGN_IN_AFTER_S:
            self.enter("register" if not self._token else "login")
        return {"Authorization": f"Bearer {self._token}"}

    def enter(self, way: str) -> None:
        form = json.dumps({"email": self.email, "password": PASSWORD}).encode()
        post = Request("POST", f"/api/v1/auth/{way}", {"Content-Type": JSON}, form)
        while (answer := send(self.port, post, {})).status == HTTPStatus.TOO_MANY_REQUESTS:
            time.sleep(float(answer.headers["retry-after"]))  # made-up sign-ins count as well
        assert answer.status in (200, 201), f"{way} of {self.name}: {answer}"
        entered = answer.json
        self._token, self.id = entered["accessToken"], entered["user"]["id"]
        self._signed_in_at_s = time.monotonic()


@dataclass
class Report:
    """What became of the requests, by operation."""

    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    statuses: Counter[int] = field(default_factory=Counter)
    found: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def add(self, operation: Operation, caller: str, request: Request, answer: Answer) -> None:
        counts = self.counts[operation.name]
        counts["requests"] += 1
        self.statuses[answer.status] += 1
        if answer.is_busy:
            counts["busy"] += 1
        elif answer.is_server_error:
            said = answer.body[:200].decode(errors="replace") if answer.status else "no answer"
            self._note(operation, "5xx", f"{answer.status}", f"{caller}: {request}\n    {said}")
        elif operation.response(answer.status) is None:
            self._note(operation, "undocumented", f"{answer.status}", f"{caller}: {request}")
        else:
            for line in operation.violations(answer)[:1]:
                said = f"{answer.status}: {line}"
                self._note(operation, "violations", said, f"{caller}: {request}")

    def _note(self, operation: Operation, kind: str, what: str, example: str) -> None:
        self.counts[operation.name][kind] += 1
        self.found.setdefault((kind, operation.name, what), example)

    def total(self, kind: str) -> int:
        return sum(counts[kind] for counts in self.counts.values())


@dataclass
class Fuzzer:
    """Sends what hypothesis makes up, and learns ids from the answers."""

    port: int
    callers: list[Caller]
    leaver: Caller
    examples: int
    seed: int
    ends_at_s: float
    report: Report = field(default_factory=Report)
    known: defaultdict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def run(self, operation: Operation) -> None:
        is_ending = (operation.method, operation.path) in ENDING
        *members, stranger = [self.leaver, self.callers[-1]] if is_ending else self.callers
        callers = st.sampled_from([*members, *members, stranger])  # who is refused at once

        @seed(f"{self.seed} {operation.name}")
        @settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.requests(dict(self.known)), callers)
        def fuzz(request: Request, caller: Caller) -> None:
            if time.monotonic() < self.ends_at_s:
                answer = send(self.port, request, caller.headers())
                self.report.add(operation, caller.name, request, answer)
                self._learn(answer)

        fuzz()

    def _learn(self, answer: Answer) -> None:
        """Ids and slugs for later requests; never those of the callers."""
        if answer.status in (HTTPStatus.OK, HTTPStatus.CREATED):
            kept = {caller.id for caller in (*self.callers, self.leaver)}
            for name, value in named_values(answer.json):
                values = self.known[name]
                if value not in kept and value not in values and len(values) < MAX_KNOWN:
                    values.append(value)


def named_values(found: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        for name, value in found.items():
            if name in ("id", "slug") and isinstance(value, str | int):
                yield name, value
            yield from named_values(value)
    elif isinstance(found, list):
        for each in found:
            yield from named_values(each)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz")
    examples = int(os.environ.get("EXAMPLES") or EXAMPLES)
    seconds = float(os.environ.get("SECONDS") or SECONDS)
    parser.add_argument("--examples", type=int, default=examples, help="of each operation")
    parser.add_argument("--seconds", type=float, default=seconds, help="at most")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", default="", help="operations whose name contains this")
    options = parser.parse_args()
    print_line(f"seed {options.seed}, {options.examples} examples, {options.seconds:g} s at most")
    folder = Path(tempfile.mkdtemp(prefix="seen-fuzz-"))
    folder.chmod(0o755)  # PostgreSQL's own user enters it
    with starting_in(folder) as start:
        console = start(**SETTINGS)
        try:
            ready = console.wait_for("/seen/ is ready at http://")
            report = fuzz_all(int(ready.rpartition(":")[2]), options)
        finally:
            console.stop()
    print_report(report)
    if report.total("5xx"):
        print_line(f"\nThe logs are in {folder / 'data' / 'logs'}.")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def fuzz_all(port: int, options: argparse.Namespace) -> Report:
    admin, member, leaver = (
        Caller(port, name, f"{name}@seen.example") for name in ("administrator", "member", "leaver")
    )
    for caller in (admin, member, leaver):
        caller.headers()  # the first one who registers is the administrator
    everyone = [admin, member, Caller(port, "anonymous")]
    ends_at_s = time.monotonic() + options.seconds
    fuzzer = Fuzzer(port, everyone, leaver, options.examples, options.seed, ends_at_s)
    found = []
    for path in DOCUMENTS:
        answer = send(port, Request("GET", path, {}, None), {})
        found += [each for each in operations(answer.json) if options.only in each.name]
    for operation in sorted(found, key=order_of):
        fuzzer.run(operation)
    return fuzzer.report


def order_of(operation: Operation) -> int:
    """Lists first, for their ids; then what adds and changes, what shows it, and what deletes."""
    if operation.method == "get":
        return 3 if "{" in operation.path else 0
    return {"post": 1, "put": 2, "patch": 2, "delete": 4}[operation.method]


def print_report(report: Report) -> None:
    kinds = ("requests", "5xx", "busy", "undocumented", "violations")
    print_line(f"{'operation':<58}" + "".join(f"{kind:>13}" for kind in kinds))
    for name, counts in sorted(report.counts.items()):
        if any(counts[kind] for kind in kinds[1:]):
            print_line(f"{name:<58}" + "".join(f"{counts[kind]:>13}" for kind in kinds))
    every = f"all {len(report.counts)} operations"
    print_line(f"{every:<58}" + "".join(f"{report.total(kind):>13}" for kind in kinds))
    print_line("statuses: " + ", ".join(f"{n} × {s}" for s, n in sorted(report.statuses.items())))
    for (kind, name, what), example in sorted(report.found.items())[:SHOWN]:
        print_line(f"\n{kind}: {name}: {what}\n    {example}")


def print_line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
