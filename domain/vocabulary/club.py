"""The club's people and themes. Source: domain guide §4."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in the club; one person may hold several (domain guide §3)."""

    YOUNG_TEACHER = "YOUNG_TEACHER"
    MENTOR = "MENTOR"
    ADMIN_TEAM = "ADMIN_TEAM"
    GUEST = "GUEST"
    COORDINATOR = "COORDINATOR"


# What one may call oneself when joining; a coordinator's rights come only by invitation.
SELF_CHOSEN_ROLES = (Role.YOUNG_TEACHER, Role.MENTOR, Role.ADMIN_TEAM, Role.GUEST)


class Municipality(StrEnum):
    TYUMEN = "TYUMEN"
    TOBOLSK = "TOBOLSK"
    ZAVODOUKOVSK = "ZAVODOUKOVSK"
    YALUTOROVSK = "YALUTOROVSK"
    OTHER = "OTHER"


class OrgType(StrEnum):
    SCHOOL = "SCHOOL"
    KINDERGARTEN = "KINDERGARTEN"
    ADDITIONAL_ED = "ADDITIONAL_ED"
    COLLEGE = "COLLEGE"
    OTHER = "OTHER"


class PartnerKind(StrEnum):
    """What a social partner of the club is (domain guide §4)."""

    MUSEUM = "MUSEUM"
    LIBRARY = "LIBRARY"
    UNIVERSITY = "UNIVERSITY"
    UNION = "UNION"
    BUSINESS = "BUSINESS"
    OTHER = "OTHER"


class Direction(StrEnum):
    """Nine themes of the city's strategic model (seed B, block 3)."""

    METHODICAL = "METHODICAL"
    REVERSE = "REVERSE"
    DIGITAL = "DIGITAL"
    PROJECT = "PROJECT"
    SELF_EDUCATION = "SELF_EDUCATION"
    CONTEST = "CONTEST"
    ED_PROCESS = "ED_PROCESS"
    SOCIAL_DESIGN = "SOCIAL_DESIGN"
    PARENTS = "PARENTS"


class Cadence(StrEnum):
    """How often tips come. DAILY leaves out Sundays: quiet hours cover them."""

    DAILY = "DAILY"
    SCHOOL_DAYS = "SCHOOL_DAYS"
    WEEKLY = "WEEKLY"
