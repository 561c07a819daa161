"""Use cases of download workers: leases, transitions, seeding, relocation, trash."""

from chalicelib.leases.service.leases import LeaseService
from chalicelib.leases.service.relocation import RelocationService
from chalicelib.leases.service.seeding import SeedingService
from chalicelib.leases.service.transitions import LeaseLost
from chalicelib.leases.service.trash import TrashService
from chalicelib.leases.service.workers import WorkerService
from chalicelib.leases.store.notifications import ListenStop

__all__ = [
    "LeaseLost",
    "LeaseService",
    "ListenStop",
    "RelocationService",
    "SeedingService",
    "TrashService",
    "WorkerService",
]
