"""What the two of a pair are told when a coordinator has acted, or one of them has left the club."""

from domain.mentoring.handover import Handed, LeftBehind, Released
from domain.mentoring.pair_checks import Help
from screens import words
from screens.kit import Screen, button, column, esc
from screens.mentoring.meetings import to_propose
from screens.mentoring.mentoring import MyPairs, OpenRequest, to_mentoring, to_pair
from screens.mentoring.my_requests import to_reword
from screens.mentoring.pair_checks import AskHelp
from screens.mentoring.relay import to_write


def nudge(pair_id: int, other: str) -> Screen:
    """A coordinator wonders how the two are: the same to both."""
    return Screen(
        f"<b>{esc(other)}</b>\nКоординатор клуба спрашивает, как дела в\u00a0вашей паре. Давно не виделись? "
        "Предложите время, это минута. Если что-то мешает, координатор поможет.",
        column(
            to_propose(pair_id),
            to_write(pair_id),
            button("Нужен координатор", AskHelp(pair_id=pair_id, wanted=Help.COORDINATOR)),
            to_pair(pair_id),
        ),
    )


def handed(view: Handed) -> Screen:
    """To the mentee: another mentor goes on. Who that is, the introduction tells."""
    then = (
        "Ждём согласия школы: как только ответит, познакомим вас." if view.waits else "Знакомим отдельным сообщением."
    )
    return Screen(
        "Координатор клуба подобрал вам другого наставника. Так бывает часто, и\u00a0дело не в\u00a0вас. "
        f"{then}\nЦели и дневник прежней пары остаются у\u00a0вас.",
        column(to_pair(view.pair_id), to_pair(view.before_id, "Прежняя пара"), to_mentoring()),
    )


def released(view: Released) -> Screen:
    """To the mentor whose pair goes on with somebody else."""
    who = f"<b>{esc(words.named(view.mentee))}</b>\n" if view.mentee is not None else ""
    return Screen(
        f"{who}Координатор клуба передал эту пару другому наставнику, и\u00a0дело не в\u00a0вас. Спасибо за ваше время "
        "и\u00a0опыт! Цели и дневник остаются у\u00a0вас. Если это ошибка, напишите координатору.",
        column(to_pair(view.pair_id), button("Мои пары", MyPairs()), to_mentoring()),
    )


def left_behind(view: LeftBehind) -> Screen:
    """To the mentee whose mentor has left the club: they need do nothing."""
    return Screen(
        "Ваш наставник больше не\u00a0в\u00a0клубе, поэтому работа в\u00a0паре завершена. Без помощи не оставим: "
        "ваш запрос уже у\u00a0координатора, он подберёт другого наставника и\u00a0напишет вам. "
        "Задачу можно уточнить своими словами.",
        column(
            to_reword(view.request_id),
            button("К заявке", OpenRequest(request_id=view.request_id)),
            to_pair(view.pair_id, "Прежняя пара"),
            to_mentoring(),
        ),
    )
