"""Settings: sensible without anything, one clear sentence when something is wrong."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import ProcessRole, SettingsError, load_settings

VARIABLES = [
    "BOT_TOKEN",
    "BOT_API_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "DATA_DIR",
    "TIMEZONE",
    "HTTP_HOST",
    "HTTP_PORT",
    "PUBLIC_URL",
    "LOG_LEVEL",
    "LOG_FORMAT",
]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_bot_is_local_with_a_database_of_its_own() -> None:
    settings = load_settings()
    assert settings.local
    assert settings.database == "sqlite+aiosqlite:///data/sandbox.db"


def test_a_token_in_env_file_means_the_real_telegram(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=123456:abc-DEF\nDATABASE_URL=\n")
    settings = load_settings()
    assert not settings.local
    assert settings.database == "sqlite+aiosqlite:///data/nastavnik.db"
    assert "abc-DEF" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "secret-without-colon"),
        ("BOT_API_URL", "telegram"),
        ("DATABASE_URL", "mysql://club"),
        ("DATABASE_URL", "postgresql://club"),
        ("DATABASE_URL", "not a url"),
        ("DATABASE_URL", "postgresql+asyncpg://club@db:hunter2/club"),
        ("DATABASE_URL", "postgresql+asyncpg://"),
        ("DATABASE_URL", "sqlite+aiosqlite:///"),
        ("TIMEZONE", "Mars/Olympus"),
        ("HTTP_PORT", "70000"),
        ("PUBLIC_URL", "https://club.example.org"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_setting_is_one_sentence_naming_the_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()
    with pytest.raises(SystemExit) as stop:
        main(["migrate"])
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert name in said
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert "hunter" not in said
    if name == "BOT_TOKEN":
        assert value not in said


def test_a_file_of_settings_in_an_old_encoding_is_one_sentence(tmp_path: Path) -> None:
    """What an editor on Windows makes of Russian notes."""
    (tmp_path / ".env").write_bytes("# Токен от @BotFather\nLOG_LEVEL=INFO\n".encode("cp1251"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


@pytest.mark.parametrize(
    ("host", "public", "pages"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8080"),
        ("0.0.0.0", "", "http://127.0.0.1:8080"),
        ("::1", "", "http://[::1]:8080"),
        ("0.0.0.0", "https://club.example.org/", "https://club.example.org"),
        ("0.0.0.0", "https://example.org/club/", "https://example.org/club"),
    ],
)
def test_where_the_pages_are(monkeypatch: pytest.MonkeyPatch, host: str, public: str, pages: str) -> None:
    monkeypatch.setenv("HTTP_HOST", host)
    monkeypatch.setenv("HTTP_PORT", "8080")
    monkeypatch.setenv("PUBLIC_URL", public)
    assert load_settings().pages_url == pages


def test_real_people_are_never_sent_to_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456:abc-DEF")
    monkeypatch.setenv("HTTP_PORT", "8080")
    assert load_settings().pages_url is None
    monkeypatch.setenv("PUBLIC_URL", "https://club.example.org")
    assert load_settings().pages_url == "https://club.example.org"


def test_without_a_port_there_are_no_pages() -> None:
    assert load_settings().pages_url is None


@pytest.mark.parametrize("value", ["http://club.example.org", "club", "https://", "https://club.example.org/?a=1"])
def test_an_address_nobody_could_open_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HTTP_PORT", "8080")
    monkeypatch.setenv("PUBLIC_URL", value)
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBHOOK_URL", "http://club.example.org/telegram"),
        ("WEBHOOK_URL", "https://club.example.org"),
        ("WEBHOOK_SECRET", "short"),
        ("WEBHOOK_SECRET", "секрет из двадцати знаков"),
        ("WEBHOOK_SECRET", ""),
    ],
)
def test_a_webhook_anybody_could_use_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    whole = {
        "BOT_TOKEN": "123456:ABC-def",
        "HTTP_PORT": "8080",
        "WEBHOOK_URL": "https://club.example.org/telegram",
        "WEBHOOK_SECRET": "a-secret-of-twenty-signs",
    }
    for key, one in whole.items():
        monkeypatch.setenv(key, one)
    assert load_settings().webhook == (whole["WEBHOOK_URL"], whole["WEBHOOK_SECRET"])
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


@pytest.mark.parametrize(("token", "named"), [("", "BOT_TOKEN"), ("42:abc", "REDIS_URL")])
def test_a_part_of_the_work_needs_what_processes_share(monkeypatch: pytest.MonkeyPatch, token: str, named: str) -> None:
    monkeypatch.setenv("BOT_TOKEN", token)
    settings = load_settings()
    settings.check_role(ProcessRole.ALL)
    with pytest.raises(SettingsError, match=f"^{named}"):
        settings.check_role(ProcessRole.TURNS)


@pytest.mark.parametrize("database", ["", "sqlite+aiosqlite:///club.db"])
def test_redis_is_for_processes_that_share_postgresql(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://localhost:6379/0")
    monkeypatch.setenv("DATABASE_URL", database)
    with pytest.raises(SettingsError, match=r"^REDIS_URL is wrong"):
        load_settings()
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://localhost/club")
    assert load_settings().redis_url is not None


def test_every_setting_is_explained_in_the_example() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    from bot.settings import Settings

    named = {line.partition("=")[0] for line in example.splitlines() if line and not line.startswith("#")}
    assert named == {name.upper() for name in Settings.model_fields}
