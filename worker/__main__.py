"""
`python -m worker`: everything that runs in the background of a home server.

With arguments it runs one command (worker/commands.py): `python -m worker genres-export`.
"""

import sys
from importlib import import_module

from worker import commands

if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(commands.main(sys.argv[1:]))
    import_module("worker.program_setup").prepare()
    import_module("worker.components").main()
