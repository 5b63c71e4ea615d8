"""aiogram's thousand models, each built when it is first needed.

aiogram builds all of them while it is imported: seconds of every start and two hundred megabytes, of which a bot uses a
tenth. pydantic itself can wait with a model (`defer_build`), and aiogram asks for that, but then builds everything at
once at the end of its import, to tell the models each other's names. Here the names are kept, and told later.
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, ConfigDict

_names: dict[str, Any] = {}
_rebuild: Any = BaseModel.__dict__["model_rebuild"]


@contextmanager
def built_when_needed() -> Iterator[None]:
    """Models defined within this block are built at their first use. One block at a time, and no other thread's."""
    before = BaseModel.model_config
    BaseModel.model_config = ConfigDict(defer_build=True)
    BaseModel.model_rebuild = classmethod(_remember_names)  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        BaseModel.model_config = before
        BaseModel.model_rebuild = _rebuild  # type: ignore[method-assign]


def import_aiogram() -> None:
    """Import aiogram, its models unbuilt."""
    with built_when_needed():
        importlib.import_module("aiogram")
    types, methods = importlib.import_module("aiogram.types"), importlib.import_module("aiogram.methods")
    for model in (types.TelegramObject, methods.TelegramMethod, methods.Response):
        model.model_rebuild = classmethod(_with_names)


def build_models_of_updates() -> None:
    """Build what every update needs, the inner ones first: each is then built once."""
    types = importlib.import_module("aiogram.types")
    for model in (types.Message, types.CallbackQuery, types.Update):
        model.model_rebuild()


def _remember_names(
    cls: type[BaseModel], /, *, _types_namespace: Mapping[str, Any] | None = None, **how: Any
) -> bool | None:
    _names.update(_types_namespace or {})
    return None


def _with_names(
    cls: type[BaseModel], /, *, _types_namespace: Mapping[str, Any] | None = None, **how: Any
) -> bool | None:
    built: bool | None = _rebuild.__func__(cls, _types_namespace=_types_namespace or _names, **how)
    return built
