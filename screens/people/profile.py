"""«Мой профиль»: what is stored about a member, each field editable."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.people.joining import ProfileView, Question, Step, first_names, is_answered, question_of, questions
from domain.vocabulary import Direction, Role, Source
from screens import words
from screens.events.events import to_calendar, to_event
from screens.kit import Button, Screen, button, column, esc, in_pairs
from screens.mailing.mailing_choice import to_mailing
from screens.mentoring.mentoring import MyCard, MySchool, NewRequest
from screens.navigation import to_menu
from screens.people import questions as asking
from screens.people.mydata import to_my_data
from screens.tips.tip_subscriptions import to_subscription


class Profile(CallbackData, prefix="prof"):
    """Show the profile; also the way out of an edit."""


class EditField(CallbackData, prefix="profedit"):
    """Ask one of the questions again."""

    step: Step


class ProfileChoice(CallbackData, prefix="profset"):
    """A choice offered by a question."""

    step: Step
    value: str


class ProfileDirection(CallbackData, prefix="proftheme"):
    """A direction to add or to take away."""

    direction: Direction
    on: bool


def to_profile() -> Button:
    return button("👤 Мой профиль", Profile())


_FIRST_STEPS = "Выберите первую встречу или подпишитесь на лайфхаки — короткие советы наставников."
_FURTHER = {
    Role.YOUNG_TEACHER: "Расскажите, с чем помочь, — предложим наставников. Или выберите первую встречу.",
    Role.MENTOR: "Расскажите, чему можете научить, — карточку увидят коллеги. Или выберите первую встречу.",
    Role.ADMIN_TEAM: "Попросите доступ к своей школе — увидите её пары. Или выберите первую встречу.",
}


def welcome(view: ProfileView, event_id: int | None = None, source: Source | None = None) -> Screen:
    """Joining is over: the profile has just been made. First of all the way back to the event that led here.

    `source` is where the person found that event.
    """
    name = esc(first_names(view.answers.full_name or ""))
    if event_id is None:
        further = _FURTHER.get(view.roles[0] if view.roles else Role.GUEST, _FIRST_STEPS)
    else:
        further = "Осталось записаться на встречу, которую вы выбрали."
    return Screen(
        f"Добро пожаловать в клуб, {name}! 🎉\n{further}",
        column(
            None if event_id is None else to_event(event_id, "К встрече", source),
            button("🤝 Нужна помощь", NewRequest()) if Role.YOUNG_TEACHER in view.roles else None,
            button("🤝 Могу научить", MyCard()) if Role.MENTOR in view.roles else None,
            button("🏫 Моя школа", MySchool()) if Role.ADMIN_TEAM in view.roles else None,
            to_calendar(),
            to_subscription("🔔 Подписка на лайфхаки"),
            to_profile(),
            to_menu(),
        ),
    )


def profile(view: ProfileView, *, saved: bool = False) -> Screen:
    """All fields with a button for each; `saved` says that a change has just been kept."""
    fields = [step for step in asking.FIELDS if step in questions(view.answers) or is_answered(step, view.answers)]
    roles = ", ".join(words.ROLES[role] for role in view.roles)
    heading = "<b>Мой профиль</b>" + (" — сохранено" if saved else "")
    facts = asking.facts(fields, view.answers, view.organization, {Step.ROLE: roles})
    edits = in_pairs([button(f"✏️ {asking.FIELDS[step]}", EditField(step=step)) for step in fields])
    return Screen(f"{heading}\n\n{facts}", edits + column(to_mailing(), to_my_data(), to_menu()))


def ask(question: Question, problem: str | None = None) -> Screen:
    """One field's question, with the way back to the profile."""
    return asking.ask(question, _CONTROLS, problem)


def _exits(question: Question) -> Sequence[Button]:
    own = question_of(question.step)
    back = [button("← Назад", EditField(step=own))] if own is not question.step else []
    return [*back, button("Отменить", Profile())]


_CONTROLS = asking.Controls(
    choose=lambda step, value: ProfileChoice(step=step, value=value),
    toggle=lambda direction, on: ProfileDirection(direction=direction, on=on),
    exits=_exits,
    numbered=False,
)
