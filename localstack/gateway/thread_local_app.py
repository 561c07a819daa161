"""
Let one Chalice app answer many threads.

Chalice keeps the request it is answering on the app object, because a Lambda container answers
one request at a time. Behind threads that hands one person's request to another. Here both
attributes live in the thread instead.
"""

import threading
from typing import Any

from chalice.app import Chalice, Request


class ThreadLocalChalice(Chalice):
    """A Chalice whose current request and context belong to the thread that asks."""

    _mine = threading.local()

    @property
    def current_request(self) -> Request:
        request: Request = self._mine.request
        return request

    @current_request.setter
    def current_request(self, value: Request) -> None:
        self._mine.request = value

    @property
    def lambda_context(self) -> Any:
        return self._mine.context

    @lambda_context.setter
    def lambda_context(self, value: Any) -> None:
        self._mine.context = value


def make_thread_safe(app: Chalice) -> ThreadLocalChalice:
    """The same app object, safe to call from several threads at once."""
    app.__dict__.pop("current_request", None)
    app.__dict__.pop("lambda_context", None)
    app.__class__ = ThreadLocalChalice
    return app  # type: ignore[return-value]
