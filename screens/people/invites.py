"""The coordinator's one-time link: made, waiting, used."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from domain.people.roles import Invites
from screens import words
from screens.desk import to_desk
from screens.kit import RowId, Screen, Toast, button, column, esc
from screens.navigation import to_menu
from screens.people.joining import Join
from screens.people.roles import AskInvite, OpenInvites, to_rights


class MakeInvite(CallbackData, prefix="invmake"):
    """Make a link; `newest` is the last one the coordinator had made by then, so that a second tap makes none."""

    newest: int = 0


class CancelInvite(CallbackData, prefix="invoff"):
    """The link shall open nothing any more."""

    invite_id: RowId


def ask(view: Invites) -> Screen:
    """What a link gives, before it is made."""
    text = (
        "<b>Пригласить координатора</b>\n\n"
        "Сделаю ссылку: кто откроет её первым, станет координатором. Она сработает один раз и живёт двое суток. "
        "Перешлите её лично тому, кого зовёте, — не в общий чат. Когда ею воспользуются, я напишу."
    )
    return Screen(text, column(button("Сделать ссылку", MakeInvite(newest=view.newest)), to_rights()))


def made(address: str, till: datetime) -> Screen:
    """The link itself, shown once, in a message of its own to be passed on."""
    return Screen(
        f"Приглашение стать координатором клуба «Наставник»:\n{esc(address)}\n\n"
        f"Сработает один раз, до {words.when(till)}. "
        "Второй раз показать эту ссылку не смогу: храню только её отпечаток.",
        column(button("Ссылки", OpenInvites()), to_rights()),
        fresh=True,
    )


def made_already() -> Toast:
    return Toast("Ссылка уже готова, она в сообщении ниже. Ещё одна — через «Права».", alert=True)


def waiting(view: Invites, said: str = "") -> Screen:
    """Links that nobody has used yet, each with a way to take it back."""
    head = f"{said}\n\n" if said else ""
    if not view.live:
        text = f"{head}Сейчас ни одна ссылка-приглашение никого не ждёт."
        return Screen(text, column(button("Пригласить координатора", AskInvite()), to_rights(), to_menu()))
    lines = [
        f"{number}. {esc(one.issuer or 'Из командной строки')}, до {words.when(one.expires_at)}"
        for number, one in enumerate(view.live, 1)
    ]
    text = f"{head}<b>Ссылки, которые ждут</b>\n\n" + "\n".join(lines) + "\n\nОтменённая ссылка больше не откроется."
    drop = [button(f"Отменить {number}", CancelInvite(invite_id=one.id)) for number, one in enumerate(view.live, 1)]
    return Screen(text, column(*drop, to_rights(), to_menu()))


def used(name: str) -> Screen:
    """News to who made the link."""
    who = f"{esc(name)} теперь координатор клуба" if name else "В клубе новый координатор (имя пока не указано)"
    text = f"{who}: вашей ссылкой воспользовались. Если это не тот, кого вы звали, снимите права."
    return Screen(text, column(to_rights(), to_menu()), fresh=True)


def redeemed(*, granted: bool, joined: bool) -> Screen:
    """The link was redeemed, or was not needed; somebody without a profile is offered to finish it."""
    text = "Теперь вы координатор клуба." if granted else "Вы уже координатор, ссылка для этого не нужна."
    if joined:
        return Screen(text, column(to_desk(), to_menu()))
    return Screen(
        f"{text} Права уже действуют, осталось познакомиться — это две минуты.",
        column(button("Продолжить", Join()), to_menu()),
    )


def invalid() -> Screen:
    """The link is unknown, used or expired: on purpose one answer to all three."""
    return Screen(
        "Эта ссылка не подошла: она одноразовая и живёт двое суток. Попросите новую у того, кто её прислал.",
        column(to_menu()),
    )
