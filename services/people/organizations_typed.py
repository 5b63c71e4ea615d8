"""Coordinators settle places people typed by hand: an organisation of the directory, a new one, or as it is.

What was typed stays beside the organisation, so that settling can be taken back.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from db.engine import Session, insert_into
from db.models import Member, Organization, OwnPlace
from domain.actors import Actor
from domain.errors import Outdated
from domain.paging import page_of
from domain.people.organizations import MOST_CANDIDATES, OrganizationView
from domain.people.organizations_desk import NewOrganization, find
from domain.people.organizations_typed import TypedPlaceCard, TypedPlaces, sign_of
from domain.vocabulary import MessageKind, Municipality, Priority
from services import journal, outbox
from services.outbox import Message
from services.people import organizations, organizations_desk, typed_places
from services.people.typed_places import UNSETTLED, Group

_NAMED = 5
_AT_ONCE = 500


async def page(session: Session, actor: Actor, number: int, size: int, kept: bool) -> TypedPlaces:
    """A page of what waits to be settled, or of what stays as it is. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    everything = await typed_places.groups(session)
    meant = [one.place for one in everything if one.kept is kept]
    shown = page_of(len(meant), number, size)
    return TypedPlaces(
        lines=tuple(meant[shown.offset : shown.offset + size]),
        page=shown,
        total=len(meant),
        people=sum(one.people for one in meant),
        kept=kept,
        others=len(everything) - len(meant),
    )


async def place(session: Session, actor: Actor, key: str) -> TypedPlaceCard:
    """One such place with what it may mean. Raises ConsentNeeded, NotAllowed, Outdated: nobody writes so any more."""
    actor.coordinator()
    group = await _group(session, key)
    query = select(Member.full_name, Member.municipality).where(*UNSETTLED, Member.organization_text.in_(group.texts))
    rows = (await session.execute(query.order_by(Member.search_words, Member.id))).all()
    towns = Counter(town for _, town in rows if town is not None).most_common(1)
    town: Municipality | None = towns[0][0] if towns else None
    near = await organizations.find(session, group.place.text, town)
    return TypedPlaceCard(group.place, tuple(name or "" for name, _ in rows[:_NAMED]), town, near, group.kept)


async def search(session: Session, actor: Actor, words: Sequence[str]) -> tuple[OrganizationView, ...]:
    """Organisations the typed words (folded) may mean, a few. Raises ConsentNeeded, NotAllowed."""
    actor.coordinator()
    directory = await organizations.directory(session, Organization.archived_at.is_(None))
    return tuple(find(words, directory)[0][:MOST_CANDIDATES])


async def settle(session: Session, actor: Actor, key: str, organization_id: int, now: datetime) -> int:
    """All who typed these words are of that organisation from `now` (aware) on, and hear of it; returns how many.

    Raises ConsentNeeded, NotAllowed, NotFound, OrganizationMerged, Outdated: nobody writes so any more.
    """
    actor_id = actor.coordinator()
    await organizations_desk.take_turn(session)
    row = await organizations_desk.open_one(session, organization_id)
    group = await _group(session, key)
    people = await _write(session, group.texts, None, row.id)
    if (kept := await session.get(OwnPlace, key)) is not None:
        await session.delete(kept)
        await session.flush()
    await _tell(session, people, actor_id, now)
    await _note(session, actor_id, "organization.settled", f"organization:{row.id}", now, people=len(people))
    return len(people)


async def create(session: Session, actor: Actor, key: str, new: NewOrganization, now: datetime) -> int:
    """A new organisation for all who typed these words; returns its id. Raises as `settle`, and OrganizationExists."""
    organization_id = await organizations_desk.add(session, actor, new, now)
    await settle(session, actor, key, organization_id, now)
    return organization_id


async def unsettle(session: Session, actor: Actor, key: str, organization_id: int, now: datetime) -> int:
    """Whoever typed these words and was made one of that organisation is so no more; returns how many.

    Raises ConsentNeeded, NotAllowed, Outdated: none of them is of it any more.
    """
    actor_id = actor.coordinator()
    await organizations_desk.take_turn(session)
    organization_id = await organizations.current(session, organization_id)
    own = select(Member.organization_text).where(Member.organization_id == organization_id).distinct()
    texts = [text for text in await session.scalars(own) if text is not None and sign_of(text) == key]
    people = await _write(session, texts, organization_id, None)
    if not people:
        raise Outdated
    await _tell(session, people, actor_id, now)
    about = f"organization:{organization_id}"
    await _note(session, actor_id, "organization.unsettled", about, now, people=len(people))
    return len(people)


async def keep(session: Session, actor: Actor, key: str, kept: bool, now: datetime) -> None:
    """These words stay as they are, or wait to be settled again. Twice is once.

    Raises ConsentNeeded, NotAllowed, Outdated: nobody writes so any more.
    """
    actor_id = actor.coordinator()
    group = await _group(session, key)
    if group.kept is kept:
        return
    if kept:
        values = {"words_sign": key, "kept_at": now}
        await session.execute(insert_into(session, OwnPlace).values(values).on_conflict_do_nothing())
    elif (row := await session.get(OwnPlace, key)) is not None:
        await session.delete(row)
        await session.flush()
    act = "organization.words_kept" if kept else "organization.words_asked"
    await _note(session, actor_id, act, "organization", now, people=group.place.people)


async def _group(session: Session, key: str) -> Group:
    found = next((one for one in await typed_places.groups(session) if one.place.key == key), None)
    if found is None:
        raise Outdated
    return found


async def _write(
    session: Session, texts: Sequence[str], was: int | None, becomes: int | None
) -> list[tuple[int, int | None]]:
    """Members who typed one of the texts move from one organisation to another: their ids and Telegram ids."""
    here = Member.organization_id.is_(None) if was is None else Member.organization_id == was
    moved: list[tuple[int, int | None]] = []
    for start in range(0, len(texts), _AT_ONCE):
        meant = select(Member.id).where(here, Member.organization_text.in_(texts[start : start + _AT_ONCE]))
        ids = list(await session.scalars(meant.order_by(Member.id).with_for_update(key_share=True)))
        for first in range(0, len(ids), _AT_ONCE):
            move = (
                update(Member)
                .where(Member.id.in_(ids[first : first + _AT_ONCE]))
                .values(organization_id=becomes)
                .returning(Member.id, Member.telegram_id)
            )
            moved += [(one, telegram_id) for one, telegram_id in await session.execute(move)]
    return moved


async def _tell(session: Session, people: Sequence[tuple[int, int | None]], actor_id: int, now: datetime) -> None:
    """One message tells each of them how their profile stands by then; what waited to be told before is taken back."""
    told = [one for one, telegram_id in people if telegram_id is not None and one != actor_id]
    for one in told:
        await outbox.withdraw(session, entity=f"member:{one}", kinds=[MessageKind.MEMBER_CORRECTED])
    news = [Message(MessageKind.MEMBER_CORRECTED, f"member:{one}", one, now, Priority.NOTICE) for one in told]
    await outbox.plan(session, news)


async def _note(session: Session, actor_id: int, act: str, about: str, now: datetime, **details: int) -> None:
    await journal.record(session, actor_id=actor_id, act=act, object=about, now=now, **details)
