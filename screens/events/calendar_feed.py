"""«Календарь в телефоне»: the personal feed of one's events, its address, a new one, none."""

from aiogram.filters.callback_data import CallbackData

from screens.events.events import to_my_events
from screens.kit import Screen, button, column, esc, link
from screens.navigation import to_menu


class OpenFeed(CallbackData, prefix="feedon"):
    """Give me an address."""


class RenewFeed(CallbackData, prefix="feednew"):
    """Another address; the old one closes."""


class CloseFeed(CallbackData, prefix="feedoff"):
    """No address at all."""


def absent() -> Screen:
    """This bot serves no pages, so there is nothing to subscribe to."""
    return Screen(
        "Здесь календарь добавляется по одной встрече: откройте карточку встречи и нажмите «В мой календарь».\n"
        "Если встречу перенесут, напишем об этом — и файл можно будет взять заново.",
        column(to_my_events(), to_menu()),
    )


def offer() -> Screen:
    """There is no address yet, or no longer."""
    return Screen(
        "Ваши встречи могут сами появляться в календаре телефона. Встречу перенесут или отменят — календарь узнает "
        "об этом, обычно в тот же день.\nДля этого нужна личная ссылка.",
        column(button("Получить ссылку", OpenFeed()), to_my_events(), to_menu()),
    )


def shown(address: str, *, renewed: bool = False) -> Screen:
    """The address and what to do with it; `renewed`: the old one has just been closed."""
    news = "Это новая ссылка, старая больше не работает.\n" if renewed else ""
    # the messenger opens only web addresses of the whole world
    page = link("Подключить", address.removesuffix(".ics")) if address.startswith("https://") else None
    return Screen(
        f"{news}<code>{esc(address)}</code>\n\n"
        "<b>iPhone:</b> Календарь → Календари → Добавить → Подписной календарь.\n"
        "<b>Android:</b> на сайте calendar.google.com → Другие календари → + → Добавить по URL.\n"
        "Ссылка личная: кто её знает, видит ваши встречи.",
        column(
            page,
            button("Новая ссылка", RenewFeed()),
            button("Закрыть ссылку", CloseFeed()),
            to_my_events(),
            to_menu(),
        ),
    )


def closed() -> Screen:
    return Screen(
        "Ссылка закрыта: встречи по ней больше не видны. Подписку в самом телефоне можно удалить.",
        column(button("Получить ссылку", OpenFeed()), to_my_events(), to_menu()),
    )
