"""The coordinator's one-time link."""

from screens.kit import Screen, button, column
from screens.navigation import to_menu
from screens.people.joining import Join


def redeemed(*, granted: bool, joined: bool) -> Screen:
    """The link was redeemed, or was not needed; somebody without a profile is offered to finish it."""
    text = "Теперь вы координатор клуба." if granted else "Вы уже координатор, ссылка для этого не нужна."
    if joined:
        return Screen(text, column(to_menu()))
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
