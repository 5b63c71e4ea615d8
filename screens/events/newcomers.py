"""Putting somebody on a roster: a member found by name, or a person without Telegram."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.events import offered
from domain.events.newcomers import Newcomer
from domain.events.roster import Candidate, Look, RosterEvent
from domain.people.answers import OWN_TEXT
from domain.people.joining import Question, Step, is_answered
from domain.vocabulary import SELF_CHOSEN_ROLES, Attendance
from screens import words
from screens.events.participant import over_limit
from screens.events.roster import AddParticipant, OpenParticipant, to_list
from screens.kit import Button, RowId, Screen, button, column, esc, question, shorten
from screens.people import questions


class AddMember(CallbackData, prefix="roam"):
    """Sign a member up; of two ways to attend, ask first; `over`: even above the limit."""

    event_id: RowId
    member_id: RowId
    attendance: Attendance | None = None
    over: bool = False


class AskConsent(CallbackData, prefix="ronew"):
    """A person without Telegram: first, whether they signed the consent on paper."""

    event_id: RowId


class PaperConsent(CallbackData, prefix="ronewc"):
    """The signed paper is in the coordinator's hands."""

    event_id: RowId


class ResumeNewcomer(CallbackData, prefix="ronewr"):
    """Go on with a newcomer begun before."""


class DropNewcomer(CallbackData, prefix="ronewx"):
    """Give up the newcomer begun for another event, and put somebody on this one's roster."""

    event_id: RowId


class NewcomerChoice(CallbackData, prefix="ronewa"):
    """An answer offered by a question about the newcomer."""

    step: Step
    value: str


class NewcomerBack(CallbackData, prefix="ronewb"):
    """One question back from this one. It names the question: a double tap moves once."""

    step: Step


class NewcomerDistinct(CallbackData, prefix="ronewd"):
    """It is somebody else than the namesake at the same place."""


class SaveNewcomer(CallbackData, prefix="ronews"):
    """Store the newcomer and sign them up; `over`: even above the limit."""

    attendance: Attendance
    over: bool = False


# --- members


def ask_whom(event: RosterEvent, begun: str | None = None, problem: str | None = None) -> Screen:
    """A name is typed from here on; `begun` is a newcomer whose form was interrupted."""
    resume = button(shorten(f"Продолжить: {begun}"), ResumeNewcomer()) if begun is not None else None
    return question(
        f"{esc(words.quoted(event.title))}: кого добавить? Напишите фамилию и имя{NBSP}— поищем в{NBSP}клубе.",
        problem=esc(problem) if problem else None,
        choices=[one for one in (resume, _without_telegram(event)) if one is not None],
        exits=(to_list(Look(event.id)),),
    )


def ask_which(event: RosterEvent, other: RosterEvent, begun: str | None) -> Screen:
    """A newcomer begun for another event would be lost."""
    whose = f" ({esc(begun)})" if begun else ""
    return Screen(
        f"Вы не дописали анкету{whose} для {esc(words.quoted(other.title))}. Если начать заново, ответы сотрутся.",
        column(
            button("Продолжить", ResumeNewcomer()),
            button("Начать заново", DropNewcomer(event_id=event.id)),
            to_list(Look(event.id)),
        ),
    )


def found(event: RosterEvent, candidates: Sequence[Candidate], total: int) -> Screen:
    """Whom the typed name may mean; typing goes on."""
    if not candidates:
        text = "Такого имени в клубе нет. Напишите иначе или добавьте человека без Telegram."
    else:
        lines = [f"{number}. {_candidate(one)}" for number, one in enumerate(candidates, 1)]
        more = f"\n\nЕщё {total - len(candidates)} с таким именем: напишите точнее." if total > len(candidates) else ""
        text = "Кого из них записать? Если никого, напишите иначе.\n\n" + "\n".join(lines) + more
    choices = [_pick(event, number, one) for number, one in enumerate(candidates, 1) if not one.takes_part]
    return question(text, choices=[*choices, _without_telegram(event)], exits=(to_list(Look(event.id)),))


def _candidate(one: Candidate) -> str:
    school = f", {esc(shorten(one.organization, 60))}" if one.organization else ""
    already = f" · уже в{NBSP}списке" if one.takes_part else ""
    return f"{esc(one.full_name)}{school}{already}"


def _pick(event: RosterEvent, number: int, one: Candidate) -> Button:
    return button(shorten(f"{number}. {one.full_name}"), AddMember(event_id=event.id, member_id=one.member_id))


def _without_telegram(event: RosterEvent) -> Button:
    return button("Человек без Telegram", AskConsent(event_id=event.id))


def ask_how(event: RosterEvent, member_id: int) -> Screen:
    """Which of two ways a member takes part."""
    choices = (
        button(words.ATTENDANCES[way].capitalize(), AddMember(event_id=event.id, member_id=member_id, attendance=way))
        for way in offered(event.terms.format)
    )
    return Screen("Как человек будет участвовать?", column(*choices, _cancel(event)))


def ask_over(event: RosterEvent, member_id: int, attendance: Attendance) -> Screen:
    """All seats are taken: a member may still be signed up above the limit."""
    go_on = AddMember(event_id=event.id, member_id=member_id, attendance=attendance, over=True)
    return _over(event, attendance, button("Да, записать", go_on))


