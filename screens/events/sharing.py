"""Passing an event on: the card to forward, its link, results of the inline search, where people came from."""

import re
from datetime import datetime
from html import unescape
from urllib.parse import quote

from content.typography import NBSP
from domain.addresses import Addresses
from domain.events.events import EventCard
from domain.events.sharing import Found, Names, Shared, Sources
from domain.vocabulary import Attendance, EventFormat, EventStatus, Source
from screens import words
from screens.desk import to_desk_of
from screens.events import event_facts
from screens.events.events import to_event
from screens.kit import CAPTION_LIMIT, Button, Card, Cards, Photo, Screen, column, esc, link, shorten
from screens.navigation import to_menu

# people search with the words they see
NAMES = Names(
    forms={form: f"{name} {words.FORM_LABELS[form]}" for form, name in words.FORMS.items()},
    directions={one: f"{name} {words.DIRECTION_LABELS[one]}" for one, name in words.DIRECTIONS.items()},
)

_BY_LINK, _INLINE = Source.LINK.lower(), Source.INLINE.lower()
_ANNOUNCEMENT_LIMIT = 700
# an announcement cut shorter than this tells nothing
_LEAST = 80
_TAG = re.compile(r"<[^>]+>")


def share(view: Shared, now: datetime, addresses: Addresses) -> tuple[Screen, Screen | Photo]:
    """How to pass an event on, and below it the card to forward, with its picture when there is one."""
    address = addresses.event(view.card.id, _BY_LINK)
    send = f"https://t.me/share/url?url={quote(address, safe='')}&text={quote(view.card.title, safe='')}"
    way_in = ": записаться можно прямо из неё" if view.card.terms.is_open(now) else ""
    lines = [
        f"Перешлите коллегам карточку ниже{way_in}.",
        f"Или напишите в любом чате <code>@{addresses.username} {esc(_few_words(view.card.title))}</code>"
        f"{NBSP}— бот предложит карточку сам.",
    ]
    if view.sources is not None:
        lines.append(f"\n{_origins(view.sources)}")
    page = Screen(
        "\n".join(lines),
        column(
            link("Отправить ссылку", send),
            to_event(view.card.id),
            to_desk_of(view.card.id) if view.sources is not None else None,
            to_menu(),
        ),
    )
    if view.card.cover is None:
        return page, forwardable(view.card, now, address)
    return page, Photo(view.card.cover, _caption(view.card, now, address), _sign_up(view.card, now, address))


def forwardable(view: EventCard, now: datetime, address: str) -> Screen:
    """The card as anybody may see it, in any chat: nothing about who looks at it, no seats that change by the hour.

    `address` is the event's link that tells where it was found.
    """
    announcement = esc(shorten(view.announcement, _ANNOUNCEMENT_LIMIT))
    blocks = [event_facts.about(view, now), announcement, _way_in(view, now, address)]
    return Screen("\n\n".join(blocks), _sign_up(view, now, address), fresh=True)


def found(view: Found, now: datetime, addresses: Addresses) -> Cards:
    """Events found by words, each as a card for somebody's chat."""
    cards = tuple(
        Card(
            id=f"event:{card.id}",
            title=card.title,
            description=f"{words.when(card.terms.starts_at)} · {_where(card)}",
            screen=forwardable(card, now, addresses.event(card.id, _INLINE)),
        )
        for card in view.cards
    )
    return Cards(cards, "" if view.more is None else str(view.more))


def _caption(view: EventCard, now: datetime, address: str) -> str:
    """The card in what a picture's caption holds: the announcement gives way first, then the lesser facts."""
    about, way_in = event_facts.about(view, now), _way_in(view, now, address)
    left = CAPTION_LIMIT - _seen(about) - _seen(way_in) - 4
    if left < 0:
        about = f"<b>{esc(view.title)}</b>\n{words.when(view.terms.starts_at)}"
    words_of_it = [esc(shorten(view.announcement, left))] if left >= _LEAST else []
    return "\n\n".join([about, *words_of_it, way_in])


def _seen(html: str) -> int:
    """How many signs the messenger counts: those that people see, in UTF-16."""
    return len(unescape(_TAG.sub("", html)).encode("utf-16-le")) // 2


def _way_in(view: EventCard, now: datetime, address: str) -> str:
    """The link in words too: not every way of copying a card keeps its button."""
    asked = "Записаться" if view.terms.is_open(now) else "Подробнее"
    return "Встречу отменили." if _is_off(view) else f"{asked}: {esc(address)}"


def _sign_up(view: EventCard, now: datetime, address: str) -> tuple[tuple[Button, ...], ...]:
    if _is_off(view):
        return ()
    return column(link("Записаться" if view.terms.is_open(now) else "Подробнее", address))


def _is_off(view: EventCard) -> bool:
    return view.terms.status is EventStatus.CANCELLED


def _where(view: EventCard) -> str:
    """Plain text: the list of results knows no HTML."""
    if view.terms.format is EventFormat.ONLINE or not view.place:
        return words.FORMATS[view.terms.format]
    both = f" или {words.ATTENDANCES[Attendance.ONLINE]}" if view.terms.format is EventFormat.HYBRID else ""
    return f"{view.place}{both}"


def _few_words(title: str) -> str:
    """The beginning of a title, enough to find it by."""
    return " ".join(re.findall(r"\w+", title)[:2]).lower()


def _origins(sources: Sources) -> str:
    """«Откуда записались: ссылка — 12, календарь — 3»; the most fruitful first."""
    if not sources.total:
        return "Пока никто не записался."
    counts = sorted(sources.counts.items(), key=lambda pair: -pair[1])
    named = (f"{words.SOURCES[source] if source else 'не отмечено'}{NBSP}— {count}" for source, count in counts)
    return f"Откуда записались: {', '.join(named)}."
