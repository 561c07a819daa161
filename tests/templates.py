"""What our templates for AWS say."""

from pathlib import Path
from typing import Any

import yaml

AWS = Path(__file__).parents[1] / "infra" / "aws"


def engagement_table() -> dict[str, Any]:
    """The properties of the table in which visits are counted."""
    template = yaml.safe_load((AWS / "functions.yaml").read_text())
    properties: dict[str, Any] = template["Resources"]["Visits"]["Properties"]
    return properties
