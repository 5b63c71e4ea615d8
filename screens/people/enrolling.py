"""Adding somebody without Telegram to the club."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.events.newcomers import Newcomer
from domain.events.roster import Candidate
from domain.people.joining import Answers, Question, Step, is_answered
from screens import words
from screens.kit import Button, Screen, button, column, esc, question, shorten
from screens.people import questions
from screens.people.members_desk import OpenMember, to_people


class PaperHere(CallbackData, prefix="mma1"):
    """The signed paper is in the coordinator's hands."""


class PersonChoice(CallbackData, prefix="mma2"):
    """An answer offered by a question about the person."""

    step: Step
    value: str


class PersonBack(CallbackData, prefix="mma3"):
    """One question back from this one. It names the question: a double tap moves once."""

    step: Step


class PersonDistinct(CallbackData, prefix="mma4"):
    """It is somebody else than the namesake at the same place."""


class SavePerson(CallbackData, prefix="mma5"):
    """Store the person."""


class ResumePerson(CallbackData, prefix="mma6"):
    """Go on with somebody begun before."""


class AnotherPerson(CallbackData, prefix="mma7"):
    """Give up who was begun before, and begin with somebody else."""


def ask_consent(begun: Answers | None = None) -> Screen:
    """The paper comes first: before it nothing is stored, not even a draft. `begun`: what is told of somebody else."""
    if begun is not None:
        return Screen(
            f"Вы начали добавлять человека: <b>{esc(words.named(begun.full_name))}</b>. Продолжим?",
            column(button("Продолжить", ResumePerson()), button("Добавить другого", AnotherPerson()), to_people()),
        )
    return Screen(
        "Добавим человека без Telegram: записывать его на встречи будете вы, а позже он подключит запись по коду.\n\n"
        "Бумажное согласие на обработку данных подписано? Без него мы ничего не храним о человеке. "
        "Текст тот же, что бот показывает при вступлении в клуб.",
        column(button("Да, согласие у меня", PaperHere()), to_people()),
    )


def ask(asked: Question, draft: Newcomer, problem: str | None = None) -> Screen:
    """The question still open, with the words and the choices of joining, and ways of its own."""

    def exits(_: Question) -> Sequence[Button]:
        back = [button("← Назад", PersonBack(step=asked.step))] if draft.progress[0] > 1 else []
        return (*back, to_people("Отмена"))

    controls = questions.Controls(
        choose=lambda step, value: PersonChoice(step=step, value=value),
        toggle=lambda direction, on: PersonDistinct(),
        exits=exits,
        numbered=False,
    )
    screen = questions.ask(asked, controls, problem)
    heading = _picking(asked) if asked.step is Step.ORGANIZATION_PICK else _TEXTS[asked.step]
    warning = f"⚠️ {esc(problem)}\n\n" if problem else ""
    return Screen(f"{warning}<b>О человеке:</b> {heading}", screen.rows)


def _picking(asked: Question) -> str:
    query = words.quoted(esc(asked.answers.organization_query))
    if not asked.candidates:
        return f"в справочнике нет {query}. Напишите иначе или оставьте так."
    found = "\n".join(f"• {questions.organization(one)}" for one in asked.candidates)
    return f"что из этого?\n{found}\nЕсли ничего, напишите иначе или нажмите «Нет в списке»."


_TEXTS = {
    Step.ROLE: "кто он в клубе?",
    Step.NAME: "фамилия, имя и отчество? Так они будут стоять в сертификате.",
    Step.ORGANIZATION: "где работает? Напишите номер или название. Например: школа\u00a0901 или «Маяк».",
    Step.POSITION: "должность или предмет? Например: учитель математики.",
}


def summary(asked: Question, draft: Newcomer, problem: str | None = None) -> Screen:
    """Everything once more before it is stored."""
    steps = [
        step
        for step in (Step.NAME, Step.ORGANIZATION, Step.POSITION, Step.ROLE)
        if is_answered(step, draft.answers) and (draft.answers.works or step in (Step.NAME, Step.ROLE))
    ]
    facts = questions.facts(steps, draft.answers, asked.organization)
    back = button("← Назад", PersonBack(step=Step.SUMMARY))
    return question(
        f"<b>Всё верно?</b>\n{facts}\nСогласие: на бумаге, у вас",
        problem=problem,
        choices=[button("Добавить в клуб", SavePerson())],
        exits=(back, to_people("Отмена")),
    )


def namesakes(alike: Sequence[Candidate]) -> Screen:
    """Somebody of this name works at the same place: one person must not become two."""
    lines = "\n".join(
        f"• {esc(one.full_name)}{f', {esc(one.organization)}' if one.organization else ''}" for one in alike
    )
    picks = [
        button(shorten(f"{number}. {words.named(one.full_name)}"), OpenMember(member_id=one.member_id))
        for number, one in enumerate(alike, 1)
    ]
    return Screen(
        f"Такой человек уже есть в клубе:\n{lines}\nОткрыть его карточку или это однофамилец?",
        column(*picks, button("Это другой человек", PersonDistinct()), to_people("Отмена")),
    )


ADDED = "Готово: человек в клубе. Код для входа сделаете, когда у него появится Telegram."
