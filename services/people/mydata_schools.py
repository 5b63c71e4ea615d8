"""What the club keeps of a person who speaks for a school, for the export: their own rights and answers."""

from typing import Any

from sqlalchemy import Select, select

from db.base import Base
from db.models import Organization, SchoolAdmin, SchoolApproval, SchoolAsk
from services.people.mydata_source import Person, Source


def _school_rights(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(Organization.name.label("organization"), SchoolAdmin.granted_at)
        .join(Organization, Organization.id == SchoolAdmin.organization_id)
        .where(SchoolAdmin.member_id == person.member_id)
        .order_by(SchoolAdmin.granted_at)
    )


def _school_asks(person: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(Organization.name.label("organization"), SchoolAsk.asked_at)
        .join(Organization, Organization.id == SchoolAsk.organization_id)
        .where(SchoolAsk.member_id == person.member_id)
    )


def _school_words(person: Person) -> Select[*tuple[Any, ...]]:
    """What the person answered for a school; of their own pairs, what the schools said is the schools' affair."""
    return (
        select(
            Organization.name.label("organization"),
            SchoolApproval.agreed,
            SchoolApproval.reason,
            SchoolApproval.answered_at,
        )
        .join(Organization, Organization.id == SchoolApproval.organization_id)
        .where(SchoolApproval.answered_by_id == person.member_id)
        .order_by(SchoolApproval.answered_at)
    )


SCHOOL_SOURCES: dict[type[Base], Source] = {
    SchoolAdmin: Source(_school_rights, {"organization_id": "organization"}, frozenset({"member_id", "granted_by_id"})),
    SchoolAsk: Source(_school_asks, {"organization_id": "organization"}, frozenset({"member_id"})),
    SchoolApproval: Source(
        _school_words,
        {"organization_id": "organization"},
        frozenset({"pair_id", "asked_at", "by_club", "deadline_at", "answered_by_id"}),
    ),
}
