"""The way into the journal, for screens the journal itself leads back to."""

from aiogram.filters.callback_data import CallbackData

from domain.people.journal import Period, Thing
from screens.kit import Button, RowId, button


class OpenJournal(CallbackData, prefix="jrn"):
    """A page of the journal: of a period, about one kind of things, by or about one person."""

    page: int = 0
    period: Period = Period.WEEK
    thing: Thing | None = None
    person: RowId | None = None


def to_journal_of(member_id: int) -> Button:
    """All that was ever done by one person, or to them."""
    return button("📖 Журнал", OpenJournal(period=Period.ALL, person=member_id))
