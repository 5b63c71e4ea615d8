"""What a pair has been through, for tests of what coordinators see of it."""

from datetime import datetime

from db.engine import Session
from db.models import MeetingNote, PairCheck, PairMeeting
from domain.actors import Actor
from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.vocabulary import Attendance, MeetingStatus


async def given_meeting(
    session: Session,
    pair_id: int,
    at: datetime,
    moods: dict[int, int | None] | None = None,
    status: MeetingStatus = MeetingStatus.HELD,
) -> int:
    """A meeting that took place, or stands as told; `moods` by author. Returns its id."""
    meeting = PairMeeting(
        pair_id=pair_id,
        status=status,
        options=[],
        starts_at=at,
        minutes=60,
        way=Attendance.ONLINE,
        created_at=at,
        changed_at=at,
    )
    session.add(meeting)
    await session.flush()
    for author_id, mood in (moods or {}).items():
        session.add(MeetingNote(meeting_id=meeting.id, author_id=author_id, mood=mood, written_at=at))
    await session.flush()
    return meeting.id


async def given_check(
    session: Session, pair_id: int, actor: Actor, occasion: Occasion, at: datetime, answer: CheckAnswer | None = None
) -> None:
    """One side was asked how it goes, and answered or not."""
    row = PairCheck(pair_id=pair_id, member_id=actor.owner(), occasion=occasion.value, asked_at=at)
    if answer is not None:
        row.answer, row.answered_at = answer.value, at
    session.add(row)
    await session.flush()
