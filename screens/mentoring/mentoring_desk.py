"""The coordinators' view of mentoring: figures, and the ways to what waits for them."""

from domain.mentoring.mentoring import MentoringFigures
from screens import words
from screens.desk import to_desk
from screens.kit import Screen, button, column, in_pairs
from screens.mentoring.approvals import to_waiting
from screens.mentoring.blocks import to_blocks
from screens.mentoring.desk_ways import ShowPairs, to_troubled
from screens.mentoring.manual_pair import NewPair
from screens.mentoring.mentor_groups import AllMentorGroups
from screens.mentoring.mentor_load import OpenLoads
from screens.mentoring.mentoring import OpenQueue, OpenRound, to_mentoring
from screens.mentoring.mentors import to_review_queue
from screens.mentoring.pair_feedback import OpinionWords
from screens.mentoring.school_admins import to_school_desk
from screens.navigation import to_menu


def desk(view: MentoringFigures) -> Screen:
    """What waits for a coordinator comes first."""
    overdue = f" (🔴 просрочено: {view.overdue})" if view.overdue else ""
    text = "\n".join(
        [
            "<b>Наставничество клуба</b>",
            f"В очереди координатора: {words.plural(view.queued, 'заявка', 'заявки', 'заявок')}{overdue}",
            f"У наставников: {words.plural(view.with_mentors, 'заявка', 'заявки', 'заявок')}",
            f"В работе: {words.plural(view.pairs, 'пара', 'пары', 'пар')}",
        ]
    )
    # what waits for nobody is not named
    waits = [to_review_queue(view.cards_to_review) if view.cards_to_review else None, to_waiting(view.approvals)]
    return Screen(
        text,
        (
            (button("Заявки", OpenQueue()), button("Подбор для всех", OpenRound())),
            *in_pairs([one for one in waits if one is not None]),
            *column(to_troubled(view.troubled)),
            (button("Пары", ShowPairs()), button("Создать пару", NewPair())),
            (button("Группы", AllMentorGroups()), button("Отзывы о парах", OpinionWords())),
            *column(button("Наставники по нагрузке", OpenLoads()), to_blocks(), to_school_desk(view.school_asks)),
            (to_mentoring(), to_desk()),
            (to_menu(),),
        ),
    )
