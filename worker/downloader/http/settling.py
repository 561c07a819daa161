"""The end of a download: what came is proven, and gets its name."""

from worker.downloader.engine import TaskFailed
from worker.downloader.http.moving import LEFT_OVER
from worker.downloader.http.part import PartFile
from worker.downloader.http.proof import Proof


def prove(part: PartFile, total: int, checksum: str, begun: Proof | None) -> None:
    """
    Raises `TaskFailed` when what came is not what it should be; nothing of it is kept then.

    Args:
        part: With all its bytes.
        total: How many those are.
        checksum: A kind and a digest, or "".
        begun: What was hashed while it came.
    """
    if not checksum:
        return
    proof = begun if begun is not None and begun.checksum == checksum else Proof(checksum)
    if proof.is_right(part, total):
        return
    for name in LEFT_OVER:
        (part.folder / name).unlink(missing_ok=True)
    kind = checksum.partition(":")[0].upper()
    raise TaskFailed("checksum_mismatch", f"What came does not have the {kind} it should have.")
