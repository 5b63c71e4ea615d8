"""«Хочу продолжить» after an evening of quick meetings: whom one has met, the news of a mutual wish, the request."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.speed_views import Met, Mutual, Wishes
from domain.paging import page_of
from screens import words
from screens.events.events import to_event
from screens.events.speed_ways import to_speed
from screens.kit import Button, RowId, Screen, button, column, esc, pager, shorten, ticked
from screens.mentoring.mentoring import MyCard, to_mentoring
from screens.mentoring.mentors import OpenMentor
from screens.mentoring.request_form import ResumeRequest
from screens.navigation import to_menu

_A_PAGE = 8


class WishPage(CallbackData, prefix="spwp"):
    """A page of those one has met."""

    event_id: RowId
    page: int = 0


class WishPerson(CallbackData, prefix="spwish"):
    """«Хочу продолжить» with somebody, or not; it says what it does, so that a double tap does it once."""

    event_id: RowId
    member_id: RowId
    on: bool
    page: int = 0


class MetMentors(CallbackData, prefix="spmet"):
    """Cards of the mentors one has met."""

    event_id: RowId


class ReadyRequest(CallbackData, prefix="spreq"):
    """The request to a mentor one has met, filled in; `anew`: instead of an unfinished one."""

    event_id: RowId
    mentor_id: RowId
    anew: bool = False


def asks(view: Wishes, now: datetime) -> Screen:
    """News: the evening is over, with whom to go on?"""
    screen = wishes(view, 0, now)
    return Screen(f"Спасибо, что были с нами!\n\n{screen.text}", screen.rows, fresh=True)


def wishes(view: Wishes, page: int, now: datetime) -> Screen:
    """Whom one has met; a press on a name wishes to go on, another one takes that back."""
    open_ = view.are_open(now)
    shown = page_of(len(view.met), page, _A_PAGE)
    people = view.met[shown.offset : shown.offset + _A_PAGE] if open_ else ()
    ready = [one for one in view.met if one.mutual and not view.as_mentor]
    cards = not view.as_mentor and any(one.has_card for one in view.met)
    return Screen(
        "\n".join(["<b>С кем хочется продолжить?</b>", *_told(view, open_)]),
        (
            *column(*(_toggle(view.event_id, one, shown.number) for one in people)),
            *(pager(shown, lambda number: WishPage(event_id=view.event_id, page=number)) if open_ else ()),
            *column(*(to_ready(view.event_id, one) for one in ready)),
            *column(
                button("Карточки наставников", MetMentors(event_id=view.event_id)) if cards else None,
                to_event(view.event_id),
                to_menu(),
            ),
        ),
    )


def _told(view: Wishes, open_: bool) -> list[str]:
    if not open_:
        ask = "" if view.as_mentor else " Попросить о помощи можно и так: откройте карточку наставника."
        return [f"Неделя прошла, выбор закрыт.{ask}"]
    lines = [
        "Отметьте, с кем хотите работать дальше. Ваш выбор не увидит никто, пока он не станет взаимным: "
        "тогда напишем обоим.",
        f"Передумать можно до{NBSP}{words.deadline(view.closes_at)}.",
    ]
    if mutual := [esc(words.named(one.name)) for one in view.met if one.mutual]:
        lines.append(f"Взаимно: <b>{', '.join(mutual)}</b>")
    return lines


def _toggle(event_id: int, one: Met, page: int) -> Button:
    change = WishPerson(event_id=event_id, member_id=one.member_id, on=not one.wished, page=page)
    return button(ticked(words.named(one.name), one.wished), change)


def to_ready(event_id: int, one: Met) -> Button:
    """To the request that is ready; named, as there may be several."""
    return button(shorten(f"📨 {words.named(one.name)}"), ReadyRequest(event_id=event_id, mentor_id=one.member_id))


def met_mentors(view: Wishes) -> Screen:
    """Cards of the mentors one has met: an ordinary request needs no mutual wish."""
    cards = [one for one in view.met if one.has_card and not view.as_mentor]
    text = (
        "Карточки наставников, с которыми вы говорили. Попросить о помощи можно любого, и без взаимной отметки."
        if cards
        else "Карточек пока нет: у тех, с кем вы говорили, их ещё не проверили. Загляните позже."
    )
    return Screen(
        text,
        column(
            *(button(shorten(words.named(one.name)), OpenMentor(member_id=one.member_id)) for one in cards),
            to_speed(view.event_id, "← К выбору"),
            to_mentoring(),
        ),
    )


def mutual(view: Mutual) -> Screen:
    """News: both want to go on; the mentee has the request ready, the mentor waits for it."""
    who = f"<b>{esc(words.named(view.other))}</b>"
    evening = f"после быстрых встреч {esc(words.quoted(view.title))}"
    if view.as_mentor:
        text = f"Взаимно! {who} тоже хочет продолжить с{NBSP}вами {evening}."
        if view.free:
            wait = "Ждите заявку: она придёт сюда же, ответить можно одной кнопкой."
            return Screen(f"{text}\n{wait}", column(to_mentoring(), to_menu()), fresh=True)
        no_card = "Чтобы заявка могла прийти, проверьте свою карточку наставника: нужна она сама и свободное место."
        rows = column(button("Моя карточка наставника", MyCard()), to_mentoring(), to_menu())
        return Screen(f"{text}\n{no_card}", rows, fresh=True)
    ready = "Заявка уже заполнена: проверьте её и отправьте."
    if not view.free:
        ready = (
            "Прямо сейчас наставник новых коллег не берёт. Заявка заполнена: можно отправить её, когда место появится."
        )
    return Screen(
        f"Взаимно! {who} тоже хочет продолжить с{NBSP}вами {evening}.\n{ready}",
        column(
            button("📨 Заявка готова", ReadyRequest(event_id=view.event_id, mentor_id=view.other_id)),
            to_mentoring(),
            to_menu(),
        ),
        fresh=True,
    )


def need(title: str) -> str:
    """The need of a ready request, to be made one's own before sending."""
    return f"Познакомились на быстрых встречах {words.quoted(title)}, хочу продолжить работу вместе."


def over_draft(event_id: int, mentor_id: int) -> Screen:
    """The ready request would take the place of an unfinished one."""
    return Screen(
        "У вас начата другая заявка. Готовая займёт её место, прежние ответы сотрутся.",
        column(
            button("Продолжить начатую", ResumeRequest()),
            button("Открыть готовую", ReadyRequest(event_id=event_id, mentor_id=mentor_id, anew=True)),
            to_mentoring(),
        ),
    )
