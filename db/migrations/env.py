"""Alembic's entry: migrations run on the connection they are given, in its transaction."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from db.models import Base
from db.types import Code, UtcDateTime


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types as plain ones: an old migration must not change when our code does."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Code):
        return "sa.String(32)"
    if isinstance(item, sa.JSON):
        return "JSON"
    if isinstance(item, sa.BigInteger) and item._variant_mapping:
        return "BIG_ID"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
context.run_migrations()
