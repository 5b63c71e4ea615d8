"""Tips on schedule: how often, when, about what."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.tips.tips import HOURS, WEEKDAYS, Rhythm, SubscriptionView
from domain.vocabulary import Cadence, Direction
from screens import words
from screens.kit import Button, Screen, button, column, in_pairs, ticked
from screens.navigation import to_menu

CADENCES = {
    Cadence.DAILY: "Каждый день, кроме вс",
    Cadence.SCHOOL_DAYS: "По учебным дням",
    Cadence.WEEKLY: "Раз в неделю",
}
WEEKDAY_NAMES = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота")
_ON_WEEKDAY = ("по понедельникам", "по вторникам", "по средам", "по четвергам", "по пятницам", "по субботам")
_HOURS_IN_ROW = 4


class Subscription(CallbackData, prefix="tipsub"):
    """The subscription as it is."""


class PickCadence(CallbackData, prefix="tipcads"):
    """The list of cadences."""


class SetCadence(CallbackData, prefix="tipcad"):
    cadence: Cadence


class PickHour(CallbackData, prefix="tiphours"):
    """The grid of hours."""


class SetHour(CallbackData, prefix="tiphour"):
    hour: int


class PickWeekday(CallbackData, prefix="tipdays"):
    """The grid of weekdays."""


class SetWeekday(CallbackData, prefix="tipday"):
    weekday: int


class PickDirections(CallbackData, prefix="tipdirs"):
    """The list of directions."""


class SetDirection(CallbackData, prefix="tipdir"):
    """What a press means is drawn into the button, so a double tap means it twice."""

    direction: Direction
    wanted: bool


class Pause(CallbackData, prefix="tippause"):
    """No more tips for now."""


class Resume(CallbackData, prefix="tipresume"):
    """Undo the pause."""


def to_subscription(label: str = "🔔 Подписка") -> Button:
    return button(label, Subscription())


def overview(view: SubscriptionView | None) -> Screen:
    """The way in: an offer, the running subscription with its next moment, or a paused one."""
    if view is None:
        return _offer()
    return _paused(view) if view.next_at is None else _running(view)


def _offer() -> Screen:
    return Screen(
        "<b>Лайфхаки по расписанию</b>\n"
        "Короткий совет наставника в удобный час. По воскресеньям и ночью молчим. "
        "Направления возьмём из вашего профиля, потом их можно поменять.\n\n"
        "Как часто присылать?",
        column(*(button(CADENCES[cadence], SetCadence(cadence=cadence)) for cadence in Cadence), to_menu()),
    )


def _running(view: SubscriptionView) -> Screen:
    assert view.next_at is not None
    weekly = view.rhythm.cadence is Cadence.WEEKLY
    return Screen(
        f"<b>Подписка на лайфхаки</b>\n{_rhythm(view.rhythm)}\n{_directions(view)}\n\n"
        f"Следующий лайфхак{NBSP}— {words.when(view.next_at)}.",
        column(
            button("Как часто", PickCadence()),
            button("День недели", PickWeekday()) if weekly else None,
            button("Час", PickHour()),
            button("Направления", PickDirections()),
            button("🔕 Отписаться", Pause()),
            to_menu(),
        ),
    )


def _paused(view: SubscriptionView) -> Screen:
    return Screen(
        "<b>Подписка отключена</b>\n"
        "Лайфхаки по расписанию больше не приходят. Если передумаете, всё на месте:\n"
        f"{_rhythm(view.rhythm)}\n{_directions(view)}",
        column(button("↩️ Вернуть подписку", Resume()), to_menu()),
    )


def cadences(view: SubscriptionView) -> Screen:
    """How often."""
    choices = (button(ticked(CADENCES[one], view.rhythm.cadence is one), SetCadence(cadence=one)) for one in Cadence)
    return Screen("Как часто присылать лайфхаки?", column(*choices, _back()))


def weekdays(view: SubscriptionView) -> Screen:
    """On which day, Monday to Saturday."""
    choices = [
        button(ticked(WEEKDAY_NAMES[day], view.rhythm.weekday == day), SetWeekday(weekday=day)) for day in WEEKDAYS
    ]
    return Screen("В какой день недели?", (*in_pairs(choices), (_back(),)))


def hours(view: SubscriptionView) -> Screen:
    """At which hour of the club's clock."""
    choices = [button(ticked(f"{hour:02}:00", view.rhythm.hour == hour), SetHour(hour=hour)) for hour in HOURS]
    grid = (tuple(choices[i : i + _HOURS_IN_ROW]) for i in range(0, len(choices), _HOURS_IN_ROW))
    return Screen("В котором часу? По времени клуба.", (*grid, (_back(),)))


def directions(view: SubscriptionView) -> Screen:
    """About what: each press takes a direction in or leaves it out."""
    choices = [
        button(
            ticked(label, one in view.directions),
            SetDirection(direction=one, wanted=one not in view.directions),
        )
        for one, label in words.DIRECTION_LABELS.items()
    ]
    return Screen(
        "О чём присылать? Отметьте направления. Если ничего не отмечать, будем чередовать все девять.",
        (*in_pairs(choices), (_back("Готово"),)),
    )


def _rhythm(rhythm: Rhythm) -> str:
    how_often = CADENCES[rhythm.cadence].replace(" вс", f"{NBSP}воскресенья")
    if rhythm.cadence is Cadence.WEEKLY:
        how_often = f"{how_often}, {_ON_WEEKDAY[rhythm.weekday]}"
    return f"{how_often}, в{NBSP}{rhythm.hour:02}:00"


def _directions(view: SubscriptionView) -> str:
    if len(view.directions) in (0, len(Direction)):
        return "Все направления"
    names = [label for one, label in words.DIRECTION_LABELS.items() if one in view.directions]
    return "Только " + ", ".join(f"«{label.partition(' ')[2]}»" for label in names)


def _back(label: str = "← Назад") -> Button:
    return to_subscription(label)
