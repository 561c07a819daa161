"""
Downloads from http(s) addresses.

A module uses only those below it:

    engine           the downloads by job
    download         one download: commands, report and thread; owns the lock and the file
    maintenance      moving, rechecking and verifying the files of a download
    segmented_fetch  one attempt: reads responses, writes the file, saves what has arrived
    fetch_control    the state that the threads of an attempt share, under the lock of the download
    connection       one connection: requests ranges, reads bytes
    response         what headers say, and whether a response continues the file
    partial_file     bytes and resume metadata on disk
    segments         spans that have arrived, segments that connections fetch; no I/O

Beside them are `inspection` (what an address leads to), `context` (network and limits that all
downloads share), `archive` (which file of an item of the Internet Archive) and `errors` (faults).
"""

from worker.downloader.http.engine import HttpEngine

__all__ = ["HttpEngine"]
