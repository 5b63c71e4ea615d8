"""Ways between the screens of the directory: its buttons, and the words they share."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.people.organizations import OrganizationView
from domain.people.organizations_desk import Field
from domain.vocabulary import Municipality, OrgType
from screens import words
from screens.kit import LABEL_LIMIT, Button, RowId, button, esc, shorten

TYPES = {
    OrgType.SCHOOL: "Школа",
    OrgType.KINDERGARTEN: "Детский сад",
    OrgType.ADDITIONAL_ED: "Доп. образование",
    OrgType.COLLEGE: "Колледж",
    OrgType.OTHER: "Другая",
}


class OpenOrganizations(CallbackData, prefix="og"):
    """«Организации» anew: all of them, nothing searched."""


class OrganizationsPage(CallbackData, prefix="ogp"):
    """A page of the list; what is left out stays as it was."""

    page: int | None = None
    archived: bool | None = None


class OrganizationsTable(CallbackData, prefix="ogx"):
    """The list as a spreadsheet."""


class OpenOrganization(CallbackData, prefix="ogo"):
    """One organisation's card."""

    organization_id: RowId


class OpenPeopleOf(CallbackData, prefix="ogw"):
    """Who is of an organisation."""

    organization_id: RowId
    page: int = 0


class AskChange(CallbackData, prefix="oge"):
    """Another name, type or town for an organisation."""

    organization_id: RowId
    field: Field


class SetType(CallbackData, prefix="oget"):
    """The organisation is of this type."""

    organization_id: RowId
    type: OrgType


class SetTown(CallbackData, prefix="ogem"):
    """The organisation is in this town."""

    organization_id: RowId
    municipality: Municipality


class Archive(CallbackData, prefix="oga"):
    """Put an organisation away, or bring it back; putting away asks first unless `sure`."""

    organization_id: RowId
    away: bool
    sure: bool = False


class AddOrganization(CallbackData, prefix="ogn"):
    """A new organisation; `key`: for people who typed these words."""

    key: str | None = None


class OpenPlaces(CallbackData, prefix="ogt"):
    """Places people typed in their own words: those to settle, or those that stay as they are."""

    page: int = 0
    kept: bool = False


class OpenPlace(CallbackData, prefix="ogto"):
    """One such place, by the sign of its words."""

    key: str


class MergeOrganization(CallbackData, prefix="ogm"):
    """The organisation is there twice: the other entry is looked for."""

    organization_id: RowId


class OpenImport(CallbackData, prefix="ogi"):
    """Changes from a spreadsheet: a template, a file."""


def to_organizations(label: str = "← К списку") -> Button:
    """Back to the list as it was."""
    return button(label, OrganizationsPage())


def to_organization(organization_id: int, label: str = "← К карточке") -> Button:
    return button(label, OpenOrganization(organization_id=organization_id))


def town(one: Municipality) -> str:
    """The town; one without a name of its own in the vocabulary is «другой город»."""
    return "другой город" if one is Municipality.OTHER else words.MUNICIPALITIES[one]


def called(view: OrganizationView) -> str:
    """«Школа № 901, Тюмень», escaped."""
    return f"{esc(view.name)}, {town(view.municipality)}"


def label(text: str, name: str, limit: int = LABEL_LIMIT) -> str:
    """What tells organisations apart within a label: a number or a proper name; `text` stands before it."""
    for sign in "«№":
        if len(text + name) > limit and sign in name:
            name = name[name.index(sign) :]
    return shorten(text + name.replace(NBSP, " "), limit)


def people(number: int) -> str:
    """«2 человека»; of nobody «пока никого»."""
    return words.plural(number, "человек", "человека", "человек") if number else f"пока{NBSP}никого"


NO_WORDS = "Здесь нужны буквы или цифры. Например: школа 12."
