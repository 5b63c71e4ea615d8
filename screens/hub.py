"""The ways in of the coordinators' desk: one button for each room of it, with what waits there.

Apart from `screens/desk.py`, which the screens behind these buttons lead back to.
"""

from domain.desk import DeskFigures
from screens.kit import Button, button, in_pairs
from screens.mailing.announcements import Announcements
from screens.mailing.letters_desk import ShowLetters
from screens.mentoring.mentoring import MentoringDesk
from screens.people.journal_ways import OpenJournal
from screens.people.members_desk import OpenPeople
from screens.people.organization_ways import OpenOrganizations
from screens.people.partner_ways import to_partners
from screens.people.roles import OpenRights
from screens.tips.tip_ways import TipsToReview


def hub(figures: DeskFigures) -> tuple[tuple[Button, ...], ...]:
    """Rows of them; the list of events stands above."""
    short = in_pairs(
        [
            button(_counted("📣 Объявления", figures.announcements_going), Announcements()),
            button(_counted("✉️ Письма", figures.letters_waiting), ShowLetters()),
            button(_counted("💡 Лайфхаки", figures.tips_waiting), TipsToReview()),
            button("👥 Люди", OpenPeople()),
            button(_counted("🏫 Организации", figures.places_waiting), OpenOrganizations()),
            to_partners("🏛 Партнёры"),
            button("🔑 Права", OpenRights()),
            button("📖 Журнал", OpenJournal()),
        ]
    )
    # too long for half a row
    return (*short, (button("🤝 Наставничество", MentoringDesk()),))


def _counted(label: str, number: int) -> str:
    return f"{label}: {number}" if number else label
