"""The export: everything about a person as a text file that opens anywhere."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from domain import clubtime
from domain.people.mydata import Dossier, Section
from domain.vocabulary import (
    Applied,
    Attendance,
    Cadence,
    Direction,
    EventForm,
    Municipality,
    OutboxState,
    Pace,
    ParticipantRole,
    PresenceMethod,
    PresenceState,
    Recommend,
    RegistrationStatus,
    ReminderKind,
    Role,
    Season,
    Source,
    TipState,
)
from screens import words
from screens.events import feedback, presence, reminders
from screens.kit import File
from screens.people import journal_acts, mydata_letters, mydata_mailing, mydata_mentoring, mydata_schools
from screens.tips import tip_subscriptions, tip_words

Say = Callable[[object], str]

_MESSAGE_STATES = {
    OutboxState.PENDING: "ждёт своего часа",
    OutboxState.SENDING: "отправляется",
    OutboxState.SENT: "отправлено",
    OutboxState.RETRY: "отправим ещё раз",
    OutboxState.BLOCKED: "не отправлено: бот остановлен",
    OutboxState.DEAD: "не отправлено: ошибка",
    OutboxState.MISSED: "не отправлено: уже не нужно",
    OutboxState.UNCERTAIN: "неизвестно, дошло ли",
    OutboxState.HELD: "на паузе",
}
_REGISTRATION_STATUSES = {
    RegistrationStatus.REGISTERED: "есть место",
    RegistrationStatus.OFFERED: "место держат, ждут ответа",
    RegistrationStatus.WAITLISTED: "лист ожидания",
    RegistrationStatus.CANCELLED: "отменена",
}
_CODES: dict[type[StrEnum], Mapping[Any, str]] = {
    Role: words.ROLES,
    Municipality: words.MUNICIPALITIES,
    Direction: words.DIRECTIONS,
    Attendance: words.ATTENDANCES,
    RegistrationStatus: _REGISTRATION_STATUSES,
    ParticipantRole: words.PARTICIPANT_ROLES,
    Source: words.SOURCES,
    ReminderKind: reminders.LABELS,
    EventForm: words.FORMS,
    Pace: feedback.PACES,
    PresenceState: presence.STATES,
    PresenceMethod: presence.METHODS,
    Recommend: feedback.RECOMMENDS,
    Applied: feedback.APPLIED,
    Cadence: tip_subscriptions.CADENCES,
    TipState: tip_words.STATES,
    Season: tip_words.SEASONS,
    OutboxState: _MESSAGE_STATES,
    **mydata_mentoring.CODES,
    **mydata_schools.CODES,
    **mydata_letters.CODES,
    **mydata_mailing.CODES,
}


def say(value: object) -> str:
    """A value in words and in one line: a moment in club time, a code by its name, text as it was typed."""
    match value:
        case datetime():
            return f"{words.full_day(value)}, {words.clock_face(value)}"
        case date():
            return words.full_day(clubtime.at(value, time(12)))
        case StrEnum():
            return _CODES[type(value)][value]
        case Mapping():
            return ", ".join(f"{key}: {say(item)}" for key, item in value.items()) or "пусто"
        case list():
            return ", ".join(say(item) for item in value)
        case _:
            return " ".join(str(value).split())


def _chosen_reminders(value: object) -> str:
    assert isinstance(value, list)
    return ", ".join(say(ReminderKind(code)) for code in value) or "никаких"


def _way_of_consent(value: object) -> str:
    return "на бумаге" if value else "в боте"


def _vote(value: object) -> str:
    return "полезно" if value == 1 else "не подошёл"


def _hall(value: object) -> str:
    return say(value) or "очно"


def _hour(value: object) -> str:
    return f"{value}:00"


def _weekday(value: object) -> str:
    assert isinstance(value, int)
    return tip_subscriptions.WEEKDAY_NAMES[value].lower()


# a section for each table of the dossier: its heading, then its columns in words
SECTIONS: dict[str, tuple[str, dict[str, str | tuple[str, Say]]]] = {
    "member": (
        "Анкета",
        {
            "full_name": "ФИО",
            "telegram_id": "Номер в Telegram",
            "municipality": "Город",
            "municipality_text": "Город своими словами",
            "organization": "Организация",
            "organization_text": "Организация своими словами",
            "position": "Должность или предмет",
            "started_year": "Год начала работы",
            "name_dative": "ФИО в дательном падеже",
            "reminders": ("Напоминания о встречах", _chosen_reminders),
            "created_at": "Первая запись о вас",
            "joined_at": "Вступление в клуб",
            "unreachable_since": "Бот остановлен с",
            "seen_on": "Последний раз в боте",
            "blocked_at": "Доступ закрыт с",
            "blocked_reason": "Почему доступ закрыт",
        },
    ),
    "member_role": ("Роли", {"role": "Роль", "granted_at": "С"}),
    "interest": ("Интересные направления", {"direction": "Направление"}),
    "consent": (
        "Согласие на обработку данных",
        {
            "given_at": "Дано",
            "version": "Версия текста",
            "text_sha256": "Отпечаток текста (SHA-256)",
            "on_paper": ("Способ", _way_of_consent),
        },
    ),
    "registration": (
        "Записи на встречи",
        {
            "event": "Встреча",
            "starts_at": "Начало",
            "status": "Состояние",
            "attendance": "Участие",
            "arrival": "Номер по порядку записи",
            "role": "Роль",
            "source": "Откуда",
            "offered_till": "Место держим до",
            "confirmed_at": "Участие подтверждено",
            "reminders": ("Напоминания", _chosen_reminders),
            "ticket_code": "Код билета",
            "word_misses": "Неверных кодовых слов",
            "word_sitting": "На каком занятии",
            "created_at": "Запись",
            "changed_at": "Изменение",
        },
    ),
    "answer": (
        "Ответы на вопросы встреч",
        {"event": "Встреча", "question": "Вопрос", "text": "Ответ или имя файла", "answered_at": "Когда"},
    ),
    "feedback": (
        "Отзывы о встречах",
        {
            "event": "Встреча",
            "usefulness": "Польза, от 1 до 5",
            "plan": "Что попробовать",
            "pace": "Темп",
            "organisation": "Организация, от 1 до 5",
            "recommend": "Совет коллеге",
            "next_direction": "Следующая встреча",
            "applied": "Удалось применить",
            "created_at": "Первый ответ",
            "changed_at": "Изменение",
        },
    ),
    "calendar_feed": ("Личная ссылка на календарь", {"created_at": "Получена"}),
    "claim_code": ("Код для входа", {"created_at": "Сделан", "expires_at": "Действует до"}),
    "presence": (
        "Отметки на встречах",
        {
            "event": "Встреча",
            "sitting": "Занятие",
            "state": "Отметка",
            "attendance": "Участие",
            "method": "Как отмечено",
            "marked_at": "Когда",
        },
    ),
    "certificate": (
        "Сертификаты",
        {
            "year": "Год реестра",
            "number": "Номер",
            "code": "Код проверки",
            "full_name": "ФИО",
            "position": "Должность",
            "organization": "Организация",
            "role": "Роль",
            "title": "Встреча",
            "form": "Форма",
            "starts_at": "Начало",
            "ends_at": "Конец",
            "place": ("Место", _hall),
            "hours": "Часы",
            "issued_at": "Выдан",
            "revoked_at": "Аннулирован",
        },
    ),
    "tip_subscription": (
        "Подписка на лайфхаки",
        {
            "cadence": "Как часто",
            "hour": ("Час", _hour),
            "weekday": ("День, если раз в неделю", _weekday),
            "next_at": "Следующий лайфхак",
            "changed_at": "Изменение",
        },
    ),
    "tip_subscription_direction": ("Направления подписки", {"direction": "Направление"}),
    "tip_seen": (
        "Показанные лайфхаки",
        {
            "tip": "Лайфхак",
            "seen_at": "Последний показ",
            "times": "Сколько раз",
            "vote": ("Оценка", _vote),
            "voted_at": "Оценка поставлена",
            "favourite_at": "В избранном с",
            "tried_at": "Попробовано",
            "tried_words": "Что получилось",
            "thanked_at": "Спасибо автору",
        },
    ),
    "tip": (
        "Ваши лайфхаки",
        {
            "direction": "Направление",
            "title": "Название",
            "text": "Текст",
            "state": "Состояние",
            "season": "К какому времени",
            "original": "Текст до правки координатора",
            "review_note": "Слова координатора",
            "created_at": "Отправлен",
            "published_at": "Опубликован",
        },
    ),
    **mydata_mentoring.SECTIONS,
    **mydata_schools.SECTIONS,
    **mydata_letters.SECTIONS,
    **mydata_mailing.SECTIONS,
    "conversation": ("Незаконченные ответы", {"state": "Вопрос", "data": "Ответы"}),
    "outbox": (
        "Сообщения бота вам",
        {
            "kind": "Вид",
            "entity": "О чём",
            "due_at": "Назначено на",
            "state": "Состояние",
            "sent_at": "Отправлено",
            "error": "Причина",
            "payload": "Подробности",
        },
    ),
    "audit_entry": (
        "Журнал действий",
        {"at": "Когда", "act": ("Действие", journal_acts.named), "object": "Над чем", "details": "Подробности"},
    ),
}


def export(dossier: Dossier, now: datetime) -> File:
    """The file to keep. `now` (aware) is written in its heading."""
    heading = f"Мои данные в клубе «Наставник»\nНа {say(now)}, по времени клуба"
    text = "\n\n".join([heading, *(_section(section) for section in dossier)]) + "\n"
    # with a byte order mark: old viewers on Windows and phones would guess the alphabet wrong
    return File("Мои данные.txt", text.encode("utf-8-sig"), caption="Всё, что клуб хранит о вас.")


def _section(section: Section) -> str:
    heading, labels = SECTIONS[section.table]
    rows = [_row(row, labels) for row in section.rows]
    # a single row reads best as a form, many as a numbered list
    lines = rows[0] if len(rows) == 1 else [f"{number}. {'; '.join(row)}" for number, row in enumerate(rows, 1)]
    return "\n".join([heading.upper(), *(lines or ["нет"])])


def _row(row: Mapping[str, object], labels: Mapping[str, str | tuple[str, Say]]) -> list[str]:
    lines = []
    for column, value in row.items():
        if value is None:
            continue
        spec = labels[column]
        label, in_words = (spec, say) if isinstance(spec, str) else spec
        lines.append(f"{label}: {in_words(value)}")
    return lines
