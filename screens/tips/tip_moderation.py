"""Coordinators read members' tips: the queue, one tip, what to mend, why it goes back."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.tips.proposals import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    NOTE_EXAMPLE,
    Mended,
    Reason,
    ReviewPage,
    ReviewView,
    joined,
)
from domain.vocabulary import Direction, Season, TipState
from screens import words
from screens.desk import to_desk
from screens.kit import (
    Button,
    Photo,
    Reply,
    RowId,
    Screen,
    Voice,
    button,
    column,
    esc,
    in_pairs,
    pager,
    question,
    shorten,
    ticked,
)
from screens.tips import tip_words
from screens.tips.tip_news import changes
from screens.tips.tip_ways import TipsToReview


class ReviewTip(CallbackData, prefix="tprev"):
    """One member's tip to decide upon."""

    tip_id: RowId


class PublishTip(CallbackData, prefix="tppub"):
    """The club may read it. `mark`: as it was read."""

    tip_id: RowId
    mark: int


class MendTip(CallbackData, prefix="tpmend"):
    """What to change: words are typed, the rest is chosen."""

    tip_id: RowId
    mark: int
    what: Mended


class MendDirection(CallbackData, prefix="tpmdir"):
    tip_id: RowId
    mark: int
    direction: Direction


class MendSeason(CallbackData, prefix="tpmsea"):
    """Another season; None: any time."""

    tip_id: RowId
    mark: int
    season: Season | None = None


class ReturnTip(CallbackData, prefix="tpret"):
    """Send it back for one of the usual reasons."""

    tip_id: RowId
    mark: int
    reason: Reason


def to_queue(label: str = "💡 К лайфхакам") -> Button:
    return button(label, TipsToReview())


def queue(view: ReviewPage, told: str = "", *, fresh: bool = False) -> Screen:
    """Tips that wait, or members' tips the club reads already."""
    other = button("Ждут проверки" if view.published else "Опубликованные", TipsToReview(published=not view.published))
    head = f"{told}\n\n" if told else ""
    if not view.tips:
        empty = "Опубликованных лайфхаков от участников пока нет." if view.published else "Все лайфхаки прочитаны."
        return Screen(head + empty, column(other, to_desk()), fresh=fresh)
    title = "Лайфхаки участников" if view.published else "Лайфхаки ждут вас"
    openers = column(*(button(shorten(name), ReviewTip(tip_id=tip_id)) for tip_id, name in view.tips))
    lines = [f"{number}. {esc(words.quoted(name))}" for number, (_, name) in enumerate(view.tips, view.page.offset + 1)]
    return Screen(
        "\n".join([f"{head}<b>{title}</b>", *lines]),
        (
            *openers,
            *pager(view.page, lambda page: TipsToReview(page=page, published=view.published)),
            *column(other, to_desk()),
        ),
        fresh=fresh,
    )


def late(view: ReviewPage, since: datetime) -> Screen:
    """The queue once more: the first of them has waited since then."""
    told = f"⏰ Самый давний лайфхак ждёт с{NBSP}{words.day(since)}. Автору важно услышать ответ."
    return queue(view, told, fresh=True)


def opened(view: ReviewView) -> Reply:
    """A tip to decide upon; its picture or voice message comes first."""
    if view.proposal.photo is not None:
        return Photo(view.proposal.photo), review(view, fresh=True)
    if view.proposal.voice is not None:
        return Voice(view.proposal.voice), review(view, fresh=True)
    return review(view)


def review(view: ReviewView, told: str = "", *, fresh: bool = False) -> Screen:
    """The tip as it is now, and what may be done with it."""
    tip, season = view.proposal, view.proposal.season
    who = esc(view.author) if view.author else "автор уже не в клубе"
    lines = [
        told,
        f"{words.DIRECTION_LABELS[tip.direction]}\n<b>{esc(words.quoted(tip.title))}</b>\n\n{esc(tip.text)}",
        f"<i>Автор: {who}.\n{tip_words.welcome(season)}.</i>",
        _standing(view),
    ]
    if view.author_shut_out:
        lines.append("⚠️ Автору доступ к клубу закрыт: о решении он не узнает и поправить не сможет.")
    if view.alike:
        waits = "" if view.alike.state is TipState.PUBLISHED else f"{NBSP}— он тоже ждёт проверки"
        lines.append(f"⚠️ Похож на {esc(words.quoted(view.alike.title))}{waits}.")
    if view.original:
        lines.append(f"Правка, которую увидит автор:\n{changes(view.original, joined(tip.title, tip.text))}")
    return Screen("\n\n".join(line for line in lines if line), _acts(view), fresh=fresh)


