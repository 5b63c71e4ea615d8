"""How a person's name is written after «выдан»: asked once, kept with the profile."""

from db.engine import Session
from db.models import Member
from domain.actors import Actor
from domain.errors import NotFound, ProfileNeeded
from domain.people import dative


async def question(session: Session, actor: Actor) -> tuple[str, str | None]:
    """The person's name and our guess of its dative, None when there is none.

    Raises ConsentNeeded, ProfileNeeded (there is no name yet).
    """
    name = _name(await _member(session, actor.known()))
    return name, dative.guess(name)


async def kept(session: Session, actor: Actor) -> tuple[str, str]:
    """The person's name and how it is written after «выдан»; the same: as it is. Raises as `question`."""
    member = await _member(session, actor.known())
    name = _name(member)
    return name, member.name_dative or name


async def accept_guess(session: Session, actor: Actor) -> None:
    """Our guess is right. Raises ConsentNeeded, ProfileNeeded, NotFound (there was no guess)."""
    member = await _member(session, actor.known())
    guessed = dative.guess(_name(member))
    if guessed is None:
        raise NotFound
    member.name_dative = guessed
    await session.flush()


async def keep_as_is(session: Session, actor: Actor) -> None:
    """The name stays in the nominative, without «выдан». Raises ConsentNeeded, ProfileNeeded."""
    member = await _member(session, actor.known())
    member.name_dative = _name(member)
    await session.flush()


async def write(session: Session, actor: Actor, text: str) -> None:
    """The dative as the person typed it. Raises ConsentNeeded, ProfileNeeded, InvalidAnswer."""
    member = await _member(session, actor.known())
    member.name_dative = dative.read(text, _name(member))
    await session.flush()


async def _member(session: Session, member_id: int) -> Member:
    member = await session.get(Member, member_id, with_for_update={"key_share": True}, populate_existing=True)
    if member is None:
        raise NotFound
    return member


def _name(member: Member) -> str:
    if member.full_name is None:
        raise ProfileNeeded
    return member.full_name
