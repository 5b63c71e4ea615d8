"""What an author is told of their tips: published, sent back, liked; what a coordinator has changed in one."""

from collections.abc import Sequence

from content.typography import NBSP
from domain.tips.diff import Change, difference
from domain.tips.news import TipNews
from domain.tips.proposals import OwnTip
from screens import words
from screens.kit import Screen, button, column, esc
from screens.navigation import to_menu
from screens.tips.tip_ways import OpenMyTip, OpenTip, ProposeTip, to_my_tips, to_propose


def published(tip: OwnTip) -> Screen:
    """The club reads it; what a coordinator changed is shown word by word."""
    text = f"Ваш лайфхак {esc(words.quoted(tip.proposal.title))} опубликован, клуб уже читает его. Спасибо!"
    return Screen(
        f"{text}{_mended(tip)}",
        column(
            button("Как его видит клуб", OpenTip(tip_id=tip.id)),
            button("К лайфхаку", OpenMyTip(tip_id=tip.id)),
            to_menu(),
        ),
        fresh=True,
    )


def returned(tip: OwnTip) -> Screen:
    """A coordinator asks to mend it."""
    return Screen(
        f"Координатор вернул лайфхак {esc(words.quoted(tip.proposal.title))}:\n"
        f"{esc(tip.note or '')}\n\nКлуб его пока не видит. Поправьте и отправьте снова — это пара минут.{_mended(tip)}",
        column(
            button("Поправить и отправить", ProposeTip(tip_id=tip.id)),
            button("К лайфхаку", OpenMyTip(tip_id=tip.id)),
            to_menu(),
        ),
        fresh=True,
    )


def news(told: Sequence[TipNews]) -> Screen:
    """What people said of one's tips since the last message."""
    shown = told[:5]
    lines = [_news_line(one) for one in shown]
    if rest := len(told) - len(shown):
        lines.append(f"И ещё отметки под{NBSP}вашими лайфхаками: {rest}.")
    return Screen(
        "\n\n".join(["💛 <b>Коллегам пригодилось</b>", *lines]),
        column(to_my_tips(), to_propose("✍️ Поделиться ещё"), to_menu()),
        fresh=True,
    )


def _news_line(one: TipNews) -> str:
    counted = [
        f"{one.thumbs}{NBSP}👍" if one.thumbs else "",
        f"{one.thanks}{NBSP}«спасибо»" if one.thanks else "",
        f"попробовали: {one.tried}" if one.tried else "",
    ]
    line = f"{esc(words.quoted(one.title))} — {', '.join(part for part in counted if part)}"
    return "\n".join([line, *(f"• {esc(words.quoted(result))}" for result in one.results)])


def _mended(tip: OwnTip) -> str:
    """What a coordinator has changed, word by word; empty: nothing."""
    if not tip.original:
        return ""
    return f"\n\nКоординатор немного поправил текст: <s>было</s>, <b>стало</b>.\n\n{changes(tip.original, tip.now)}"


def changes(was: str, now: str) -> str:
    """`was` turned into `now`: struck out what is gone, bold what is new (HTML)."""
    marks = {Change.KEPT: "{}", Change.GONE: "<s>{}</s>", Change.NEW: "<b>{}</b>"}
    told = "".join(marks[run.change].format(esc(run.text)) for run in difference(was, now))
    # what came instead must not stick to what is gone
    return told.replace("</s><b>", "</s> <b>")
