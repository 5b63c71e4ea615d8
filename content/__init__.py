"""The club's words as data: a methodologist edits the TOML files, the loaders check every word at the start.

Each loader takes the folder to read (this one by default) and raises ContentError naming the file, the entry
and the mistake. Codes are the values of the enums of the vocabulary.
"""

from content.about import AboutPage, AboutText, load_about
from content.blocks import Block, load_blocks
from content.certificates import CertificateText, load_certificate_text
from content.code_words import load_code_words
from content.consent import ConsentText, PrivacyText, load_consent, load_privacy
from content.dates import DateRule, FixedDay, InBreak, NthWeekday, WeekdayBy
from content.events import EventText, load_events
from content.needs import load_needs
from content.organizations import OrganizationText, load_organizations
from content.reader import ContentError
from content.schedule import Schedule, Span, YearDay, load_schedule
from content.tips import TipText, load_tips


def load_everything() -> None:
    """Read every file once, so that a slip of the pen stops the start and not a person. Raises ContentError."""
    for load in (
        load_about,
        load_blocks,
        load_certificate_text,
        load_code_words,
        load_consent,
        load_events,
        load_needs,
        load_organizations,
        load_privacy,
        load_schedule,
        load_tips,
    ):
        load()


__all__ = [
    "AboutPage",
    "AboutText",
    "Block",
    "CertificateText",
    "ConsentText",
    "ContentError",
    "DateRule",
    "EventText",
    "FixedDay",
    "InBreak",
    "NthWeekday",
    "OrganizationText",
    "PrivacyText",
    "Schedule",
    "Span",
    "TipText",
    "WeekdayBy",
    "YearDay",
    "load_about",
    "load_blocks",
    "load_certificate_text",
    "load_code_words",
    "load_consent",
    "load_events",
    "load_everything",
    "load_needs",
    "load_organizations",
    "load_privacy",
    "load_schedule",
    "load_tips",
]