def _standing(view: ReviewView) -> str:
    by = f": {esc(view.reviewer)}" if view.reviewer else ""
    match view.state:
        case TipState.PUBLISHED:
            return f"✅ Опубликован{by}"
        case TipState.RETURNED:
            # in brackets: it is who returned it, not whom to
            who = f" ({esc(view.reviewer)})" if view.reviewer else ""
            return f"✏️ Вернули автору{who}" + (f": {esc(view.note)}" if view.note else "")
        case TipState.WITHDRAWN:
            return "📥 Снят"
        case TipState.PENDING:
            return ""


def _acts(view: ReviewView) -> tuple[tuple[Button, ...], ...]:
    def mend(label: str, what: Mended) -> Button:
        return button(label, MendTip(tip_id=view.id, mark=view.mark, what=what))

    back = mend("↩️ Вернуть автору" if view.author else "Снять с публикации", Mended.NOTE)
    match view.state:
        case TipState.PENDING:
            return (
                (button("✅ Опубликовать", PublishTip(tip_id=view.id, mark=view.mark)),),
                (mend("✏️ Название", Mended.TITLE), mend("✏️ Текст", Mended.TEXT)),
                (mend("Направление", Mended.DIRECTION), mend("Время года", Mended.SEASON)),
                (back,),
                (to_queue(),),
            )
        case TipState.PUBLISHED:
            return ((back,), (to_queue(),), (to_desk(),))
        case _:
            return ((to_queue(),), (to_desk(),))


def moved(view: ReviewView, wanted: TipState | None = None) -> Screen:
    """A colleague, the author, or the reader's own first tap was faster: what they did, and the tip as it is now.

    `wanted`: the state the press was to bring about.
    """
    if view.by_reader and view.state is wanted:
        return review(view, done(view))
    if view.state is TipState.PENDING:
        who = f"{esc(view.reviewer)}: лайфхак поправлен." if view.reviewer else "Автор поправил лайфхак."
        return review(view, f"⚠️ {who} Вот он сейчас — прочитайте ещё раз.")
    by_author = view.state is TipState.WITHDRAWN and view.author
    return review(view, "⚠️ Автор забрал лайфхак." if by_author else "⚠️ С этим лайфхаком уже решили.")


def done(view: ReviewView) -> str:
    """What the reader has just done with it; a second tap is told the same."""
    match view.state:
        case TipState.PENDING:
            return "Лайфхак поправлен, вот он сейчас."
        case TipState.PUBLISHED:
            return "Готово, клуб уже читает. Автору сообщим." if view.author else "Готово, клуб уже читает."
        case TipState.RETURNED:
            return "Вернули, автор получит ваши слова."
        case TipState.WITHDRAWN:
            return "Снято: клуб его больше не видит."


def ask_mend(view: ReviewView, what: Mended, problem: str | None = None) -> Screen:
    """What to change, or why it goes back."""
    tip, warning = view.proposal, esc(problem) if problem else None
    back = button("← Назад", ReviewTip(tip_id=view.id))
    match what:
        case Mended.TITLE:
            text = f"Новое название, до {LONGEST_TITLE} знаков. Сейчас:\n<code>{esc(tip.title)}</code>"
            return question(text, problem=warning, exits=(back,))
        case Mended.TEXT:
            text = f"Новый текст целиком, до {LONGEST_TEXT} знаков. Сейчас (нажмите, чтобы скопировать):\n"
            return question(f"{text}<code>{esc(tip.text)}</code>", problem=warning, exits=(back,))
        case Mended.DIRECTION:
            each = [
                button(
                    ticked(label, one is tip.direction),
                    MendDirection(tip_id=view.id, mark=view.mark, direction=one),
                )
                for one, label in words.DIRECTION_LABELS.items()
            ]
            return Screen("К какому направлению относится лайфхак?", (*in_pairs(each), (back,)))
        case Mended.SEASON:
            seasons: list[tuple[Season | None, str]] = [(None, tip_words.ANY_SEASON), *tip_words.SEASONS.items()]
            choices = [
                button(ticked(label, one is tip.season), MendSeason(tip_id=view.id, mark=view.mark, season=one))
                for one, label in seasons
            ]
            return question("Когда его показывать в первую очередь?", choices=choices, exits=(back,))
        case Mended.NOTE:
            reasons = [
                button(label, ReturnTip(tip_id=view.id, mark=view.mark, reason=one))
                for one, label in tip_words.REASONS.items()
            ]
            return question(
                f"Что поправить автору? Выберите или напишите, до {LONGEST_NOTE} знаков. Например: {NOTE_EXAMPLE}.",
                problem=warning,
                choices=reasons,
                exits=(back,),
            )
