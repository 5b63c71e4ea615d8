"""«Мои данные»: what is kept, the way to take it away, the way to leave."""

from datetime import UTC, datetime
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from content.typography import NBSP
from domain.people.mydata import Holdings
from screens import words
from screens.events.events import to_calendar
from screens.kit import Button, Screen, button, column
from screens.navigation import to_menu
from screens.people.joining import Join

# Unix seconds that a datetime can hold
Moment = Annotated[int, Field(ge=0, lt=2**32)]


class MyData(CallbackData, prefix="mydata"):
    """What is kept about me."""


class Download(CallbackData, prefix="mydatafile"):
    """Everything as one file."""


class AskErase(CallbackData, prefix="eraseask"):
    """What would be lost; `withdraw`: because the consent is withdrawn."""

    withdraw: bool


class Erase(CallbackData, prefix="erase"):
    """The confirmation. `asked` (Unix seconds) tells an old one, whose list of losses is no longer true."""

    withdraw: bool
    asked: Moment

    @property
    def asked_at(self) -> datetime:
        return datetime.fromtimestamp(self.asked, UTC)


def to_my_data(label: str = "🗂 Мои данные") -> Button:
    return button(label, MyData())


def overview(held: Holdings | None) -> Screen:
    """What is kept, in figures; for a guest, that nothing is."""
    if held is None:
        return Screen(
            "О вас мы ничего не храним: без согласия клуб данных не собирает.",
            column(button("Вступить в клуб", Join()), to_menu()),
        )
    return Screen(
        f"<b>Мои данные</b>\nХраним по вашему согласию от {words.full_day(held.consented_at)}:\n"
        f"{_listed(_kept(held))}\n\nВсё можно скачать одним файлом или удалить.",
        column(
            button("📄 Скачать файлом", Download()),
            button("🗑 Удалить всё", AskErase(withdraw=False)),
            button("Отозвать согласие", AskErase(withdraw=True)),
            to_menu(),
        ),
    )


def confirm(held: Holdings, *, withdraw: bool, now: datetime) -> Screen:
    """What will be lost, by name and number, before it is."""
    heading = "Отозвать согласие?" if withdraw else "Удалить все данные?"
    reason = "Без согласия мы не вправе ничего хранить, поэтому сразу удалим всё.\n" if withdraw else ""
    yes = "Да, отозвать и удалить" if withdraw else "Да, удалить всё"
    return Screen(
        f"<b>{heading}</b>\n{reason}Навсегда пропадут:\n{_listed(_lost(held))}\n\nВернуть их будет нельзя.",
        column(
            button(yes, Erase(withdraw=withdraw, asked=int(now.timestamp()))),
            button("📄 Сначала скачать", Download()),
            to_my_data("← Ничего не удалять"),
        ),
    )


def farewell(*, withdraw: bool) -> Screen:
    """The person is a guest again."""
    done = "Согласие отозвано, ваши данные удалены." if withdraw else "Ваши данные удалены."
    return Screen(
        f"{done} Спасибо, что были с нами!\n"
        "Читать о клубе и смотреть календарь можно и так. Захотите вернуться — будем рады.",
        column(button("Вернуться в клуб", Join()), to_calendar(), to_menu()),
    )


def _kept(held: Holdings) -> list[str]:
    lines = ["анкета и роль в клубе"]
    if held.registrations:
        lines.append(_registrations(held.registrations))
    if held.certificates:
        lines.append(_certificates(held.certificates))
    if held.mentor_card:
        lines.append("карточка наставника")
    if held.pairs:
        lines.append(f"{_pairs(held.pairs)}: цели, встречи, переписка, дневник")
    if held.open_requests:
        lines.append(_requests(held.open_requests))
    if own := held.published_tips + held.other_tips:
        lines.append(words.plural(own, "ваш лайфхак", "ваших лайфхака", "ваших лайфхаков"))
    return lines + _letters(held) + _tips(held)


def _lost(held: Holdings) -> list[str]:
    lines = ["анкета и согласие"]
    if held.seats:
        seats = words.plural(
            held.seats, "место на будущей встрече", "места на будущих встречах", "мест на будущих встречах"
        )
        lines.append(f"{seats}{NBSP}— отдадим тем, кто ждёт")
    if held.places_in_line:
        lines.append(f"{words.seats(held.places_in_line)} в листе ожидания")
    if past := held.registrations - held.seats - held.places_in_line:
        lines.append(f"история: {_registrations(past)}")
    if held.certificates:
        # whoever needs them for attestation takes them away first
        numbers = "номер останется" if held.certificates == 1 else "номера останутся"
        lines.append(f"{_certificates(held.certificates)}: {numbers} в реестре без имени")
    lines += [*_mentoring_lost(held), *_own_tips_lost(held), *_letters(held), *_tips(held)]
    if held.coordinator:
        lines.append("права координатора")
    return lines


def _mentoring_lost(held: Holdings) -> list[str]:
    lines = ["карточка наставника"] if held.mentor_card else []
    if held.live_pairs:
        lines.append(f"{_pairs(held.live_pairs)}{NBSP}— коллегам сообщим")
    if past := held.pairs - held.live_pairs:
        lines.append(f"история: {_pairs(past)}")
    if held.open_requests:
        lines.append(_requests(held.open_requests))
    return lines


def _own_tips_lost(held: Holdings) -> list[str]:
    lines = []
    if held.published_tips:
        # whoever wants them to go too takes them back first
        tips = words.plural(held.published_tips, "ваш лайфхак", "ваших лайфхака", "ваших лайфхаков")
        lines.append(f"имя под лайфхаками ({tips}): текст останется клубу без него")
    if held.other_tips:
        lines.append(
            words.plural(
                held.other_tips, "неопубликованный лайфхак", "неопубликованных лайфхака", "неопубликованных лайфхаков"
            )
        )
    return lines


def _pairs(number: int) -> str:
    return words.plural(number, "пара", "пары", "пар")


def _requests(number: int) -> str:
    return words.plural(number, "открытая заявка", "открытые заявки", "открытых заявок")


def _registrations(number: int) -> str:
    return words.plural(number, "запись на встречу", "записи на встречи", "записей на встречи")


def _certificates(number: int) -> str:
    return words.plural(number, "сертификат", "сертификата", "сертификатов")


def _letters(held: Holdings) -> list[str]:
    if not held.letters:
        return []
    letters = words.plural(held.letters, "письмо координаторам", "письма координаторам", "писем координаторам")
    return [f"{letters} с ответами"]


def _tips(held: Holdings) -> list[str]:
    lines = []
    if held.tips_seen:
        seen = words.plural(held.tips_seen, "показанный лайфхак", "показанных лайфхака", "показанных лайфхаков")
        votes = words.plural(held.tip_votes, "оценка", "оценки", "оценок")
        lines.append(f"{seen}, {votes}" if held.tip_votes else seen)
    if held.subscribed:
        lines.append("подписка на лайфхаки")
    return lines


def _listed(lines: list[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)
