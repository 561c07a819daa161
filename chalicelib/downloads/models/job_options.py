"""Options of one download."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import Field, WithJsonSchema, field_validator

from chalicelib.download_settings.models.seed_limits import SeedRules, SpeedLimit
from chalicelib.downloads.models.states import Status
from chalicelib.http.schemas import SettingsModel

MAX_FILES = 25_000
CHECKSUM_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
#: 0 to 24999.
FILE_INDEX = r"^(0|[1-9][0-9]{0,3}|1[0-9]{4}|2[0-4][0-9]{3})$"
#: Of the file of an HTTP source.
Checksum = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^("
            + "|".join(f"{kind}:[0-9a-fA-F]{{{n}}}" for kind, n in CHECKSUM_LENGTHS.items())
            + ")$",
        }
    ),
]


class StatusDetail(StrEnum):
    """What a job does within its state; the empty text when there is nothing to add."""

    FETCHING_METADATA = "fetching_metadata"
    CONNECTING = "connecting"
    CHECKING = "checking"
    ALLOCATING = "allocating"
    MOVING = "moving"
    FINISHING = "finishing"  # all bytes are received and are being written to disk
    SEEDING = "seeding"  # completed, and uploading to peers
    PAUSED = "paused"
    WAITING_FOR_SPACE = "waiting_for_space"
    WAITING_FOR_INTERFACE = "waiting_for_interface"


#: Details of a stalled job that does not occupy a slot.
SUSPENDED = frozenset(
    {StatusDetail.PAUSED, StatusDetail.WAITING_FOR_SPACE, StatusDetail.WAITING_FOR_INTERFACE}
)


class FilePriority(StrEnum):
    SKIP = "skip"
    NORMAL = "normal"
    HIGH = "high"


class JobOptions(SettingsModel):
    """Options of one job; stored as JSON. The worker is notified when they change."""

    is_sequential: bool = False
    first_last_first: bool = False  # the first and last piece of each file first
    download_limit: SpeedLimit = None
    upload_limit: SpeedLimit = None
    seed: SeedRules | None = None  # None: the rules of the category, otherwise of the settings
    #: By file index; other files are `normal`.
    file_priorities: dict[int, FilePriority] = Field(
        default_factory=dict,
        max_length=MAX_FILES,
        json_schema_extra={"propertyNames": {"pattern": FILE_INDEX}},
    )
    checksum: Checksum | None = None

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


#: Default message of an event.
MESSAGES = {
    Status.QUEUED: "Waiting for its turn.",
    Status.PREPARING: "Getting ready.",
    Status.DOWNLOADING: "Downloading.",
    Status.STALLED: "Nothing arrives at the moment.",
    Status.RETRYING: "Will be tried again.",
    Status.COMPLETED: "Completed.",
    Status.FAILED: "Failed.",
    Status.CANCELLED: "Cancelled.",
}
