"""«Все лайфхаки»: favourites, the best of the month, what is found by words."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.tips.tips import TipLine, TipList
from domain.vocabulary import Direction
from screens import words
from screens.kit import Button, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked
from screens.navigation import to_menu
from screens.tips import tip_subscriptions
from screens.tips.tip_ways import (
    BestTips,
    Favourites,
    OpenTip,
    SearchTips,
    to_library,
    to_my_tips,
    to_propose,
)
from screens.tips.tips import ShowTip

SEARCH_EXAMPLE = "тихий класс"


class FoundTips(CallbackData, prefix="tipfound"):
    """A page of what was found; the words are in the conversation."""

    page: int = 0


class PickTheme(CallbackData, prefix="tipthemes"):
    """The list of directions to search in."""


class SetTheme(CallbackData, prefix="tiptheme"):
    """Search in one direction, or in all."""

    direction: Direction | None = None


def home(told: str = "") -> Screen:
    """The way to everything about tips; `told`: what has just happened."""
    lead = f"{told}\n\n" if told else ""
    return Screen(
        f"{lead}<b>Лайфхаки клуба</b>\n"
        "Короткие приёмы коллег, проверенные на деле. Найдите подходящий или поделитесь своим.",
        column(
            button("🔍 Найти", SearchTips()),
            button("⭐ Избранное", Favourites()),
            button("🏆 Лучшее за месяц", BestTips()),
            button("💡 Лайфхак сейчас", ShowTip()),
            to_propose(),
            to_my_tips(),
            tip_subscriptions.to_subscription(),
            to_menu(),
        ),
    )


def favourites(view: TipList) -> Screen:
    """Tips one keeps."""
    if not view.tips:
        return Screen(
            "В избранном пока пусто. Под лайфхаком, к которому захотите вернуться, нажмите «☆ В избранное».",
            column(button("💡 Лайфхак сейчас", ShowTip()), to_library()),
        )
    return Screen(
        f"<b>Избранное</b>\n{_listed(view)}",
        (*_openers(view), *pager(view.page, lambda page: Favourites(page=page)), *column(to_library(), to_menu())),
    )


def best(view: TipList) -> Screen:
    """The best of the month."""
    if not view.tips:
        return Screen(
            "За месяц оценок пока нет. Поставьте первую: под каждым лайфхаком есть 👍 и «Спасибо».",
            column(button("💡 Лайфхак сейчас", ShowTip()), to_library()),
        )
    return Screen(
        f"<b>Лучшее за месяц</b>\nПо 👍, «спасибо» и «попробовал(а)».\n{_listed(view)}",
        (*_openers(view), *column(to_library(), to_menu())),
    )


def ask_words(problem: str | None = None) -> Screen:
    """What to look for."""
    return question(
        f"Что найти? Напишите слово или два, в любой форме. Например: {SEARCH_EXAMPLE}.",
        problem=esc(problem) if problem else None,
        exits=(to_library(), to_menu()),
    )


def found(view: TipList) -> Screen:
    """What was found, and the way to other words or another direction."""
    theme = f" в{NBSP}направлении «{_named(view.direction)}»" if view.direction else ""
    asked = f"{esc(words.quoted(view.words))}{theme}"
    narrow = button("Направление" if view.direction is None else f"✓ {_named(view.direction)}", PickTheme())
    again = button("🔍 Другие слова", SearchTips(anew=True))
    if not view.tips:
        return Screen(
            f"По запросу {asked} ничего нет. Попробуйте слово попроще или поменьше слов{NBSP}— просто напишите их.",
            column(narrow if view.direction else None, again, to_propose(), to_library()),
        )
    count = view.page.count
    number = f"\n<i>Страница {view.page.number + 1} из {count}{', самые новые' if view.more else ''}</i>" * (count > 1)
    missing = ", ".join(esc(words.quoted(word)) for word in view.missing)
    lost = ("слова", "его") if len(view.missing) == 1 else ("слов", "их")
    without = f"Без {lost[0]} {missing}: {lost[1]} нет ни в одном лайфхаке.\n" if missing else ""
    return Screen(
        f"<b>Нашлось: {asked}</b>\n{without}{_listed(view)}{number}\n\nДругие слова можно просто написать.",
        (
            *_openers(view),
            *pager(view.page, lambda page: FoundTips(page=page)),
            (narrow, again),
            *column(to_library(), to_menu()),
        ),
    )


def themes(chosen: Direction | None) -> Screen:
    """In which direction to search."""
    each = [button(ticked(label, one is chosen), SetTheme(direction=one)) for one, label in _LABELS]
    everywhere = button(ticked("Все направления", chosen is None), SetTheme())
    return Screen("В каком направлении искать?", (*in_pairs(each), (everywhere,), (button("← Назад", FoundTips()),)))


_LABELS = tuple(words.DIRECTION_LABELS.items())


def _named(direction: Direction) -> str:
    return words.DIRECTION_LABELS[direction].partition(" ")[2]


def _listed(view: TipList) -> str:
    return "\n".join(f"{number}. {_line(tip)}" for number, tip in enumerate(view.tips, view.page.offset + 1))


def _line(tip: TipLine) -> str:
    sign = words.DIRECTION_LABELS[tip.direction].partition(" ")[0]
    figure = f" — {words.plural(tip.figure, 'отметка', 'отметки', 'отметок')}" if tip.figure else ""
    return f"{sign} {esc(words.quoted(tip.title))}{figure}"


def _openers(view: TipList) -> tuple[tuple[Button, ...], ...]:
    return column(*(button(shorten(tip.title), OpenTip(tip_id=tip.id)) for tip in view.tips))
