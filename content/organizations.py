"""The directory of educational organisations a newcomer's answer is matched against."""

from dataclasses import dataclass
from pathlib import Path

from content.reader import FOLDER, read, require_unique
from domain.vocabulary import Municipality, OrgType

FILE = "organizations.toml"


@dataclass(frozen=True, slots=True)
class OrganizationText:
    """One organisation. The name keeps ordinary spaces: it is compared with what people type."""

    slug: str
    name: str
    type: OrgType
    municipality: Municipality


def load_organizations(folder: Path = FOLDER) -> tuple[OrganizationText, ...]:
    """All organisations in the order of the file. Raises ContentError."""
    file = read(folder, FILE)
    organizations = []
    for entry in file.tables("organization"):
        organizations.append(
            OrganizationText(
                slug=entry.slug(),
                name=entry.text("name", 120),
                type=entry.code("type", OrgType),
                municipality=entry.code("municipality", Municipality),
            )
        )
        entry.close()
    file.close()
    require_unique(FILE, "slug", (organization.slug for organization in organizations))
    require_unique(FILE, "name", (organization.name for organization in organizations))
    return tuple(organizations)
