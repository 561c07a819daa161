"""Downloads from http(s) addresses."""

from worker.downloader.http.engine import HttpEngine

__all__ = ["HttpEngine"]
