"""Mending somebody's name or school, and the news of it."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.people.joining import Question, Step
from domain.people.organizations import OrganizationView
from screens import words
from screens.kit import Button, Screen, button, column, esc, question
from screens.navigation import to_menu
from screens.people.members_desk import to_member
from screens.people.profile import to_profile


class CorrectChoice(CallbackData, prefix="mmcs"):
    """A school of the directory for the person, or the typed words."""

    value: str


def ask_name(member_id: int, now_is: str | None, problem: str | None = None) -> Screen:
    """A name is typed."""
    current = f"\nСейчас: <b>{esc(now_is)}</b>" if now_is else ""
    return question(
        f"Как правильно? Напишите фамилию, имя и отчество целиком.{current}\n"
        "Человеку мы об этом скажем. Выданные сертификаты не изменятся: их можно выдать заново.",
        problem=esc(problem) if problem else None,
        exits=(to_member(member_id, "← Не менять"),),
    )


def ask_school(member_id: int, now_is: str | None, problem: str | None = None) -> Screen:
    """A school is typed."""
    current = f"\nСейчас: <b>{esc(now_is)}</b>" if now_is else ""
    return question(
        f"Где работает человек? Напишите номер или название — найду в справочнике.{current}",
        problem=esc(problem) if problem else None,
        exits=(to_member(member_id, "← Не менять"),),
    )


def pick_school(member_id: int, asked: Question, labels: Sequence[tuple[str, OrganizationView]]) -> Screen:
    """What of the directory the typed words may mean; typing goes on."""
    typed = esc(asked.answers.organization_query)
    found = "\n".join(f"• {esc(one.name)}" for _, one in labels)
    text = f"Что из этого?\n{found}" if labels else f"В справочнике нет {words.quoted(typed)}."
    choices: list[Button] = [button(label, CorrectChoice(value=str(one.id))) for label, one in labels]
    own = button("Оставить как написано", CorrectChoice(value="own"))
    return question(
        f"{text}\nМожно написать иначе.", choices=[*choices, own], exits=(to_member(member_id, "← Не менять"),)
    )


SAID = {Step.NAME: "Готово, имя исправлено.", Step.ORGANIZATION: "Готово, организация исправлена."}


def told(name: str, school: str) -> Screen:
    """News to the person: as both are now."""
    place = f"\nОрганизация: {esc(school)}" if school else ""
    return Screen(
        f"Координатор клуба поправил ваш профиль. Теперь в нём так:\nФИО: {esc(name)}{place}\n\n"
        "Если что-то не так, поправьте сами: «Мой профиль».",
        column(to_profile(), to_menu()),
        fresh=True,
    )
