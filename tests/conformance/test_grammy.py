"""grammY (JavaScript) reads the local Telegram's answers over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "grammy"
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH")
INSTALL_SECONDS = 120


@pytest.fixture(scope="session")
def grammy(pytestconfig: pytest.Config) -> Path:
    """Returns a folder where check.mjs can run; installs grammY into pytest's cache when it is missing."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("grammY needs node and npm, which are not installed")
    if (HERE / "node_modules").is_dir():
        return HERE
    assert pytestconfig.cache is not None
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = Path(pytestconfig.cache.mkdir(f"grammy-{lock}"))
    for name in ("package.json", "package-lock.json", "check.mjs"):
        shutil.copy(HERE / name, folder / name)
    if not (folder / "node_modules" / ".package-lock.json").is_file():
        install(folder)
    return folder


def install(folder: Path) -> None:
    """Installs what the lock file names; skips when the network is missing, fails on anything else."""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    limit = INSTALL_SECONDS
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode and any(sign in done.stderr for sign in NO_NETWORK):
        pytest.skip("grammY is not installed and can't be fetched without a network")
    assert done.returncode == 0, done.stderr


async def check(grammy: Path, served: Any) -> dict[str, Any]:
    """Runs check.mjs against a served Telegram and returns what grammY understood."""
    process = await asyncio.create_subprocess_exec(
        "node",
        "check.mjs",
        served.url,
        served.token,
        str(served.person_id),
        cwd=grammy,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    understood: dict[str, Any] = json.loads(output)
    return understood


async def test_grammy_understands_everything(grammy: Path, eventful: Any) -> None:
    telegram = eventful.telegram
    telegram.fault("getMyCommands", retry_after=35)
    query_id = telegram.asks_inline(eventful.person_id, "знакомство", chat_id=eventful.group_id)
    telegram.sends_poll(eventful.person_id, "Придёте?", ["да", "нет"], origin="hidden_user")
    understood = await check(grammy, eventful)

    assert understood["me"] == "nastavnik_local_bot"
    assert understood["seen"] == [
        ["start", "invite"],
        ["text", "Здравствуйте, я @anna_svetlova 🎓", "Анна", "private"],
        ["edited", "Добрый день"],
        ["sticker", "👋"],
        ["document", "План урока.txt"],
        ["photo", 90, 320],
        ["voice", 3],
        ["contact", "Анна"],
        ["location", 57],
        ["text", "/help", "Анна", "supergroup"],
        ["press", "yes", "Придёте?"],
        ["late press", "late", 0],
        ["member", "kicked"],
        ["member", "member"],
        ["inline query", "знакомство", "supergroup"],
        ["poll", "Придёте?", "hidden_user"],
    ]
    assert understood["message"] == {
        "text": "Завтра — «Знакомимся»",
        "entities": [{"type": "italic", "offset": 9, "length": 12}],
        "buttons": [[{"text": "Приду", "callback_data": "yes"}, {"text": "Сайт", "url": "https://club.example/"}]],
    }
    assert understood["document"] == {
        "name": "Отчёт.csv",
        "caption": "Отчёт",
        "reply_to": "Завтра — «Знакомимся»",
        "content": "1;2;3",
    }
    assert understood["album"] == {"together": True, "captions": ["Класс", None]}
    assert understood["poll"] == ["Когда?", "Среда", "Четверг"]
    assert understood["photo"] == {"caption": "Афиша", "size": [1, 1], "buttons": 2, "same": True}
    sent = telegram.chooses_inline(eventful.person_id, query_id, "event:7", eventful.group_id)
    assert (sent["text"], sent["entities"][0]["type"]) == ("Знакомимся", "bold")
    assert understood["unknown_chat"]["description"] == "Bad Request: chat not found"
    assert understood["bad_html"]["code"] == 400
    assert understood["flood"]["parameters"] == {"retry_after": 35}

    texts = [message.get("text") for message in telegram.chat(eventful.person_id)]
    assert "Ждём вас" in texts, "the press was answered by an edit"
    assert [toast["text"] for toast in telegram.toasts(eventful.person_id)] == ["Записали", "Поздно"]
    assert [call.description.partition(":")[2].strip()[:14] for call in telegram.refused] == [
        "chat not found",
        "can't parse en",
    ]
