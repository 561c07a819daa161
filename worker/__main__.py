"""
`python -m worker`: everything that runs in the background of a home server.

With arguments it runs one command (worker/commands.py): `python -m worker genres-export`.
"""

import sys
from importlib import import_module

from worker import commands

if __name__ == "__main__":
    words = sys.argv[1:]
    if words and words[0] in commands.WITHOUT_SETTINGS:
        sys.exit(commands.run(words))
    sys.exit(import_module("worker.process").main(words))
