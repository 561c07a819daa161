"""Bring one file with our engine, as a worker would; prints the seconds it took."""

import json
import sys
import threading
import time
from ipaddress import ip_network
from pathlib import Path
from uuid import uuid4

from chalicelib.downloads.models import SourceType
from chalicelib.providers.network_guard import NetworkGuard
from worker.downloader.engine import Phase, Report, Task
from worker.downloader.http import HttpEngine

LOOK_EVERY_S = 0.002


def main(url: str, folder: str, connections: str) -> None:
    loopback = NetworkGuard((ip_network("127.0.0.0/8"),))
    engine = HttpEngine(loopback, max_connections=int(connections))
    job_id, tick = uuid4(), threading.Event()
    cpu_s, began_s = time.process_time(), time.perf_counter()
    engine.add(Task(job_id, SourceType.HTTP, url, Path(folder)))
    last_byte_s = 0.0
    while (report := _report(engine, job_id)).phase not in (Phase.FINISHED, Phase.BROKEN):
        if not last_byte_s and report.bytes_total and report.bytes_done == report.bytes_total:
            last_byte_s = time.perf_counter() - began_s
        tick.wait(LOOK_EVERY_S)
    safe_s = time.perf_counter() - began_s
    cpu_s = time.process_time() - cpu_s
    engine.close(1)
    if report.fault is not None:
        raise SystemExit(report.fault.message)
    figures = {"last_byte_s": last_byte_s or safe_s, "safe_s": safe_s, "cpu_s": cpu_s}
    sys.stdout.write(json.dumps(figures | {"path": report.files[0].path}))


def _report(engine: HttpEngine, job_id: object) -> Report:
    report = engine.report(job_id)  # type: ignore[arg-type]
    if report is None:
        raise SystemExit("the engine lost the job")
    return report


if __name__ == "__main__":
    main(*sys.argv[1:])