def _over(event: RosterEvent, attendance: Attendance, go_on: Button) -> Screen:
    return Screen(f"{over_limit(event, attendance)} Записать ещё одного человека?", column(go_on, _cancel(event)))


def added(event: RosterEvent, name: str, registration_id: int, now: datetime, *, reachable: bool) -> Screen:
    """Done, and on to the next one. Who is signed up at the door needs no message."""
    told = "\nНапишем человеку об этом." if event.is_ahead(now) else ""
    if not reachable:
        told = "\nБот этому человеку не напишет: о новостях расскажите сами."
    return Screen(
        f"✅ Записали: {esc(words.named(name))}.{told}",
        column(
            button("Добавить ещё", AddParticipant(event_id=event.id)),
            button("Карточка участника", OpenParticipant(registration_id=registration_id)),
            to_list(Look(event.id)),
        ),
    )


def _cancel(event: RosterEvent) -> Button:
    return button("← Назад", AddParticipant(event_id=event.id))


# --- a person without Telegram


def ask_consent(event: RosterEvent) -> Screen:
    """The paper comes first: before it nothing is stored, not even a draft."""
    return Screen(
        "Бумажное согласие на обработку данных подписано? Без него мы ничего не храним о человеке. "
        "Текст тот же, что бот показывает при вступлении в клуб.",
        column(button("Да, согласие у меня", PaperConsent(event_id=event.id)), _cancel(event)),
    )


def ask(asked: Question, draft: Newcomer, problem: str | None = None) -> Screen:
    """The question still open about the newcomer."""
    step = asked.step
    choices = _CHOICES[step](asked) if step in _CHOICES else []
    back = [button("← Назад", NewcomerBack(step=step))] if draft.progress[0] > 1 else []
    return question(
        _picking(asked) if step is Step.ORGANIZATION_PICK else _TEXTS[step],
        progress=draft.progress,
        problem=esc(problem) if problem else None,
        choices=choices,
        exits=(*back, to_list(Look(draft.event_id))),
    )


_TEXTS: Mapping[Step, str] = {
    Step.ROLE: "Кто этот человек в клубе?",
    Step.NAME: "Фамилия, имя и отчество? Так они будут стоять в сертификате.",
    Step.ORGANIZATION: f"Где работает? Напишите номер или название.\nНапример: школа{NBSP}901 или «Маяк».",
    Step.POSITION: "Должность или предмет?\nНапример: учитель математики.",
}


def _picking(asked: Question) -> str:
    query = esc(asked.answers.organization_query)
    if not asked.candidates:
        return f"Не нашли в справочнике: {words.quoted(query)}. Напишите иначе или оставьте так."
    lines = "\n".join(f"• {questions.organization(one)}" for one in asked.candidates)
    return f"Что из этого?\n{lines}\nЕсли ничего, напишите иначе или нажмите «Нет в списке»."


def _roles(_: Question) -> list[Button]:
    return [button(words.ROLES[role], NewcomerChoice(step=Step.ROLE, value=role.value)) for role in SELF_CHOSEN_ROLES]


def _organizations(asked: Question) -> list[Button]:
    picks = [
        button(shorten(one.name), NewcomerChoice(step=Step.ORGANIZATION_PICK, value=str(one.id)))
        for one in asked.candidates
    ]
    own = "Нет в списке" if picks else "Оставить так"
    return [*picks, button(own, NewcomerChoice(step=Step.ORGANIZATION_PICK, value=OWN_TEXT))]


_CHOICES = {Step.ROLE: _roles, Step.ORGANIZATION_PICK: _organizations}


def summary(asked: Question, draft: Newcomer, event: RosterEvent, problem: str | None = None) -> Screen:
    """Everything once more before it is stored."""
    steps = [
        step
        for step in (Step.NAME, Step.ORGANIZATION, Step.POSITION, Step.ROLE)
        if is_answered(step, draft.answers) and (draft.answers.works or step in (Step.NAME, Step.ROLE))
    ]
    facts = questions.facts(steps, draft.answers, asked.organization)
    text = f"<b>Всё верно?</b>\n{facts}\nСогласие: на бумаге, у вас"
    ways = offered(event.terms.format)
    saves = [
        button(f"Записать {words.ATTENDANCES[way]}" if len(ways) > 1 else "Записать", SaveNewcomer(attendance=way))
        for way in ways
    ]
    back = button("← Назад", NewcomerBack(step=Step.SUMMARY))
    return question(text, problem=problem, choices=saves, exits=(back, to_list(Look(event.id))))


def namesakes(event: RosterEvent, alike: Sequence[Candidate]) -> Screen:
    """Somebody of this name works at the same place: one person must not become two."""
    lines = "\n".join(f"• {_candidate(one)}" for one in alike)
    picks = [_pick(event, number, one) for number, one in enumerate(alike, 1) if not one.takes_part]
    return Screen(
        f"Такой человек уже есть в клубе:\n{lines}\nЗаписать его или это однофамилец?",
        column(*picks, button("Это другой человек", NewcomerDistinct()), to_list(Look(event.id))),
    )


def ask_over_newcomer(event: RosterEvent, attendance: Attendance) -> Screen:
    """All seats are taken: the newcomer may still be signed up above the limit."""
    return _over(event, attendance, button("Да, записать", SaveNewcomer(attendance=attendance, over=True)))
