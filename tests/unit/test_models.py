"""Models built when they are needed can all be built. In processes of their own: a process imports aiogram once."""

import subprocess
import sys

import pytest

_EVERY = """
import aiogram.methods, aiogram.types
from bot.models import build_models_of_updates

# what nearly every model holds comes first, as in life: the others take it as it is
build_models_of_updates()
built = 0
for module in (aiogram.types, aiogram.methods):
    for name in module.__all__:
        model = getattr(module, name)
        if hasattr(model, "model_rebuild"):
            model.model_rebuild()
            assert model.__pydantic_complete__, name
            built += 1
assert built > 500, built
"""
_LATER = "from bot.models import import_aiogram; import_aiogram()"


def _run(*code: str) -> None:
    run = subprocess.run([sys.executable, "-c", "\n".join(code)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_every_model_of_aiogram_can_be_built_later() -> None:
    _run(_LATER, _EVERY)


@pytest.mark.parametrize(
    "use",
    [
        "from aiogram.methods import SetMyCommands as S\nfrom aiogram.types import BotCommand as B\n"
        "S(commands=[B(command='a', description='b')])",
        "from aiogram.methods import EditMessageText, Response\n"
        "message = dict(message_id=1, date=1, chat=dict(id=1, type='private'))\n"
        "got = Response[EditMessageText.__returning__].model_validate(dict(ok=True, result=message))\n"
        "assert got.result.chat.id == 1",
        "from aiogram.types import Update\nassert not Update.__pydantic_complete__",
        "from bot.models import build_models_of_updates\nbuild_models_of_updates()\n"
        "from aiogram.types import Update\nassert Update.__pydantic_complete__",
    ],
)
def test_the_first_use_builds(use: str) -> None:
    _run(_LATER, use)
