"""How often workers send a heartbeat, and for how long they may be silent, for every page."""

from datetime import timedelta
from typing import Final

HEARTBEAT_S: Final = 5.0
#: A worker without a heartbeat for so long is gone, or stands still: three were missed.
SILENT_AFTER_S: Final = 20.0
MAX_SILENCE: Final = timedelta(seconds=SILENT_AFTER_S)
