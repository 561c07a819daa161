"""
A seeder in a process of its own, by libtorrent.

Arguments: the address to listen on, the folder with the files, bytes a second for each torrent
(0: as fast as it goes), and the .torrent files. Prints its port, and goes on until its input ends.
"""

import sys
from typing import Any

import libtorrent as lt

SETTINGS: Any = {
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "alert_mask": 0,
    "unchoke_slots_limit": -1,
    "connections_limit": 2000,
    "active_limit": -1,
    "active_seeds": -1,
    "send_buffer_watermark": 4 * 1024 * 1024,
    "send_buffer_watermark_factor": 150,
    "max_allowed_in_request_queue": 4000,
    "allow_multiple_connections_per_ip": True,
    "close_redundant_connections": False,
    "inactivity_timeout": 600,
}


def main() -> None:
    address, folder, limit, *torrents = sys.argv[1:]
    session: Any = lt.session(SETTINGS | {"listen_interfaces": f"{address}:0"})
    for torrent in torrents:
        params: Any = lt.load_torrent_file(torrent)
        params.save_path = folder
        params.trackers = []
        # All there, and known to be: what is only assumed is checked when it is first asked for, and
        # the first who asks would wait for that.
        params.have_pieces = [True] * params.ti.num_pieces()
        params.flags = lt.torrent_flags.update_subscribe
        params.upload_limit = int(limit)
        session.add_torrent(params)
    # Limits do not count for neighbours, unless one says that there are none.
    everyone = lt.ip_filter()
    everyone.add_rule("0.0.0.0", "255.255.255.255", 1 << session.global_peer_class_id)
    session.set_peer_class_filter(everyone)
    sys.stdout.write(f"{session.listen_port()}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
