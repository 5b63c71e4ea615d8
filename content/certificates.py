"""What every certificate says alike: who issues it, who signs, what kind of document it is."""

from dataclasses import dataclass
from pathlib import Path

from content.reader import FOLDER, read
from content.typography import glue

FILE = "certificates.toml"


@dataclass(frozen=True, slots=True)
class CertificateText:
    """Plain text, with no-break spaces where a line must not break."""

    organizer: str
    club: str
    signer: str
    note: str


def load_certificate_text(folder: Path = FOLDER) -> CertificateText:
    """The constant words of certificates. Raises ContentError."""
    file = read(folder, FILE)
    text = CertificateText(
        organizer=glue(file.text("organizer", 160)),
        club=glue(file.text("club", 80)),
        signer=glue(file.text("signer", 80)),
        note=glue(file.text("note", 240)),
    )
    file.close()
    return text
