"""What the club keeps of a person about tips: those seen, those of their own, the subscription."""

from typing import Any

from sqlalchemy import Select, select

from db.base import Base
from db.models import Tip, TipSeen, TipSubscription, TipSubscriptionDirection
from services.people.mydata_source import Person, Source


def _tips(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Tip.title.label("tip"),
            TipSeen.seen_at,
            TipSeen.times,
            TipSeen.vote,
            TipSeen.voted_at,
            TipSeen.favourite_at,
            TipSeen.tried_at,
            TipSeen.tried_words,
            TipSeen.thanked_at,
        )
        .join(Tip, Tip.id == TipSeen.tip_id)
        .where(TipSeen.member_id == person.member_id)
        .order_by(TipSeen.seen_at)
    )


def _own_tips(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Tip.direction,
            Tip.title,
            Tip.text,
            Tip.state,
            Tip.season,
            Tip.original,
            Tip.review_note,
            Tip.created_at,
            Tip.published_at,
        )
        .where(Tip.author_id == person.member_id)
        .order_by(Tip.id)
    )


def _subscription(person: Person) -> Select[*tuple[Any, ...]]:
    return select(
        TipSubscription.cadence,
        TipSubscription.hour,
        TipSubscription.weekday,
        TipSubscription.next_at,
        TipSubscription.changed_at,
    ).where(TipSubscription.member_id == person.member_id)


def _subscription_directions(person: Person) -> Select[*tuple[Any, ...]]:
    return select(TipSubscriptionDirection.direction).where(TipSubscriptionDirection.member_id == person.member_id)


TIP_SOURCES: dict[type[Base], Source] = {
    TipSubscription: Source(_subscription, technical=frozenset({"member_id"})),
    TipSubscriptionDirection: Source(_subscription_directions, technical=frozenset({"member_id"})),
    # of a picture or a voice message the club keeps where it is in Telegram, not the file
    Tip: Source(
        _own_tips, technical=frozenset({"id", "slug", "lemmas", "author_id", "reviewed_by_id", "photo", "voice"})
    ),
    TipSeen: Source(_tips, {"tip_id": "tip"}, frozenset({"member_id"})),
}
