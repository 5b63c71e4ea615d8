"""The real process: `nastavnik run` as a newcomer starts it, watched from outside."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


class Process:
    """A running `nastavnik run` with its log in a file."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.started_at = time.monotonic()
        self.log_path = folder / f"log-{time.monotonic_ns()}.txt"
        clean = {
            key: value
            for key, value in os.environ.items()
            if key not in {"BOT_TOKEN", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
        }
        self._log = self.log_path.open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env={
                **clean,
                "PYTHONPATH": str(ROOT),
                "DATA_DIR": str(folder / "data"),
                "SANDBOX_PORT": "0",
                **environment,
            },
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    @property
    def log(self) -> str:
        return self.log_path.read_text()

    def wait_for(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """The first match in the log."""
        return wait_until(lambda: re.search(pattern, self.log), seconds, lambda: f"no «{pattern}» in:\n{self.log}")

    def stop(self, number: int = signal.SIGTERM, seconds: float = 30) -> int:
        """Send a signal and return the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        try:
            return self._process.wait(seconds)
        finally:
            if self._process.poll() is None:
                self._process.kill()
            self._log.close()

    @property
    def running(self) -> bool:
        return self._process.poll() is None


def wait_until(look: Callable[[], Any], seconds: float = 30, why: Callable[[], str] = lambda: "never happened") -> Any:
    """What `look` returns once it is truthy; another process works meanwhile, so its time is waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)  # waiting for another process is the one wait that can't be passed in
    raise AssertionError(why())


class Page:
    """The page's own HTTP interface: what a browser does, without a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = httpx.Client(base_url=address, timeout=20)

    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.get("/sandbox/state").raise_for_status().json()
        return answer

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.post(f"/sandbox/{path}", json=body).raise_for_status().json()
        return answer

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> dict[str, Any]:
        """A file as the page sends it: a form."""
        answer = self._client.post(f"/sandbox/{path}", data=fields, files={"file": (name, content)})
        sent: dict[str, Any] = answer.raise_for_status().json()
        return sent

    def file(self, file_id: str) -> bytes:
        return self._client.get(f"/sandbox/file/{file_id}").raise_for_status().content

    def phone(self, person_id: int) -> "RemotePhone":
        return RemotePhone(self, person_id)

    def errors(self) -> list[dict[str, Any]]:
        return [call for call in self.state()["log"] if not call["ok"]]


class RemotePhone:
    """One person of the local Telegram, driven over HTTP; every act waits for the bot's reaction."""

    def __init__(self, page: Page, person_id: int) -> None:
        self.page = page
        self.id = person_id

    def starts(self, payload: str = "") -> None:
        self._act(f"people/{self.id}/start", payload=payload)

    def says(self, text: str) -> None:
        self._act(f"people/{self.id}/say", text=text)

    def taps(self, label: str) -> None:
        message, data = self.find(label)
        self._act(f"people/{self.id}/press", message_id=message["message_id"], data=data)

    def sends_file(self, name: str, content: bytes, kind: str = "document", caption: str = "") -> None:
        """A document, or a photo when `kind` says so."""
        before = self._reactions()
        self.page.upload(f"people/{self.id}/send", name, content, kind=kind, caption=caption)
        wait_until(lambda: self._reactions() > before, 30, lambda: f"no reaction to the file «{name}»")

    def document(self, message: dict[str, Any]) -> bytes:
        """What is in the document or photo of a message."""
        file = message["document"] if "document" in message else message["photo"][-1]
        return self.page.file(file["file_id"])

    def find(self, label: str) -> tuple[dict[str, Any], str]:
        def look() -> tuple[dict[str, Any], str] | None:
            for message in reversed(self.messages()):
                for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                    for button in row:
                        if label in button["text"] and "callback_data" in button:
                            return message, button["callback_data"]
            return None

        found: tuple[dict[str, Any], str] = wait_until(look, 20, lambda: f"no button «{label}» under «{self.sees()}»")
        return found

    def messages(self) -> list[dict[str, Any]]:
        chat: list[dict[str, Any]] = self.page.state()["chats"].get(str(self.id), [])
        return chat

    def sees(self) -> str:
        texts = [m.get("text", m.get("caption", "")) for m in self.messages() if m["from_bot"]]
        return str(texts[-1]).replace("\u00a0", " ") if texts else ""

    def waits_for(self, words: str, seconds: float = 30) -> str:
        """Until the newest message of the bot has `words`."""
        wait_until(lambda: words in self.sees(), seconds, lambda: f"«{words}» never came; the last is «{self.sees()}»")
        return self.sees()

    def _act(self, path: str, **body: Any) -> None:
        before = self._reactions()
        self.page.post(path, **body)
        wait_until(lambda: self._reactions() > before, 30, lambda: f"no reaction to {path} {body}")

    def _reactions(self) -> int:
        shown = ("sendMessage", "editMessageText", "sendDocument", "sendPhoto")
        calls = self.page.state()["log"]
        return max(
            (c["id"] for c in calls if c["method"] in shown and str(c["params"].get("chat_id")) == str(self.id)),
            default=0,
        )


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts processes in one folder; whatever still runs at the end is stopped."""
    with starting(tmp_path) as begin:
        yield begin


@contextmanager
def starting(folder: Path) -> Iterator[Callable[..., Process]]:
    processes: list[Process] = []

    def begin(**environment: str) -> Process:
        processes.append(Process(folder, **environment))
        return processes[-1]

    yield begin
    for process in processes:
        process.stop()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A bot running in its local Telegram, one for all tests of a module: each uses people of its own."""
    with starting(tmp_path_factory.mktemp("club")) as begin:
        process = begin()
        address = process.wait_for(r"http://[\d.]+:\d+").group()
        process.wait_for("the bot is running")
        page = Page(address)
        yield page
        assert page.errors() == [], "the bot sent what the Bot API refuses"
