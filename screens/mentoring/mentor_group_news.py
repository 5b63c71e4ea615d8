"""What the two of a pair are told of a group: that they are in it together, and that it is over for one of them."""

from domain.mentoring.pairs import PairView, Side
from screens import words
from screens.kit import Screen, button, column, esc
from screens.mentoring.mentor_groups import to_groups
from screens.mentoring.mentoring import to_mentoring, to_pair
from screens.mentoring.pairs import ChangeMentor
from screens.mentoring.relay import to_write


def entered(view: PairView) -> Screen | None:
    """A pair there was before has come into a group, for who did not do it; None when that is true no more."""
    if view.group is None or view.other is None or not view.live:
        return None
    title, name = esc(words.quoted(view.group)), esc(view.other.name)
    told = (
        f"{name} теперь в вашей группе {title}. Переписка, встречи и цели остались на месте."
        if view.side is Side.MENTOR
        else f"Теперь вы в группе {title}, её ведёт {name}. Переписка, встречи и цели остались на месте."
    )
    return Screen(told, column(to_write(view.id), to_pair(view.id), to_mentoring()))


def over(view: PairView) -> Screen | None:
    """The group is no more, or the person is in it no more; None when the pair goes on after all."""
    if view.open:
        return None
    if view.group is not None:
        told = f"Ваше участие в группе {esc(words.quoted(view.group))} завершено раньше срока."
    else:
        leader = f" (наставник: {esc(view.other.name)})" if view.other else ""
        told = f"Ваша группа{leader} завершила работу раньше срока."
    return Screen(
        f"{told} Так бывает, и дело не в вас. Подобрать другого наставника?",
        column(
            button("Да, подобрать", ChangeMentor(pair_id=view.id, sure=True)),
            to_groups(),
            to_pair(view.id),
            to_mentoring(),
        ),
    )
