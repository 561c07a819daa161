"""The long-running process: downloads, scanner, uploader, stream gateway, metadata, IMDb import."""

import os

# Before numpy is loaded: threads of its products wait for one another longer than they compute on
# a machine that does other work too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
