"""Collections and an in-process DynamoDB for the tests of visit counters."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.session import Session

from chalicelib.engagement.store.dynamo import DynamoVisitCounter
from chalicelib.platform.db import Database
from tests.templates import engagement_table

TABLE = "seen-engagement-test"
REGION = "eu-central-1"


def make_collection(
    db: Database,
    slug: str = "silent-era",
    *,
    strategy: str = "filter",
    filter_params: str = "{}",
    pinned: bool = False,
    active: bool = True,
    engagement: float = 0,
) -> int:
    with db.read() as conn:
        row = conn.execute(
            """
            INSERT INTO collections (
                slug, name, strategy, filter_params, pinned, active, engagement_count
            )
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            RETURNING id
            """,
            [slug, slug.title(), strategy, filter_params, pinned, active, engagement],
        ).fetchone()
    assert row is not None
    return int(row[0])


class Table:
    """
    DynamoDB as far as the client can tell: every request is made, signed and parsed by botocore,
    and answered in this process. The table is the one infra/aws/functions.yaml asks for.
    """

    def __init__(self) -> None:
        self.client = Session().create_client("dynamodb", region_name=REGION)
        self.counter = DynamoVisitCounter(TABLE, REGION)

    @contextmanager
    def made(self) -> Iterator[None]:
        """The table, empty, and gone afterwards."""
        said = engagement_table()
        self.client.create_table(
            TableName=TABLE,
            **{name: said[name] for name in ("AttributeDefinitions", "KeySchema", "BillingMode")},
        )
        self.client.update_time_to_live(
            TableName=TABLE, TimeToLiveSpecification=said["TimeToLiveSpecification"]
        )
        yield
        self.client.delete_table(TableName=TABLE)


def requests_of(counter: DynamoVisitCounter) -> list[str]:
    """The names of the requests that are made from now on."""
    asked: list[str] = []
    client = counter.items._get_connection().connection.client  # noqa: SLF001  # behind it
    client.meta.events.register("before-call.dynamodb", lambda model, **_: asked.append(model.name))
    return asked


@contextmanager
def leaving_out(counter: DynamoVisitCounter, *, most: int) -> Iterator[None]:
    """A table that has too much to do: so many answers leave out half of what was found."""
    left = [most]

    def leave_out(parsed: dict[str, Any], **_: Any) -> None:
        if left[0] > 0:
            left[0] -= 1
            found = parsed["Responses"][TABLE]
            cut = (len(found) + 1) // 2
            parsed["Responses"][TABLE] = found[cut:]
            keys = [{name: one[name] for name in ("bucket", "entry")} for one in found[:cut]]
            parsed["UnprocessedKeys"] = {TABLE: {"Keys": keys}} if keys else {}

    events = counter.items._get_connection().connection.client.meta.events  # noqa: SLF001
    events.register("after-call.dynamodb.BatchGetItem", leave_out)
    yield
    events.unregister("after-call.dynamodb.BatchGetItem", leave_out)
