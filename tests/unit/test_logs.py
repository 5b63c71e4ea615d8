"""Logs hold no token, no phone, no personal text."""

import logging

import pytest
import structlog

from bot.logs import configure_logging, redact, redacted, render_exception


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("POST /bot42:AAF-abc_DEF/sendMessage", "AAF-abc"),
        ("token 123456789:AAF-abc_DEF0123456789-abcdefghij", "AAF-abc"),
        ("звонила +7 (912) 345-67-89 вчера", "345"),
        ("89123456789", "8912"),
        ("postgresql+asyncpg://club:hunter2@db/club", "hunter2"),
    ],
)
def test_secrets_are_taken_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)


@pytest.mark.parametrize("text", ["update_id=123456", "2026-10-07T05:00:00Z", "event:12", "127.0.0.1:8765 слушаю"])
def test_ordinary_words_stay(text: str) -> None:
    assert redacted(text) == text


def test_values_under_personal_keys_are_hidden() -> None:
    event = redact(None, "", {"event": "x", "full_name": "Анна", "text": "тайна", "count": 3})
    assert event == {"event": "x", "full_name": "[redacted]", "text": "[redacted]", "count": 3}


def test_an_exception_is_its_type_and_places_without_its_words() -> None:
    try:
        raise ValueError("Анна Светлова, тайна")
    except ValueError as error:
        event = render_exception(None, "", {"event": "failed", "exc_info": error})
    assert event["exception"] == "ValueError"
    assert "test_logs.py" in event["trace"]
    assert "Анна" not in str(event)


def test_people_find_the_kind_and_the_place_of_an_incident_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logging("INFO", "text")
        try:
            raise ValueError("Анна Светлова, тайна")
        except ValueError:
            structlog.get_logger("bot.turn").exception("turn failed", incident="f61d35ae")
    finally:
        root.handlers[:], root.level = before
    (line,) = capsys.readouterr().err.splitlines()
    assert "f61d35ae" in line
    assert "ValueError" in line
    assert "unit/test_logs.py:" in line


def test_the_token_of_this_process_is_hidden_whatever_it_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.logs._known_secrets", {"42:canary"})
    assert redacted("in any place: «42:canary»") == "in any place: «[secret]»"


def test_at_debug_libraries_keep_what_passes_through_them_to_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logging("DEBUG", "json")
        logging.getLogger("aiosqlite").debug("executing %s", ("UPDATE member SET full_name=?", "Светлова Анна"))
        structlog.get_logger("bot.app").debug("our own word")
    finally:
        root.handlers[:], root.level = before
    written = capsys.readouterr().err
    assert "Светлова" not in written
    assert "our own word" in written


def test_a_forgotten_task_is_named_without_its_exception() -> None:
    event = redact(None, "", {"logger": "asyncio", "event": "never retrieved\nfuture: <Task exception=E('тайна')>"})
    assert event["event"] == "never retrieved"
