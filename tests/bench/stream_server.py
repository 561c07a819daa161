"""Only the stream gateway of the worker, so that its CPU time can be measured alone."""

import threading

from chalicelib.wiring import wire
from worker.gateway.component import StreamGatewayComponent
from worker.worker_main import run

if __name__ == "__main__":
    wire()
    run(
        [StreamGatewayComponent.from_settings(lambda _job_id, _file_index: None)], threading.Event()
    )
