"""The separate consent to processing personal data, and the short page on what is stored and why."""

import hashlib
import html as html_lib
from dataclasses import dataclass
from pathlib import Path

from content.markup import check_bold_only, plain
from content.reader import FOLDER, Entry, read
from content.typography import glue

CONSENT_FILE = "consent.toml"
PRIVACY_FILE = "privacy.toml"
CONSENT_LIMIT = 3500
PRIVACY_LIMIT = 1500


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The consent as one Telegram message.

    Ask again when `version` changes. `sha256` proves which wording was shown; keep it beside the answer.
    """

    version: str
    operator: str
    html: str
    agree: str
    decline: str

    @property
    def plain(self) -> str:
        """The wording without markup."""
        return plain(self.html)

    @property
    def sha256(self) -> str:
        """Hex digest of the version and the wording a person saw."""
        return hashlib.sha256(f"{self.version}\n{self.plain}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PrivacyText:
    """The page of /privacy as one Telegram message."""

    html: str


def load_consent(folder: Path = FOLDER) -> ConsentText:
    """The consent with the operator's details filled in. Raises ContentError."""
    file = read(folder, CONSENT_FILE)
    operator = file.table("operator")
    details = {
        "{operator}": operator.text("name", 200),
        "{address}": operator.text("address", 200),
        "{contact}": operator.text("contact", 200),
    }
    operator.close()
    consent = ConsentText(
        version=file.text("version", 20),
        operator=details["{operator}"],
        html=_html(file, details, CONSENT_LIMIT),
        agree=file.text("agree", 24),
        decline=file.text("decline", 24),
    )
    file.close()
    return consent


def load_privacy(folder: Path = FOLDER) -> PrivacyText:
    """The page of /privacy. Raises ContentError."""
    file = read(folder, PRIVACY_FILE)
    privacy = PrivacyText(html=_html(file, {}, PRIVACY_LIMIT))
    file.close()
    return privacy


def _html(entry: Entry, details: dict[str, str], longest: int) -> str:
    # Markup takes room in the file but not on the screen, so the limit is checked on the plain text below.
    html = entry.text("text", 2 * longest)
    for placeholder, value in details.items():
        if placeholder not in html:
            entry.fail(f"в «text» нет {placeholder}")
        html = html.replace(placeholder, html_lib.escape(value, quote=False))
    check_bold_only(entry, "text", html)
    html = glue(html)
    if len(plain(html)) > longest:
        entry.fail(f"«text» длиннее {longest} знаков, сейчас {len(plain(html))}")
    return html
