"""A request for mentoring between its questions: stopped, begun again, dropped, or not needed with this mentor."""

from domain.mentoring.request_form import Draft, progress
from screens import kit
from screens.kit import Button, Screen, button, column
from screens.mentoring.mentoring import MyRequests, NewRequest, to_mentoring, to_pair
from screens.mentoring.request_form import BeginAnew, DropRequest, ResumeRequest


def to_resume() -> Button:
    return button("✏️ Продолжить заявку", ResumeRequest())


def paused(draft: Draft, pressed: NewRequest | None = None) -> Screen:
    """The form stopped, or was begun again before it was finished; starting anew names what it costs."""
    wish = pressed or NewRequest()
    if not draft.started:
        return Screen(
            "Хорошо, вернуться можно в любой момент.",
            column(button("Продолжить", ResumeRequest(urgent=wish.urgent, mentor_id=wish.mentor_id)), to_mentoring()),
        )
    note = "Заявка уже начата, ответы сохранены." if pressed else "Здесь остановились, ответы сохранены."
    if wish.mentor_id is not None:
        note += " «Продолжить» поставит этого наставника первым."
    return Screen(
        f"{kit.step(*progress(draft.step, draft.wanted))}\n{note} Если начать заново, они сотрутся.",
        column(
            button("Продолжить", ResumeRequest(urgent=wish.urgent, mentor_id=wish.mentor_id)),
            button("Начать заново", BeginAnew(urgent=wish.urgent, mentor_id=wish.mentor_id)),
            button("Удалить черновик", DropRequest()),
            to_mentoring(),
        ),
    )


def together(pair_id: int) -> Screen:
    """The mentor one came for is one's mentor already."""
    return Screen(
        "С этим наставником вы уже в паре: новую задачу проще обсудить там. Нужен кто-то ещё — опишите, с чем помочь.",
        column(to_pair(pair_id), button("Нужна помощь", NewRequest()), to_mentoring()),
    )


def dropped() -> Screen:
    return Screen(
        "Черновик удалён. Понадобится помощь — начнём сначала.",
        column(button("Нужна помощь", NewRequest()), to_mentoring()),
    )


def nothing_to_resume() -> Screen:
    """An old button of a form that is over."""
    return Screen(
        "Эта заявка уже отправлена или удалена.",
        column(button("Мои заявки", MyRequests()), button("Нужна помощь", NewRequest()), to_mentoring()),
    )
