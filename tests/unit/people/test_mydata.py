"""No table about people is forgotten by the export, and its words fit a phone."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from sqlalchemy import ForeignKeyConstraint, Table

from db.models import Base
from domain.people.mydata import CONFIRMATION_LIVES, Holdings, Section, is_fresh
from screens.kit import LABEL_LIMIT, Screen
from screens.people import mydata, mydata_file
from services.people.mydata_export import NOTHING_TO_EXPORT, SOURCES
from services.people.mydata_source import Person

NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)

# columns that name a person without a foreign key
TELEGRAM_COLUMNS = {"user_id", "chat_id", "telegram_id"}


def personal_tables() -> set[Table]:
    """Tables whose foreign keys lead to a member, and those that name a person of Telegram."""
    tables = set(Base.metadata.tables.values())
    found = {Base.metadata.tables["member"]}
    found |= {table for table in tables if TELEGRAM_COLUMNS & set(table.columns.keys())}
    while more := {table for table in tables - found if referred(table) & found}:
        found |= more
    return found


def referred(table: Table) -> set[Table]:
    return {key.referred_table for key in table.constraints if isinstance(key, ForeignKeyConstraint)}


def test_the_walk_finds_what_it_is_for() -> None:
    names = {table.name for table in personal_tables()}
    assert {"member", "registration", "tip_subscription_direction", "conversation", "audit_entry"} <= names
    assert "organization" not in names


def test_every_table_about_people_is_exported_or_excused() -> None:
    handled = {model.__table__ for model in (*SOURCES, *NOTHING_TO_EXPORT)}
    assert personal_tables() - handled == set(), "services/people/mydata_export.py must export them, or say why not"
    assert all(len(reason) > 10 for reason in NOTHING_TO_EXPORT.values())


@pytest.mark.parametrize("model", SOURCES, ids=lambda model: model.__tablename__)
def test_every_column_is_exported_and_has_a_name_in_russian(model: type[Base]) -> None:
    source = SOURCES[model]
    given = set(source.query(Person(1, 2)).selected_columns.keys())
    columns = set(model.__table__.columns.keys())
    shown = {source.instead.get(column, column) for column in columns - source.technical}
    assert shown - given == set(), "columns the export leaves out"
    _, labels = mydata_file.SECTIONS[model.__tablename__]
    assert set(labels) == given


def test_every_reference_to_a_member_cascades_or_turns_to_null() -> None:
    """Erasing relies on it: what would keep a member alive would keep their data."""
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table in personal_tables():
                assert key.ondelete in ("CASCADE", "SET NULL"), key


@pytest.mark.parametrize(
    "kind",
    [column.type.kind for model in SOURCES for column in model.__table__.columns if hasattr(column.type, "kind")],
)
def test_every_code_of_an_exported_table_is_said_in_words(kind: type[StrEnum]) -> None:
    for code in kind:
        assert mydata_file.say(code) != code.value


def test_the_file_opens_anywhere_and_reads_as_text() -> None:
    dossier = (
        Section("member", ({"full_name": "Светлова\nАнна <b>", "created_at": NOW, "position": None},)),
        Section("member_role", ()),
        Section(
            "tip_seen",
            (
                {"tip": "План Б", "seen_at": NOW, "times": 2, "vote": -1},
                {"tip": "Три стопки", "seen_at": NOW, "times": 1, "vote": 1},
            ),
        ),
        Section("tip_subscription", ({"hour": 9, "weekday": 3},)),
        Section("conversation", ({"state": "JoinForm:name", "data": {"step": "name", "roles": ["A", "B"]}},)),
    )
    file = mydata_file.export(dossier, NOW)
    text = file.content.decode("utf-8-sig").replace("\u00a0", " ")
    assert file.name.endswith(".txt")
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert text.startswith("Мои данные в клубе «Наставник»\nНа 7 октября 2026 года, 10:00, по времени клуба\n")
    assert "АНКЕТА\nФИО: Светлова Анна <b>\nПервая запись о вас: 7 октября 2026 года, 10:00\n\n" in text
    assert "РОЛИ\nнет\n" in text
    assert "1. Лайфхак: План Б; Последний показ: 7 октября 2026 года, 10:00; Сколько раз: 2; " in text
    assert "Оценка: не подошёл\n2. Лайфхак: Три стопки" in text
    assert "Час: 9:00\nДень, если раз в неделю: четверг" in text
    assert "Ответы: step: name, roles: A, B" in text
    assert "None" not in text


def holdings(**changes: object) -> Holdings:
    full = {
        "consented_at": NOW,
        "seats": 2,
        "places_in_line": 1,
        "registrations": 8,
        "certificates": 3,
        "tips_seen": 12,
        "tip_votes": 5,
        "subscribed": True,
        "coordinator": True,
        "mentor_card": True,
        "live_pairs": 1,
        "pairs": 3,
        "open_requests": 2,
        "letters": 2,
    }
    return Holdings(**(full | changes))  # type: ignore[arg-type]


BARE = holdings(
    seats=0,
    places_in_line=0,
    registrations=0,
    certificates=0,
    tips_seen=0,
    tip_votes=0,
    subscribed=False,
    coordinator=False,
    mentor_card=False,
    live_pairs=0,
    pairs=0,
    open_requests=0,
    letters=0,
)


def plain(screen: Screen) -> str:
    return screen.text.replace("\u00a0", " ")


def test_the_confirmation_names_everything_that_will_be_lost() -> None:
    text = plain(mydata.confirm(holdings(), withdraw=False, now=NOW))
    for loss in (
        "анкета и согласие",
        "2 места на будущих встречах — отдадим тем, кто ждёт",
        "1 место в листе ожидания",
        "история: 5 записей на встречи",
        "3 сертификата: номера останутся в реестре без имени",
        "12 показанных лайфхаков, 5 оценок",
        "карточка наставника",
        "1 пара — коллегам сообщим",
        "история: 2 пары",
        "2 открытые заявки",
        "2 письма координаторам с ответами",
        "подписка на лайфхаки",
        "права координатора",
    ):
        assert f"• {loss}" in text


def test_what_is_not_there_is_not_named() -> None:
    assert plain(mydata.confirm(BARE, withdraw=False, now=NOW)).count("•") == 1
    assert plain(mydata.overview(BARE)).count("•") == 1


def test_withdrawing_consent_explains_why_everything_goes() -> None:
    screen = mydata.confirm(BARE, withdraw=True, now=NOW)
    assert "Без согласия мы не вправе ничего хранить" in plain(screen)
    assert screen.rows[0][0].text == "Да, отозвать и удалить"


def test_every_screen_fits_and_offers_a_way_back() -> None:
    screens = [mydata.overview(None), mydata.overview(holdings()), mydata.overview(BARE)]
    for withdraw in (True, False):
        screens += [
            mydata.confirm(holdings(), withdraw=withdraw, now=NOW),
            mydata.farewell(withdraw=withdraw),
        ]
    for screen in screens:
        buttons = [one for row in screen.rows for one in row]
        assert all(len(one.text) <= LABEL_LIMIT for one in buttons)
        assert all(one.data and len(one.data.encode()) <= 64 for one in buttons)
        assert buttons[-1].text in ("🏠 В меню", "← Ничего не удалять")


def test_a_confirmation_keeps_its_moment() -> None:
    data = mydata.confirm(BARE, withdraw=True, now=NOW).rows[0][0].data
    assert data is not None
    assert mydata.Erase.unpack(data).asked_at == NOW


@pytest.mark.parametrize("forged", ["erase:1:-5", "erase:1:99999999999999", "erase:1:x", "erase:1", "erase:?:1"])
def test_a_forged_confirmation_is_not_even_read(forged: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        mydata.Erase.unpack(forged)


@pytest.mark.parametrize(
    ("asked_ago", "fresh"),
    [
        (timedelta(0), True),
        (CONFIRMATION_LIVES, True),
        (CONFIRMATION_LIVES + timedelta(seconds=1), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_how_long_a_confirmation_lives(asked_ago: timedelta, fresh: bool) -> None:
    assert is_fresh(NOW - asked_ago, NOW) is fresh
