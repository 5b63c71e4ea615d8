"""What became of an author's tips: thumbs, thanks, results, gathered in one message a day."""

from datetime import datetime

from sqlalchemy import func, select

from db.engine import Session
from db.models import Tip, TipSeen
from domain.tips.news import MOST_RESULTS, TipNews, news_before, next_news
from domain.vocabulary import MessageKind, Priority, TipState
from services import outbox
from services.outbox import Due, Message


async def note(session: Session, author_id: int | None, now: datetime) -> None:
    """Somebody said something kind about a tip: its author, if there is one, is told at the next 18:00."""
    if author_id is None:
        return
    message = Message(MessageKind.TIP_NEWS, f"tip_news:{author_id}", author_id, next_news(now), Priority.TIP)
    # the same message already planned is left as it is
    await outbox.plan(session, [message])


async def told(session: Session, due: Due) -> tuple[TipNews, ...]:
    """What a claimed row tells: everything since the message before it that is still true; empty: nothing."""
    since = news_before(due.due_at)
    own = (Tip.author_id == due.recipient_id, Tip.state == TipState.PUBLISHED)
    thumbs = func.count().filter(TipSeen.vote == 1, TipSeen.voted_at > since)
    thanks = func.count().filter(TipSeen.thanked_at > since)
    tried = func.count().filter(TipSeen.tried_at > since)
    query = (
        select(Tip.id, Tip.title, thumbs, thanks, tried)
        .join(TipSeen, TipSeen.tip_id == Tip.id)
        .where(*own)
        .group_by(Tip.id, Tip.title)
        .having(thumbs + thanks + tried > 0)
        .order_by((thumbs + thanks + tried).desc(), Tip.id)
    )
    rows = (await session.execute(query)).all()
    return tuple([TipNews(*row, await _results(session, row[0], since)) for row in rows])


async def _results(session: Session, tip_id: int, since: datetime) -> tuple[str, ...]:
    query = (
        select(TipSeen.tried_words)
        .where(TipSeen.tip_id == tip_id, TipSeen.tried_at > since, TipSeen.tried_words.is_not(None))
        .order_by(TipSeen.tried_at.desc())
        .limit(MOST_RESULTS)
    )
    return tuple(words or "" for words in await session.scalars(query))
