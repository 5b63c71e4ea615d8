"""«Поделиться лайфхаком»: the author's form, one's own tips, what the author is told."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from domain.tips.proposals import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    SENDABLE,
    TEXT_EXAMPLE,
    TITLE_EXAMPLE,
    Alike,
    Draft,
    OwnTip,
    OwnTips,
    Step,
)
from domain.vocabulary import Direction, Season, TipState
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, question, shorten, ticked
from screens.navigation import to_menu
from screens.passed_on import UNSENDABLE
from screens.tips import tip_words
from screens.tips.tip_ways import MyTips, OpenMyTip, OpenTip, ProposeTip, to_library, to_my_tips, to_propose
from screens.tips.tips import said


class SetTipDirection(CallbackData, prefix="tpdir"):
    direction: Direction


class SetTipSeason(CallbackData, prefix="tpsea"):
    """When the tip is welcome; None: at any time."""

    season: Season | None = None


class ToStep(CallbackData, prefix="tpstep"):
    """Back to a question, or on to the last one."""

    step: Step


class WithoutFile(CallbackData, prefix="tpnofile"):
    """No picture and no voice message."""


class SendTip(CallbackData, prefix="tpsend"):
    """Send it to the coordinators; `sure`: although the club has one like it."""

    sure: bool = False


class DropProposal(CallbackData, prefix="tpdrop"):
    """Forget the form."""


class WithdrawTip(CallbackData, prefix="tpback"):
    """Take one's tip back; a published one asks first."""

    tip_id: RowId
    sure: bool = False


def ask(draft: Draft, problem: str | None = None) -> Screen:
    """The question the form has come to."""
    if draft.step is Step.REVIEW:
        return review(draft, problem)
    steps = list(Step)
    number = steps.index(draft.step)
    back = button("← Назад", ToStep(step=Step.REVIEW if draft.seen else steps[number - 1])) if number else None
    exits = [one for one in (back, button("Не сейчас", MyTips())) if one]
    texts = {
        Step.DIRECTION: "О чём ваш лайфхак?",
        Step.TITLE: f"Как его назвать? Два-три слова, до {LONGEST_TITLE} знаков. Например: {TITLE_EXAMPLE}.",
        Step.TEXT: (
            f"Теперь сам приём: что сделать и что это даст. До {LONGEST_TEXT} знаков, без имён детей и коллег.\n"
            f"Например: {TEXT_EXAMPLE}"
        ),
        Step.MEDIA: "Пришлите фото или голосовое, если с ними понятнее. Можно и без них.",
        Step.SEASON: "К какому времени года он нужен? Покажем его как раз тогда.",
    }
    return question(
        texts[draft.step],
        progress=(number + 1, len(steps)),
        problem=esc(problem) if problem else None,
        choices=_choices(draft),
        exits=exits,
    )


def not_now(step: Step) -> str:
    """What is said to a picture or a voice message that comes at another question."""
    if step in (Step.SEASON, Step.REVIEW):
        return "Фото или голосовое можно заменить в конце, кнопкой «Фото или голос»."
    words_first = " Сейчас нужны слова — обычным сообщением." if step in (Step.TITLE, Step.TEXT) else ""
    return f"Фото и голосовое добавим чуть позже, отдельным шагом.{words_first}"


def taken(*, album: bool, caption: bool) -> str | None:
    """What is not kept of what came; None: all of it is."""
    if album:
        return "К лайфхаку подойдёт одно фото: взяли первое."
    return "Подпись к файлу не сохраняем: все слова — в самом лайфхаке." if caption else None


def unfit(step: Step, kind: str) -> str:
    """What is said to a file, a video, a sticker…; `kind` is Telegram's content type."""
    if step is Step.MEDIA:
        return f"{UNSENDABLE.get(kind, 'Файл')} приложить не получится: подойдёт фото (не файлом) или голосовое."
    return (
        "Здесь нужны слова: напишите их сообщением." if step in (Step.TITLE, Step.TEXT) else "Здесь выберите кнопкой."
    )


def _choices(draft: Draft) -> Sequence[Button]:
    match draft.step:
        case Step.DIRECTION:
            labels = words.DIRECTION_LABELS.items()
            return [
                button(ticked(label, one is draft.direction), SetTipDirection(direction=one)) for one, label in labels
            ]
        case Step.MEDIA:
            return [button("Без фото и голоса", WithoutFile())]
        case Step.SEASON:
            any_time = button(ticked(tip_words.ANY_SEASON, draft.season is None), SetTipSeason())
            each = [
                button(ticked(label, one is draft.season), SetTipSeason(season=one))
                for one, label in tip_words.SEASONS.items()
            ]
            return [any_time, *each]
        case _:
            return []


def review(draft: Draft, problem: str | None = None) -> Screen:
    """Everything told, to be sent or mended."""
    edits = [
        button("Название", ToStep(step=Step.TITLE)),
        button("Текст", ToStep(step=Step.TEXT)),
        button("Направление", ToStep(step=Step.DIRECTION)),
        button("Время года", ToStep(step=Step.SEASON)),
        button("Фото или голос", ToStep(step=Step.MEDIA)),
        button("Не отправлять", DropProposal()),
    ]
    warning = f"⚠️ {esc(problem)}\n\n" if problem else ""
    return Screen(
        f"{warning}{_draft_text(draft)}\n\nВсё верно? Прочитает координатор, потом — весь клуб, с вашим именем.",
        ((button("📨 Отправить", SendTip()),), *in_pairs(edits)),
    )


