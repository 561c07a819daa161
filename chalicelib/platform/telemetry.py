"""
Structured logs and metrics, with the same names at home and on AWS.

At home metrics are Prometheus' (several processes share a folder); on Lambda Powertools writes
them as CloudWatch EMF lines.
"""

import contextvars
import functools
import logging
import os
import sys
import threading
from typing import Any

#: Set by the gateway or by API Gateway.
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

_metrics: dict[str, Any] = {}
_children: dict[tuple[str, ...], Any] = {}
_lock = threading.Lock()


def configure_logging(service: str, level: str = "INFO") -> None:
    """Log JSON lines to standard error."""
    from aws_lambda_powertools.logging.formatter import (  # noqa: PLC0415  # 60 ms, not for imports
        LambdaPowertoolsFormatter,
    )

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        LambdaPowertoolsFormatter(
            service=service, log_record_order=["timestamp", "level", "message"], utc=True
        )
    )
    handler.addFilter(_add_request_id)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # httpx logs URLs with their query at INFO.
    for name in ("httpx", "httpcore", "botocore", "procrastinate"):
        logging.getLogger(name).setLevel("WARNING")


def _add_request_id(record: logging.LogRecord) -> bool:
    if request_id.get():
        record.request_id = request_id.get()
    return True


def record_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request and the duration of its handler."""
    count("http_requests_total", method=method, route=route, status=str(status))
    observe("http_request_duration_seconds", seconds, method=method, route=route)


def count(name: str, amount: float = 1, **labels: str) -> None:
    if _on_lambda():
        _emf(name, "Count", amount, labels)
    else:
        _metric("Counter", name, labels).inc(amount)


def observe(name: str, seconds: float, **labels: str) -> None:
    if _on_lambda():
        _emf(name, "Seconds", seconds, labels)
    else:
        _metric("Histogram", name, labels).observe(seconds)


def exposition() -> bytes:
    """The metrics of every process of this machine, in Prometheus' text format."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415  # see above
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return bytes(generate_latest())
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return bytes(generate_latest(registry))


@functools.cache
def _on_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def _metric(kind: str, name: str, labels: dict[str, str]) -> Any:
    """The counter or histogram of these labels, registered at first use."""
    series = (name, *labels.values())
    child = _children.get(series)
    if child is not None:
        return child
    import prometheus_client  # noqa: PLC0415  # see above

    with _lock:  # a name can be registered once
        if name not in _metrics:
            _metrics[name] = getattr(prometheus_client, kind)(name, name, tuple(labels))
        metric = _metrics[name]
    child = metric.labels(**labels) if labels else metric
    _children[series] = child
    return child


def _emf(name: str, unit: str, value: float, labels: dict[str, str]) -> None:
    from aws_lambda_powertools.metrics import MetricUnit, single_metric  # noqa: PLC0415  # see above

    with single_metric(name=name, unit=MetricUnit(unit), value=value, namespace="seen") as metric:
        for label, text in labels.items():
            metric.add_dimension(name=label, value=text)
