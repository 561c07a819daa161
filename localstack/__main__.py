"""`python -m localstack`: run the whole product until Ctrl-C."""

import sys
from pathlib import Path

from localstack import console, stack

if __name__ == "__main__":
    sys.exit(console.run(lambda: stack.run(Path.cwd(), console.output)))
