"""Thanks to a mentor: written, read, shown to the club when both agree."""

from aiogram.filters.callback_data import CallbackData

from domain.mentoring.pair_feedback import LONGEST_THANKS, THANKS_EXAMPLE, ThanksPage, ThanksView
from domain.mentoring.pairs import Side
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager
from screens.mentoring.mentoring import OpenThanks, to_mentoring, to_pair


class GiveThanks(CallbackData, prefix="thnew"):
    """Thank the mentor of a completed pair, or see the thanks that were sent; `again`: write other words."""

    pair_id: RowId
    again: bool = False


class SendThanks(CallbackData, prefix="thsend"):
    """The words are typed; `public`: the club may read them."""

    pair_id: RowId
    public: bool


class AnswerThanks(CallbackData, prefix="thans"):
    """The mentor lets the club read them, or not."""

    pair_id: RowId
    agrees: bool


class RemoveThanks(CallbackData, prefix="thdel"):
    """The author takes them back."""

    pair_id: RowId


def to_thank(pair_id: int) -> Button:
    return button("💛 Сказать спасибо", GiveThanks(pair_id=pair_id))


def ask(pair_id: int, mentor: str, problem: str | None = None) -> Screen:
    """What to thank for, in own words."""
    warning = f"⚠️ {esc(problem)}\n\n" if problem else ""
    return Screen(
        f"{warning}Наставник: {esc(mentor)}. За что хочется сказать спасибо? До {LONGEST_THANKS} знаков.\n"
        f"Например: {THANKS_EXAMPLE}.",
        column(to_pair(pair_id, "Не сейчас")),
    )


def ask_public(pair_id: int, text: str) -> Screen:
    """Whether the club may read them."""
    return Screen(
        f"{esc(words.quoted(text))}\n\nПоказать эти слова и ваше имя всему клубу? Спросим и наставника: "
        "без согласия обоих прочитает только наставник.",
        column(
            button("Можно показать всем", SendThanks(pair_id=pair_id, public=True)),
            button("Только наставнику", SendThanks(pair_id=pair_id, public=False)),
            button("Написать иначе", GiveThanks(pair_id=pair_id, again=True)),
        ),
    )


def sent(view: ThanksView) -> Screen:
    """For the author: what was sent, and who may read it."""
    return Screen(
        f"Ваше спасибо у наставника: {esc(words.quoted(view.text))}\n{_standing(view)}",
        column(
            button("Написать иначе", GiveThanks(pair_id=view.pair_id, again=True)),
            button("Забрать слова назад", RemoveThanks(pair_id=view.pair_id)),
            button("Спасибо наставникам", OpenThanks()),
            to_pair(view.pair_id),
            to_mentoring(),
        ),
    )


def _standing(view: ThanksView) -> str:
    if not view.author_agrees:
        return "Его прочитает только наставник."
    if view.mentor_agrees is None:
        return "Если наставник согласится, покажем его всему клубу."
    return "Его читает весь клуб." if view.mentor_agrees else "Оно осталось между вами."


def received(view: ThanksView) -> Screen:
    """For the mentor: the words, and whether the club may read them."""
    text = f"💛 {esc(view.author or 'Коллега')} говорит вам спасибо:\n{esc(words.quoted(view.text))}"
    if not view.author_agrees:
        return Screen(f"{text}\nЭти слова видите только вы.", column(to_pair(view.pair_id), to_mentoring()))
    shown = {True: "Эти слова читает весь клуб.", False: "Слова остались между вами.", None: "Показать их всему клубу?"}
    return Screen(
        f"{text}\n{shown[view.mentor_agrees]}",
        column(
            button("Показать всем", AnswerThanks(pair_id=view.pair_id, agrees=True))
            if not view.mentor_agrees
            else None,
            button("Пусть будет между нами", AnswerThanks(pair_id=view.pair_id, agrees=False))
            if view.mentor_agrees is not False
            else None,
            button("Спасибо наставникам", OpenThanks()) if view.mentor_agrees else None,
            to_pair(view.pair_id),
            to_mentoring(),
        ),
    )


def one(view: ThanksView) -> Screen:
    """As the reader's side sees it."""
    return received(view) if view.side is Side.MENTOR else sent(view)


def nobody() -> Screen:
    """The mentor has left the club while the words were typed."""
    return Screen(
        "Наставник больше не в клубе, передать слова уже некому. Спасибо, что хотели их сказать!",
        column(to_mentoring()),
    )


def removed(pair_id: int) -> Screen:
    """The words are taken back."""
    return Screen("Забрали. Написать другие слова можно в любой момент.", column(to_thank(pair_id), to_mentoring()))


def wall(view: ThanksPage) -> Screen:
    """«Спасибо наставникам», for the whole club."""
    if not view.thanks:
        return Screen(
            "Здесь появятся слова благодарности наставникам — те, которые оба согласны показать.",
            column(to_mentoring()),
        )
    lines = [f"<b>{esc(each.mentor)}</b>\n{esc(words.quoted(each.text))}\n— {esc(each.author)}" for each in view.thanks]
    return Screen(
        "\n\n".join(["<b>Спасибо наставникам</b>", *lines]),
        (*pager(view.page, lambda page: OpenThanks(page=page)), *column(to_mentoring())),
    )
