"""
A Chalice app that several threads can call.

Chalice stores the current request and Lambda context on the app object, because a Lambda container
handles one request at a time. With threads, one user's request would be visible to another; here
both attributes are thread-local.
"""

import threading
from typing import Any

from chalice.app import Chalice, Request


class ThreadLocalChalice(Chalice):
    """A Chalice whose current request and context are thread-local."""

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
    """Make an existing app object safe to call from several threads."""
    app.__dict__.pop("current_request", None)
    app.__dict__.pop("lambda_context", None)
    app.__class__ = ThreadLocalChalice
    return app  # type: ignore[return-value]
