"""One table: a named error → a kind sentence and a next step."""

from collections.abc import Callable

from domain import errors
from screens import invites, joining
from screens.kit import Reply, Screen, Toast, column, esc
from screens.navigation import to_menu

_GONE = "Этого уже нет. Откройте меню — там всё свежее."


def explain(error: errors.ClubError, *, pressed: bool) -> Reply:
    """What to show for a broken rule. `pressed`: a button was pressed, so a toast over its screen is enough."""
    if build := SCREENS.get(type(error)):
        return build()
    text = error.hint if isinstance(error, errors.InvalidAnswer) else TEXTS.get(type(error), _GONE)
    return Toast(text, alert=True) if pressed else Screen(esc(text), column(to_menu()))


# errors that need more than a sentence: a way on
SCREENS: dict[type[errors.ClubError], Callable[[], Screen]] = {
    errors.ConsentNeeded: joining.consent_needed,
    errors.ProfileNeeded: joining.profile_needed,
    errors.InviteInvalid: invites.invalid,
}
TEXTS: dict[type[errors.ClubError], str] = {
    errors.NotAllowed: "Это действие вам недоступно. Если так быть не должно, напишите координатору клуба.",
    errors.NotFound: _GONE,
    errors.Outdated: "Эта кнопка из прошлого. Откройте меню — там всё свежее.",
    errors.EventStarted: "Встреча уже началась, менять запись поздно.",
    errors.EventCancelled: "Эту встречу отменили. В календаре есть другие.",
    errors.RegistrationClosed: "Запись на эту встречу закрыта. В календаре есть другие.",
    errors.AttendanceNotOffered: "Так участвовать в этой встрече нельзя. Откройте её карточку ещё раз.",
    errors.SeatsTaken: "Свободных мест там уже нет. Ваша запись осталась прежней.",
}


def incident(number: str) -> Screen:
    """An unknown failure: an apology with the id that leads to the log line."""
    return Screen(
        "Что-то пошло не так у нас. Попробуйте ещё раз через минуту.\n"
        f"Если повторится, назовите координатору номер <code>{esc(number)}</code>.",
        column(to_menu()),
        fresh=True,
    )