def _draft_text(draft: Draft) -> str:
    assert draft.direction is not None
    file = "фото" if draft.photo else "голосовое" if draft.voice else ""
    notes = "\n".join(one for one in (file and f"Приложено {file}.", f"{tip_words.welcome(draft.season)}.") if one)
    return (
        f"{words.DIRECTION_LABELS[draft.direction]}\n<b>{esc(words.quoted(draft.title or ''))}</b>\n\n"
        f"{esc(draft.text or '')}\n\n<i>{notes}</i>"
    )


def ask_alike(other: Alike) -> Screen:
    """There is one like it, the club's or one's own: send it all the same?"""
    own = other.state is not TipState.PUBLISHED
    whose = f"У вас уже есть похожий, {tip_words.STATES[other.state]}" if own else "Похоже на лайфхак клуба"
    return Screen(
        f"{whose}: {esc(words.quoted(other.title))}.\n<i>{esc(other.text)}</i>\n\n"
        "Если новый о другом, отправляйте: координатор прочитает оба.",
        column(
            button("Всё равно отправить", SendTip(sure=True)),
            button("Поправить новый" if own else "Поправить свой", ToStep(step=Step.REVIEW)),
            button("Открыть похожий", OpenMyTip(tip_id=other.id) if own else OpenTip(tip_id=other.id)),
            button("Не отправлять", DropProposal()),
        ),
    )


def unfinished(draft: Draft, other: OwnTip | None = None) -> Screen:
    """The form was left in the middle; `other` is one's own tip that is to be mended now."""
    title = f": {esc(words.quoted(draft.title))}" if draft.title else ""
    text = f"У вас есть недописанный лайфхак{title}. Продолжим?"
    anew = button("Начать заново", ProposeTip(anew=True))
    if other is not None:
        text += f"\nЕсли сейчас поправить {esc(words.quoted(other.proposal.title))}, недописанный не сохранится."
        anew = button("Поправить другой", ProposeTip(tip_id=other.id, anew=True))
    return Screen(
        text,
        column(
            button("Продолжить", ToStep(step=draft.step)),
            anew,
            button("Убрать черновик", DropProposal()),
            to_my_tips(),
            to_menu(),
        ),
    )


def sent(tip: OwnTip) -> Screen:
    """It is with the coordinators now."""
    return Screen(
        f"Спасибо! {esc(words.quoted(tip.proposal.title))} у координатора. Как только прочитает, сразу напишем.",
        column(to_my_tips(), to_library(), to_menu()),
    )


def dropped() -> Screen:
    """The form is forgotten."""
    return Screen("Не отправили, черновик убран.", column(to_propose(), to_my_tips(), to_library()))


# --- one's own tips


def mine(view: OwnTips, *, unfinished: bool = False) -> Screen:
    """One's own tips with their states."""
    resume = to_propose("Продолжить черновик" if unfinished else "✍️ Поделиться лайфхаком")
    if not view.tips:
        return Screen(
            "Здесь будут ваши лайфхаки. Приём, который выручает вас, выручит и коллегу.",
            column(resume, to_library(), to_menu()),
        )
    lines = [
        f"{tip_words.SIGNS[tip.state]} {esc(words.quoted(tip.proposal.title))} — {_standing(tip)}" for tip in view.tips
    ]
    openers = column(*(button(shorten(tip.proposal.title), OpenMyTip(tip_id=tip.id)) for tip in view.tips))
    return Screen(
        "\n".join(["<b>Мои лайфхаки</b>", *lines]),
        (*openers, *pager(view.page, lambda page: MyTips(page=page)), *column(resume, to_library(), to_menu())),
    )


def _standing(tip: OwnTip) -> str:
    figures = said(tip.thumbs, tip.thanks, tip.tried)
    return f"{tip_words.STATES[tip.state]}{f', {figures}' if figures else ''}"


def own(tip: OwnTip, told: str = "") -> Screen:
    """One's own tip: its state, what people said, what one may do with it."""
    lines = [told, f"{tip_words.SIGNS[tip.state]} {_standing(tip).capitalize()}", _words(tip)]
    if tip.note and tip.state is not TipState.PUBLISHED:
        lines.append(f"<b>Координатор:</b> {esc(tip.note)}")
    mend = {TipState.PENDING: "Поправить", TipState.RETURNED: "Поправить и отправить"}.get(tip.state, "Отправить снова")
    take = "Снять с публикации" if tip.state is TipState.PUBLISHED else "Забрать"
    return Screen(
        "\n\n".join(line for line in lines if line),
        column(
            button(mend, ProposeTip(tip_id=tip.id)) if tip.state in SENDABLE else None,
            button("Как его видит клуб", OpenTip(tip_id=tip.id)) if tip.state is TipState.PUBLISHED else None,
            button(take, WithdrawTip(tip_id=tip.id)) if tip.state is not TipState.WITHDRAWN else None,
            to_my_tips("← Мои лайфхаки"),
            to_menu(),
        ),
    )


def ask_withdrawal(tip: OwnTip) -> Screen:
    """A published tip leaves the club's eyes: sure?"""
    return Screen(
        f"Снять {esc(words.quoted(tip.proposal.title))} с публикации? Клуб его больше не увидит. "
        "Отметки коллег сохраним; отправить снова можно в любой момент.",
        column(
            button("Да, снять", WithdrawTip(tip_id=tip.id, sure=True)), button("Оставить", OpenMyTip(tip_id=tip.id))
        ),
    )


def _words(tip: OwnTip) -> str:
    told = tip.proposal
    return f"{words.DIRECTION_LABELS[told.direction]}\n<b>{esc(words.quoted(told.title))}</b>\n\n{esc(told.text)}"
