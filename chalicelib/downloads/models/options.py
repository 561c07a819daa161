"""What a person may decide about one download."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from chalicelib.downloads.models.steps import Status
from chalicelib.platform.schemas import SettingsModel

MAX_FILES = 25_000
CHECKSUM_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}

#: Bytes a second. None: no limit of its own.
SpeedLimit = Annotated[int, Field(ge=1024, le=100_000_000_000)] | None


class StatusDetail(StrEnum):
    """What exactly a job does within its state. Empty when the state says it all."""

    FETCHING_METADATA = "fetching_metadata"
    CONNECTING = "connecting"
    CHECKING = "checking"
    ALLOCATING = "allocating"
    MOVING = "moving"
    FINISHING = "finishing"  # every byte is here, and on its way to the disk
    SEEDING = "seeding"  # completed, and given to others
    PAUSED = "paused"
    WAITING_FOR_SPACE = "waiting_for_space"
    WAITING_FOR_INTERFACE = "waiting_for_interface"


#: Details of a stalled job that leave its place to others.
WAITING = frozenset(
    {StatusDetail.PAUSED, StatusDetail.WAITING_FOR_SPACE, StatusDetail.WAITING_FOR_INTERFACE}
)


class FilePriority(StrEnum):
    SKIP = "skip"
    NORMAL = "normal"
    HIGH = "high"


class SeedAction(StrEnum):
    """What happens to a torrent that has given enough."""

    STOP = "stop"
    REMOVE = "remove"  # off the list, too; its files stay in the library


class SeedRules(SettingsModel):
    """When a completed torrent has given enough: whichever comes first. None: never for that."""

    ratio: Annotated[float, Field(ge=0, le=1000)] | None = 1.0
    minutes: Annotated[int, Field(ge=0, le=525_600)] | None = 24 * 60
    action: SeedAction = SeedAction.STOP


class JobOptions(SettingsModel):
    """Kept with the job as it is here; the worker is told when it changes."""

    is_sequential: bool = False
    first_last_first: bool = False  # the first and last piece of each file before the others
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None
    seed: SeedRules | None = None  # None: as the category, or else the house, has it
    #: By file index; a file that is not named is `normal`.
    file_priorities: dict[int, FilePriority] = Field(default_factory=dict, max_length=MAX_FILES)
    #: Of the file an HTTP source brings, such as `sha256:…`.
    checksum: str | None = None

    @field_validator("checksum")
    @classmethod
    def _is_a_checksum(cls, value: str | None) -> str | None:
        if value is None:
            return None
        kind, _, digits = value.lower().partition(":")
        if len(digits) != CHECKSUM_LENGTHS.get(kind) or not re.fullmatch("[0-9a-f]+", digits):
            raise ValueError(
                f"must be {', '.join(CHECKSUM_LENGTHS)}, a colon, and the digest in hexadecimal"
            )
        return f"{kind}:{digits}"

    @field_validator("file_priorities")
    @classmethod
    def _are_indexes(cls, value: dict[int, FilePriority]) -> dict[int, FilePriority]:
        if any(not 0 <= index < MAX_FILES for index in value):
            raise ValueError(f"file indexes go from 0 to {MAX_FILES - 1}")
        return {index: value[index] for index in sorted(value)}


#: How a state is told when nothing more special is known.
IN_WORDS = {
    Status.QUEUED: "Waiting for its turn.",
    Status.PREPARING: "Getting ready.",
    Status.DOWNLOADING: "Downloading.",
    Status.STALLED: "Nothing arrives at the moment.",
    Status.RETRYING: "Will be tried again.",
    Status.COMPLETED: "Completed.",
    Status.FAILED: "Failed.",
    Status.CANCELLED: "Cancelled.",
}
