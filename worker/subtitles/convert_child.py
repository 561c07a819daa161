"""
Converts one subtitle: `python -m worker.subtitles.convert_child vtt|ass SUFFIX OFFSET_MS SPEED`.

Reads the file from its standard input and writes UTF-8. Exit status 2: the file cannot be read,
and the output says why. A hostile file crashes or exhausts only this process.
"""

import sys

from worker.process_limits import limit_memory
from worker.subtitles.errors import MAX_INPUT_BYTES, UnreadableSubtitle
from worker.subtitles.format_conversion import to_ass, to_vtt

UNREADABLE = 2
MAX_MEMORY_BYTES = 512 * 2**20


def main(words: list[str]) -> int:
    wanted, suffix, offset_ms, speed = words[0], words[1], int(words[2]), float(words[3])
    limit_memory(MAX_MEMORY_BYTES)
    content = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1)
    try:
        text = (to_ass if wanted == "ass" else to_vtt)(content, suffix, offset_ms, speed)
    except UnreadableSubtitle as reason:
        sys.stdout.buffer.write(str(reason).encode())
        return UNREADABLE
    except (MemoryError, RecursionError):
        sys.stdout.buffer.write(b"The file is too large to be read.")
        return UNREADABLE
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
