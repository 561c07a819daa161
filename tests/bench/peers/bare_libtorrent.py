"""
A leecher that is nothing but libtorrent with the quickest settings there are.

Arguments: the address to listen on, the folder for the files, and the .torrent files. Prints the
seconds until the first piece was there, until the last torrent was whole, and until its files
were on the disk itself.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

import libtorrent as lt

TOLD = lt.alert.category_t.status_notification | lt.alert.category_t.storage_notification
#: Until the first is here: each would wake us up.
PIECES = lt.alert.category_t.piece_progress_notification
SETTINGS: Any = {
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_outgoing_utp": False,
    "alert_mask": TOLD | PIECES,
    "max_out_request_queue": 2000,
    "request_queue_time": 1,
    "tick_interval": 100,
}
WAIT_MS = 1000


def main() -> None:
    address, folder, *torrents = sys.argv[1:]
    session: Any = lt.session(SETTINGS | {"listen_interfaces": f"{address}:0"})
    began = time.perf_counter()
    for torrent in torrents:
        params: Any = lt.load_torrent_file(torrent)
        params.save_path = folder
        params.flags = lt.torrent_flags.update_subscribe
        session.add_torrent(params)
    # It says so once more of itself when a torrent is whole.
    whole: set[Any] = set()
    synced: set[Any] = set()
    first_s = whole_s = 0.0
    while len(synced) < len(torrents):
        session.wait_for_alert(WAIT_MS)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.piece_finished_alert) and not first_s:
                first_s = time.perf_counter() - began
                session.apply_settings({"alert_mask": TOLD})
            if isinstance(alert, lt.torrent_finished_alert):
                if alert.handle not in whole:
                    whole.add(alert.handle)
                    whole_s = time.perf_counter() - began
                    alert.handle.flush_cache()
            elif isinstance(alert, lt.cache_flushed_alert) and alert.handle not in synced:
                synced.add(alert.handle)
                sync(Path(folder) / alert.handle.torrent_file().name())
    synced_s = time.perf_counter() - began
    sys.stdout.write(f"{first_s} {whole_s} {synced_s}\n")
    sys.stdout.flush()
    session.pause()


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


if __name__ == "__main__":
    main()
