"""The wizard of a new event: questions, summary, preview, publishing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from domain.events.event_draft import Draft, facts, progress
from domain.events.event_plan import Move, Step
from domain.events.events import EventCard
from domain.vocabulary import Direction, EventStatus
from screens import words
from screens.desk import to_desk
from screens.events import event_card
from screens.events import plan_questions as asking
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, question, step


class NewEvent(CallbackData, prefix="plnew"):
    """Begin an event; `anew`: forget an unfinished one."""

    anew: bool = False


class ResumeEvent(CallbackData, prefix="plgo"):
    """Go on with the unfinished event."""


class PauseEvent(CallbackData, prefix="pllater"):
    """Stop here and keep the answers."""


class PlanChoice(CallbackData, prefix="plset"):
    """A choice offered by a question."""

    step: Step
    value: str


class PlanDirection(CallbackData, prefix="pltheme"):
    """A direction to add or to take away."""

    direction: Direction
    on: bool


class PlanMove(CallbackData, prefix="plmove"):
    """Back, on with the answer kept, or on without one. It names the question: a double tap moves once."""

    step: Step
    move: Move


class PlanEdit(CallbackData, prefix="pledit"):
    """From the summary to one of its answers."""

    step: Step


class SaveDraft(CallbackData, prefix="plsave"):
    """Keep the summary as a draft and look at it."""


class CopyEvent(CallbackData, prefix="plcopy"):
    """Begin an event from another one; `anew`: forget an unfinished one."""

    event_id: RowId
    anew: bool = False


class PreviewDraft(CallbackData, prefix="plsee"):
    """The draft as people will see it."""

    event_id: RowId


class PublishDraft(CallbackData, prefix="plpub"):
    """Let everybody see it."""

    event_id: RowId


class DiscardDraft(CallbackData, prefix="pldel"):
    """Throw the draft away; asks first unless `sure`."""

    event_id: RowId
    sure: bool = False


class EditEvent(CallbackData, prefix="ped"):
    """A saved event field by field."""

    event_id: RowId


# --- questions


def ask(draft: Draft, problem: str | None = None) -> Screen:
    """The draft's current question, or the summary when all is answered."""
    return _summary(draft, problem) if draft.step is Step.SUMMARY else asking.ask(draft, _CONTROLS, problem)


def _summary(draft: Draft, problem: str | None) -> Screen:
    text = f"<b>Всё верно?</b>\n{asking.told(draft.plan)}\n\nДальше — предпросмотр: публиковать можно после него."
    edits = in_pairs([button(f"✏️ {asking.FIELDS[one]}", PlanEdit(step=one)) for one in facts(draft.plan)])
    screen = question(text, problem=esc(problem) if problem else None, choices=[button("👀 Предпросмотр", SaveDraft())])
    return Screen(screen.text, screen.rows + edits + column(button("Позже", PauseEvent())))


def _exits(draft: Draft) -> Sequence[Button]:
    later = button("Позже", PauseEvent())
    if draft.step is Step.TITLE and not draft.reviewing:
        return [later]
    label = "← К ответам" if draft.reviewing and draft.complete else "← Назад"
    return [button(label, PlanMove(step=draft.step, move=Move.BACK)), later]


_CONTROLS = asking.Controls(
    choose=lambda step, value: PlanChoice(step=step, value=value),
    toggle=lambda direction, on: PlanDirection(direction=direction, on=on),
    move=lambda step, move: PlanMove(step=step, move=move),
    exits=_exits,
    numbered=True,
)


# --- stops


def paused(draft: Draft) -> Screen:
    """The wizard stopped: where it goes on; beginning anew names what it costs."""
    name = words.quoted(esc(draft.plan.title)) if draft.plan.title else "без названия"
    place = "" if draft.step is Step.SUMMARY else f"{step(*progress(draft.step, draft.plan))}\n"
    return Screen(
        f"{place}Мероприятие {name} не дописано, ответы сохранены. Если начать заново, они сотрутся.",
        column(button("Продолжить", ResumeEvent()), button("Начать заново", NewEvent(anew=True)), to_desk()),
    )


def nothing_to_resume() -> Screen:
    return Screen(
        "Недописанного мероприятия нет. Можно начать новое.",
        column(button("Новое мероприятие", NewEvent()), to_desk()),
    )


def copy_over(draft: Draft, event_id: int) -> Screen:
    """A copy would take the place of an unfinished event."""
    name = words.quoted(esc(draft.plan.title)) if draft.plan.title else "без названия"
    return Screen(
        f"У вас не дописано мероприятие {name}. Копия займёт его место, ответы сотрутся.",
        column(
            button("Продолжить его", ResumeEvent()),
            button("Стереть и скопировать", CopyEvent(event_id=event_id, anew=True)),
            to_desk(),
        ),
    )


# --- the draft


def preview(view: EventCard, now: datetime) -> Screen:
    """The very card people will see, with what a coordinator can do instead of signing up."""
    terms = replace(view.terms, status=EventStatus.PUBLISHED)
    card = event_card.card(replace(view, terms=terms), now)
    return Screen(
        card.text,
        column(
            button("✅ Опубликовать", PublishDraft(event_id=view.id)),
            button("🖼 Афиша", event_card.ShowCover(event_id=view.id)) if view.cover else None,
            button("✏️ Изменить", EditEvent(event_id=view.id)),
            button("Удалить черновик", DiscardDraft(event_id=view.id)),
            to_desk(),
        ),
    )


def ask_discard(event_id: int, title: str) -> Screen:
    return Screen(
        f"Удалить черновик {words.quoted(esc(title))}? Вернуть его не получится.",
        column(
            button("Да, удалить", DiscardDraft(event_id=event_id, sure=True)),
            button("Оставить", PreviewDraft(event_id=event_id)),
        ),
    )


def discarded() -> Screen:
    return Screen("Черновик удалён.", column(button("Новое мероприятие", NewEvent()), to_desk()))
