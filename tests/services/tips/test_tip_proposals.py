"""Members' tips: sent, read by coordinators, published, found, kept, thanked for."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.engine import Session, Sessions
from db.models import AuditEntry, Member, MemberRole, OutboxRow, Tip, TipWord
from domain.actors import Actor
from domain.errors import ConsentNeeded, InvalidAnswer, NotAllowed, NotFound, TipMoved, TipsFull
from domain.tips.news import next_news
from domain.tips.proposals import Mended, OwnTip, Proposal
from domain.vocabulary import Direction, MessageKind, Role, Season, TipState
from services import deliveries
from services.tips import (
    tip_calls,
    tip_index,
    tip_library,
    tip_moderation,
    tip_news,
    tip_proposals,
    tip_reactions,
    tip_search,
    tips,
)
from tests.services.given_events import given_members

PARENTS = Proposal(
    Direction.PARENTS, "Письмо домой", "Раз в неделю отправляйте семьям одну хорошую новость о детях, коротко и тепло."
)
SILENCE = Proposal(
    Direction.METHODICAL, "Тишина", "Договоритесь с классом о жесте, после которого все замолкают сразу."
)


async def given_desk(session: Session, now: datetime) -> tuple[Actor, Actor, Actor]:
    """An author, a reader and a coordinator."""
    author, reader, maria = await given_members(session, 3, now)
    session.add(MemberRole(member_id=maria.owner(), role=Role.COORDINATOR, granted_at=now))
    await session.flush()
    coordinator = Actor(
        maria.telegram_id, maria.member_id, consent_in_force=True, joined=True, roles=frozenset({Role.COORDINATOR})
    )
    return author, reader, coordinator


async def published(session: Session, author: Actor, maria: Actor, proposal: Proposal, now: datetime) -> OwnTip:
    tip = await tip_proposals.send(session, author, proposal, None, now)
    view = await tip_moderation.review(session, maria, tip.id)
    await tip_moderation.publish(session, maria, tip.id, view.mark, now)
    return tip


async def titles_found(session: Session, actor: Actor, words: str, direction: Direction | None = None) -> list[str]:
    return [tip.title for tip in (await tip_search.search(session, actor, words, direction, 0, 5)).tips]


async def kinds_planned(session: Session, actor: Actor) -> list[str]:
    query = select(OutboxRow.kind).where(OutboxRow.recipient_id == actor.owner()).order_by(OutboxRow.id)
    return list(await session.scalars(query))


async def test_nobody_reads_a_tip_before_a_coordinator_has(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        tip = await tip_proposals.send(session, author, PARENTS, None, now)
        assert await kinds_planned(session, maria) == [MessageKind.TIP_TO_REVIEW]
        for reading in (tips.tip_now(session, reader, now), tips.open_tip(session, reader, tip.id, now)):
            with pytest.raises(NotFound):
                await reading
        with pytest.raises(NotFound):
            await tips.tip_now(session, Actor(1), now)
        assert await titles_found(session, reader, "дети") == []

        view = await tip_moderation.review(session, maria, tip.id)
        await tip_moderation.publish(session, maria, tip.id, view.mark, now)
        assert (await tips.tip_now(session, reader, now)).author == "Участник 0"
        assert (await tips.tip_now(session, Actor(1), now)).title == PARENTS.title
        assert await kinds_planned(session, author) == [MessageKind.TIP_PUBLISHED]
        with pytest.raises(NotFound):
            # one's own is no news to oneself
            await tips.tip_now(session, author, now)


async def test_three_wait_at_most_and_one_call_is_enough(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, _, maria = await given_desk(session, now)
        for _ in range(3):
            last = await tip_proposals.send(session, author, PARENTS, None, now)
        with pytest.raises(TipsFull):
            await tip_proposals.send(session, author, PARENTS, None, now)
        # one that waits already may be mended
        await tip_proposals.send(session, author, SILENCE, last.id, now)
        assert await kinds_planned(session, maria) == [MessageKind.TIP_TO_REVIEW]
        assert (await tip_calls.waiting(session)) == 3
        with pytest.raises(ConsentNeeded):
            await tip_proposals.send(session, Actor(5), PARENTS, None, now)


async def test_the_second_of_two_coordinators_is_told(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        tip = await tip_proposals.send(session, author, PARENTS, None, now)
        seen = (await tip_moderation.review(session, maria, tip.id)).mark
        with pytest.raises(NotAllowed):
            await tip_moderation.publish(session, reader, tip.id, seen, now)
        mended = await tip_moderation.mend(session, maria, tip.id, seen, Mended.TITLE, "Добрая новость", now)
        with pytest.raises(TipMoved):
            await tip_moderation.publish(session, maria, tip.id, seen, now)
        await tip_moderation.publish(session, maria, tip.id, mended.mark, now)
        with pytest.raises(TipMoved):
            await tip_moderation.hand_back(session, maria, tip.id, mended.mark, "ещё раз", now)
        view = await tip_moderation.review(session, maria, tip.id)
        assert (view.state, view.reviewer) == (TipState.PUBLISHED, "Участник 2")
        own = await tip_proposals.one(session, author, tip.id)
        assert own.original == f"Письмо домой\n{PARENTS.text}"
        acts = list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
        assert acts == ["tip.mended", "tip.published"]


async def test_a_tip_goes_back_and_comes_again(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        tip = await published(session, author, maria, PARENTS, now)
        view = await tip_moderation.review(session, maria, tip.id)
        await tip_moderation.hand_back(session, maria, tip.id, view.mark, "уберите имена", now)
        assert await titles_found(session, reader, "новость") == []
        own = await tip_proposals.one(session, author, tip.id)
        assert (own.state, own.note) == (TipState.RETURNED, "уберите имена")
        again = await tip_proposals.send(session, author, SILENCE, tip.id, now)
        assert (again.id, again.state, again.note) == (tip.id, TipState.PENDING, None)
        with pytest.raises(NotFound):
            await tip_proposals.withdraw(session, reader, tip.id)
        assert (await tip_proposals.withdraw(session, author, tip.id)).state is TipState.WITHDRAWN


async def test_words_are_found_in_any_form(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        await published(session, author, maria, PARENTS, now)
        await published(session, author, maria, SILENCE, now)
        assert await titles_found(session, reader, "ребенок") == ["Письмо домой"]
        assert await titles_found(session, reader, "семья, хорошие новости") == ["Письмо домой"]
        assert await titles_found(session, reader, "жест ребёнка") == []
        assert await titles_found(session, reader, "договориться", Direction.METHODICAL) == ["Тишина"]
        assert await titles_found(session, reader, "договориться", Direction.PARENTS) == []
        found = await tip_search.search(session, reader, "слоны и дети", None, 0, 5)
        assert ([tip.title for tip in found.tips], found.missing) == (["Письмо домой"], ("слон",))
        assert await titles_found(session, reader, "слоны") == []
        with pytest.raises(InvalidAnswer):
            await titles_found(session, reader, "и на 12!")
        # an index of before is caught up with
        tip = (await session.scalars(select(Tip).where(Tip.title == "Тишина"))).one()
        tip.text, tip.lemmas = "Колокольчик.", ""
        await session.flush()
        assert await tip_index.catch_up(session) == 1
        assert await titles_found(session, reader, "колокольчики") == ["Тишина"]
        assert await titles_found(session, reader, "жест") == []


async def test_one_more_like_it_is_noticed(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        tip = await published(session, author, maria, PARENTS, now)
        same = Proposal(
            Direction.PARENTS,
            "Письма домой",
            "Каждую неделю отправляйте семье хорошие новости о ребёнке: коротко, тепло.",
        )
        found = await tip_proposals.alike(session, reader, same)
        assert found is not None
        assert found.title == "Письмо домой"
        assert await tip_proposals.alike(session, reader, SILENCE) is None
        assert await tip_proposals.alike(session, author, PARENTS, tip.id) is None


async def test_an_author_hears_once_a_day(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        tip = await published(session, author, maria, PARENTS, now)
        for person in (reader, maria):
            await tips.open_tip(session, person, tip.id, now)
            await tip_reactions.vote(session, person, tip.id, 1, now)
        await tip_reactions.thank(session, reader, tip.id, True, now)
        card = await tip_reactions.tell_result(session, reader, tip.id, "родители ответили", now)
        assert (card.thumbs, card.thanks, card.tried, card.result) == (2, 1, 1, "родители ответили")
        await tip_reactions.vote(session, maria, tip.id, 0, now)
        await tips.open_tip(session, author, tip.id, now)
        with pytest.raises(NotFound):
            await tip_reactions.vote(session, author, tip.id, 1, now)
    at = next_news(now)
    async with sessions.begin() as session:
        rows = [row for row in await deliveries.claim(session, at) if row.kind == MessageKind.TIP_NEWS]
        assert [row.recipient_id for row in rows] == [author.owner()]
        (told,) = await tip_news.told(session, rows[0])
        assert (told.thumbs, told.thanks, told.tried, told.results) == (1, 1, 1, ("родители ответили",))
    async with sessions.begin() as session:
        # what was told is not told again; what is taken back is not told at all
        await tip_reactions.thank(session, reader, tip.id, False, at)
        await tip_reactions.vote(session, maria, tip.id, 1, at + timedelta(hours=1))
        await tip_reactions.vote(session, maria, tip.id, 0, at + timedelta(hours=2))
        rows = [row for row in await deliveries.claim(session, next_news(at)) if row.kind == MessageKind.TIP_NEWS]
        assert len(rows) == 1
        assert await tip_news.told(session, rows[0]) == ()


async def test_favourites_and_the_best_of_the_month(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        first = await published(session, author, maria, PARENTS, now)
        second = await published(session, author, maria, SILENCE, now)
        for tip in (first, second):
            await tips.open_tip(session, reader, tip.id, now)
        await tip_reactions.keep(session, reader, first.id, True, now)
        await tip_reactions.vote(session, reader, first.id, 1, now - timedelta(days=31))
        await tip_reactions.vote(session, reader, second.id, 1, now)
        await tip_reactions.tried(session, reader, second.id, True, now)
        kept = await tip_library.favourites(session, reader, 0, 5)
        assert [tip.title for tip in kept.tips] == ["Письмо домой"]
        best = await tip_library.best_of_month(session, now)
        assert [(tip.title, tip.figure) for tip in best.tips] == [("Тишина", 2)]
        await tip_reactions.keep(session, reader, first.id, False, now)
        assert (await tip_library.favourites(session, reader, 0, 5)).tips == ()


async def test_a_tip_of_the_season_comes_first(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        (reader,) = await given_members(session, 1, now)
        for number, season in enumerate((None, Season.EXAMS, None, Season.NEW_YEAR, None)):
            session.add(Tip(slug=f"t{number}", direction=Direction.DIGITAL, title=f"{season}", text="…", season=season))
        await session.flush()
        december = datetime(2026, 12, 2, 5, tzinfo=now.tzinfo)
        order = [(await tips.tip_now(session, reader, december + timedelta(minutes=n))).title for n in range(5)]
    assert order[0] == "NEW_YEAR"
    assert order[-1] == "EXAMS"


async def test_the_leavers_tips(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, reader, maria = await given_desk(session, now)
        await published(session, author, maria, PARENTS, now)
        await tip_proposals.send(session, author, SILENCE, None, now)
        await tip_proposals.forget_author(session, author.owner())
        await session.delete(await session.get_one(Member, author.owner()))
        await session.flush()
        assert list(await session.scalars(select(Tip.title))) == ["Письмо домой"]
        card = await tips.tip_now(session, reader, now)
        assert card.author is None
        with pytest.raises(NotFound):
            await tip_reactions.thank(session, reader, card.id, True, now)
        assert await titles_found(session, reader, "письмо") == ["Письмо домой"]
        words = set(await session.scalars(select(TipWord.tip_id)))
        assert words == {card.id}


async def test_of_two_coordinators_at_once_one_decides(sessions: Sessions, now: datetime) -> None:
    async with sessions.begin() as session:
        author, _, maria = await given_desk(session, now)
        tip = await tip_proposals.send(session, author, PARENTS, None, now)
        mark = (await tip_moderation.review(session, maria, tip.id)).mark

    async def publish() -> bool:
        async with sessions.begin() as session:
            await tip_moderation.publish(session, maria, tip.id, mark, now)
        return True

    async def send_back() -> bool:
        async with sessions.begin() as session:
            await tip_moderation.hand_back(session, maria, tip.id, mark, "добавьте пример", now)
        return True

    async def mend() -> bool:
        async with sessions.begin() as session:
            await tip_moderation.mend(session, maria, tip.id, mark, Mended.TITLE, "Добрая новость", now)
        return True

    acts = await asyncio.gather(publish(), send_back(), mend(), publish(), return_exceptions=True)
    assert [one for one in acts if one is True] == [True]
    assert {type(one) for one in acts if one is not True} == {TipMoved}
    async with sessions.begin() as session:
        told = await kinds_planned(session, author)
        assert len(told) <= 1, "the author hears one thing"
