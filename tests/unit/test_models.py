"""Models built when they are needed are the models aiogram builds at once. In processes of their own: one import each."""

import json
import subprocess
import sys

import pytest

_SEEN = """
import json
import re
import aiogram.methods, aiogram.types
from aiogram.methods import TelegramMethod
from aiogram.types import TelegramObject

def schema(model):
    model.model_rebuild()
    assert model.__pydantic_complete__, model
    # functions say where they lie in memory
    fields = {name: re.sub("0x[0-9a-f]+", "", str(field.annotation)) for name, field in model.model_fields.items()}
    return [model.__name__, type(model.__pydantic_validator__).__name__, fields]

seen = []
for module in (aiogram.types, aiogram.methods):
    for name in module.__all__:
        one = getattr(module, name)
        if isinstance(one, type) and issubclass(one, (TelegramObject, TelegramMethod)) and one is not TelegramMethod:
            seen.append(schema(one))
print(json.dumps(seen))
"""
_LATER = "from bot.models import import_aiogram; import_aiogram()"


def _told(*code: str) -> str:
    run = subprocess.run([sys.executable, "-c", "\n".join(code)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_every_model_of_aiogram_can_be_built_later_and_is_the_same() -> None:
    at_once, later = json.loads(_told(_SEEN)), json.loads(_told(_LATER, _SEEN))
    assert len(later) > 500
    assert later == at_once


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
    _told(_LATER, use)
