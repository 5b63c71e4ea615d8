"""Copies of JSON values: what one side holds the other can't change."""

from typing import TypeVar, cast

T = TypeVar("T")


def copied(value: T) -> T:
    """A value of its own with the same content; several times sooner than `copy.deepcopy`, which expects anything."""
    if isinstance(value, dict):
        return cast(T, {key: copied(one) for key, one in value.items()})
    if isinstance(value, list):
        return cast(T, [copied(one) for one in value])
    return value
