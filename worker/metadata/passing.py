"""A client for going through the whole catalogue: what it reads is written down elsewhere."""

from datetime import datetime, timedelta

from chalicelib.providers.client import Client
from chalicelib.providers.replies import Reply


class Passing(Client):
    """
    Asks like the client it was made of, with the same limits, and keeps no answers.

    An answer about a title is some 100 kB, and the catalogue has millions: what is worth keeping
    of them goes into the catalogue itself.
    """

    @classmethod
    def of(cls, client: Client) -> "Passing":
        passing = cls.__new__(cls)
        passing.__dict__.update(client.__dict__)
        return passing

    def _remember(self, key: bytes, reply: Reply, now: datetime, fresh_for: timedelta) -> None:
        """Nothing."""
