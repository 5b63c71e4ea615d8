"""Two people before a coordinator: keep them apart, or let them be a pair again."""

from content.typography import NBSP
from domain.mentoring.blocks import Two
from screens import words
from screens.kit import Button, Screen, button, column, esc
from screens.mentoring.blocks import BlockTwo, Unblock, to_blocks
from screens.mentoring.desk_ways import OpenPairDesk
from screens.mentoring.found_people import person
from screens.mentoring.mentor_load import to_desk


def two(view: Two, said: str = "") -> Screen:
    """How it stands between the two; before they are blocked, what that changes."""
    lines = [f"{said}\n" if said else "", f"{person(view.one)}\n{person(view.other)}", *_standing(view)]
    if view.since is not None:
        act = button("Снова можно вместе", Unblock(one_id=view.one.id, other_id=view.other.id))
    else:
        act = button("Да, не подбирать", BlockTwo(one_id=view.one.id, other_id=view.other.id, sure=True))
    return Screen("\n".join(line for line in lines if line), column(act, *_ways(view)))


def _standing(view: Two) -> list[str]:
    if view.since is not None:
        told = [f"Не{NBSP}подбираем вместе с{NBSP}{words.full_day(view.since)}."]
    else:
        told = [f"Больше не{NBSP}подбирать этих двоих вместе? Им об{NBSP}этом не{NBSP}пишем, отменить можно здесь же."]
    if view.pair_id is not None:
        told.append(f"⚠️ Сейчас они в{NBSP}паре. Она останется, пока вы или они её не{NBSP}остановите.")
    if view.requests and view.since is None:
        told.append(
            f"Заявка одного ждёт ответа другого: вернём её в{NBSP}очередь координатора, а{NBSP}наставнику напишем, "
            f"что отвечать не{NBSP}нужно."
        )
    return told


def ask_unblock(view: Two) -> Screen:
    """Before the two may be put in a pair again."""
    return Screen(
        f"Снова предлагать их друг другу? {esc(words.named(view.one.name))} и{NBSP}{esc(words.named(view.other.name))} "
        f"могли разойтись по{NBSP}своей воле: лучше сначала спросить обоих.",
        column(
            button("Да, можно вместе", Unblock(one_id=view.one.id, other_id=view.other.id, sure=True)),
            button("← Оставить", BlockTwo(one_id=view.one.id, other_id=view.other.id)),
        ),
    )


def _ways(view: Two) -> list[Button | None]:
    pair = button("К паре", OpenPairDesk(pair_id=view.pair_id)) if view.pair_id is not None else None
    return [pair, to_blocks("← К списку"), to_desk()]
