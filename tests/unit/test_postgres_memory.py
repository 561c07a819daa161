"""How many pages the embedded PostgreSQL keeps in memory."""

import os

import pytest

from localstack import embedded_postgres

PAGE = 4096


@pytest.mark.parametrize(
    ("machine_gb", "kept_mb"), [(1, 128), (4, 256), (8, 512), (16, 1024), (64, 1024)]
)
def test_shared_buffers_grow_with_memory_up_to_a_limit(monkeypatch, machine_gb, kept_mb):
    said = {"SC_PAGE_SIZE": PAGE, "SC_PHYS_PAGES": machine_gb * 2**30 // PAGE}
    monkeypatch.setattr(os, "sysconf", said.__getitem__)

    assert embedded_postgres.buffers_mb() == kept_mb


def test_unknown_memory_gets_the_minimum(monkeypatch):
    def nothing(_name: str) -> int:
        raise ValueError

    monkeypatch.setattr(os, "sysconf", nothing)

    assert embedded_postgres.buffers_mb() == embedded_postgres.MIN_BUFFERS_MB
