"""The roster of an event: the list, the search, one participant. Reading only; for coordinators alone."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, func, select

from db.engine import Session
from db.models import Event, Member, Organization, Presence, Registration
from domain.actors import Actor
from domain.errors import NotFound
from domain.events import roster as rules
from domain.events.roster import Mark, Only, Participant, Roster, RosterEvent, RosterLine, Standing
from domain.paging import page_of
from domain.vocabulary import Attendance, PresenceState, RegistrationStatus
from services.events import events, questions
from services.events.tickets import slots


async def roster(
    session: Session,
    actor: Actor,
    event_id: int,
    number: int,
    size: int,
    query: str | None = None,
    only: Only = Only.ALL,
) -> Roster:
    """Page `number` (from 0) of who takes part, narrowed by `query` (folded words of a name) and `only`.

    Names are compared and sorted here and not in SQL: the databases disagree about «Ё» and small letters, and an
    event has two thousand people at most. Raises ConsentNeeded, NotAllowed, NotFound.
    """
    actor.coordinator()
    event = await _event(session, event_id)
    standings = await people(session, event_id)
    counts = {choice: sum(rules.belongs(one, choice) for one in standings) for choice in Only}
    chosen = [
        one for one in standings if rules.belongs(one, only) and (not query or rules.is_meant(query, one.full_name))
    ]
    chosen.sort(key=rules.place_in_list)
    page = page_of(len(chosen), number, size)
    shown = chosen[page.offset : page.offset + size]
    lines = await _lines(session, shown, standings)
    return Roster(await _view(session, event), lines, page, only, query or None, counts)


async def participant(session: Session, actor: Actor, registration_id: int) -> Participant:
    """Everything about one person at an event. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    query = (
        select(Registration, Member.position)
        .join(Member, Member.id == Registration.member_id)
        .where(Registration.id == registration_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    registration, position = found
    event = await _event(session, registration.event_id)
    standings = await people(session, event.id)
    mine = next(one for one in standings if one.registration_id == registration_id)
    (line,) = await _lines(session, [mine], standings)
    return Participant(
        event=await _view(session, event),
        line=line,
        position=position,
        signed_up_at=registration.created_at,
        source=registration.source,
        offered_till=registration.offered_till,
        answers=(await questions.answers_of(session, event.id, registration_id)).get(registration_id, ()),
    )


async def event(session: Session, actor: Actor, event_id: int) -> RosterEvent:
    """The event itself, for screens about its roster. Raises ConsentNeeded, NotAllowed, NotFound."""
    actor.coordinator()
    return await _view(session, await _event(session, event_id))


async def people(session: Session, event_id: int) -> list[Standing]:
    """Everybody who ever signed up, in no order; the caller answers for the right to see them."""
    came = await _came(session, event_id)
    query = (
        select(Registration.id, Member.full_name, Registration.status, Registration.attendance, Registration.arrival)
        .join(Member, Member.id == Registration.member_id)
        .where(Registration.event_id == event_id)
    )
    rows = (await session.execute(query)).all()
    return [Standing(row[0], row[1] or "", row[2], row[3], row[4], came.get(row[0])) for row in rows]


async def marks(session: Session, registrations: ColumnElement[bool]) -> dict[int, tuple[Mark, ...]]:
    """Marks by registration, in order of sessions; `registrations` says whose."""
    query = (
        select(Presence)
        .join(Registration, Registration.id == Presence.registration_id)
        .where(registrations)
        .order_by(Presence.registration_id, Presence.sitting)
    )
    found: dict[int, tuple[Mark, ...]] = {}
    for row in await session.scalars(query):
        mark = Mark(row.sitting, row.state, row.method, row.attendance, row.marked_at)
        found[row.registration_id] = (*found.get(row.registration_id, ()), mark)
    return found


async def _event(session: Session, event_id: int) -> Event:
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound
    return event


async def _view(session: Session, event: Event) -> RosterEvent:
    return RosterEvent(
        id=event.id,
        title=event.title,
        terms=events.terms(event),
        seats=(await events.seats(session, [event]))[event.id],
        sittings=await slots(session, event),
    )


async def _came(session: Session, event_id: int) -> dict[int, bool]:
    """Who came at least once, and who is marked as absent each time."""
    attended = func.count().filter(Presence.state == PresenceState.ATTENDED)
    query = (
        select(Presence.registration_id, attended)
        .join(Registration, Registration.id == Presence.registration_id)
        .where(Registration.event_id == event_id)
        .group_by(Presence.registration_id)
    )
    return {row[0]: row[1] > 0 for row in (await session.execute(query)).all()}


async def _lines(
    session: Session, shown: Collection[Standing], everybody: Iterable[Standing]
) -> tuple[RosterLine, ...]:
    """The people of one page in full."""
    ids = [one.registration_id for one in shown]
    query = (
        select(
            Registration.id,
            func.coalesce(Organization.name, Member.organization_text),
            Registration.role,
            Member.telegram_id,
        )
        .join(Member, Member.id == Registration.member_id)
        .outerjoin(Organization, Organization.id == Member.organization_id)
        .where(Registration.id.in_(ids))
    )
    details = {row[0]: row for row in (await session.execute(query)).all()}
    marks_of = await marks(session, Registration.id.in_(ids))
    line = _line(everybody)
    return tuple(
        RosterLine(
            registration_id=one.registration_id,
            full_name=one.full_name,
            organization=details[one.registration_id][1],
            status=one.status,
            attendance=one.attendance,
            role=details[one.registration_id][2],
            line=line.get(one.registration_id),
            reachable=details[one.registration_id][3] is not None,
            marks=marks_of.get(one.registration_id, ()),
        )
        for one in shown
    )


def _line(everybody: Iterable[Standing]) -> dict[int, int]:
    """Places in the waiting lists, online and face-to-face counted apart."""
    waiting = sorted(
        (one for one in everybody if one.status is RegistrationStatus.WAITLISTED), key=lambda one: one.arrival
    )
    reached = dict.fromkeys(Attendance, 0)
    found = {}
    for one in waiting:
        reached[one.attendance] += 1
        found[one.registration_id] = reached[one.attendance]
    return found
