"""Certificates on paper: one as a PDF, many as a ZIP of PDFs."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

import segno

from documents import typst
from domain.events.certificates import Paper
from domain.typed import clean

_TEMPLATE = "certificates.typ"
# a word longer than any real one would stick out of the page: it may break here
_UNBREAKABLE = re.compile(r"\S{30}(?=\S{10})")
_ZERO_WIDTH_SPACE = "\u200b"
_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def pdf(paper: Paper) -> bytes:
    """A certificate, one A4 page, some milliseconds of work; what is long is set smaller until it fits."""
    return typst.pdf(_TEMPLATE, _data(paper))


def png(paper: Paper, ppi: float = 96) -> bytes:
    """The same as a picture; `ppi`: pixels an inch."""
    return typst.png(_TEMPLATE, _data(paper), ppi)


def archive(papers: Sequence[Paper], made_at: datetime, index: str | None = None) -> bytes:
    """A ZIP of certificates; `index` is a text that lists them; `made_at`, on the club's
    clock face, becomes the files' date.

    Some milliseconds of work each; holds the thread.
    """
    stamp = made_at.timetuple()[:6]
    packed = io.BytesIO()
    # PDFs are compressed already
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as box:
        if index is not None:
            # with a byte order mark: old viewers on Windows would guess the alphabet wrong
            box.writestr(zipfile.ZipInfo("Список.txt", stamp), index.encode("utf-8-sig"))
        for paper in papers:
            box.writestr(zipfile.ZipInfo(file_name(paper), stamp), pdf(paper))
    return packed.getvalue()


def file_name(paper: Paper) -> str:
    """«Н-2026-00012 Светлова Анна Игоревна.pdf», short enough for any file system (255 bytes, Cyrillic takes two)."""
    who = " ".join(_NO_FILE_NAME.sub(" ", clean(paper.full_name)).split())[:80].strip()
    return f"{paper.label} {who}.pdf"


def _data(paper: Paper) -> dict[str, object]:
    return {
        "heading": f"Сертификат № {paper.label}",
        "heading_word": "СЕРТИФИКАТ",
        "organizer": paper.organizer,
        "club": paper.club,
        "number": paper.label,
        "issued_on": paper.issued_on,
        "dative": paper.dative,
        "name": _breakable(paper.name),
        "reason": paper.reason,
        "title": _breakable(paper.title),
        "person": [(name, _breakable(value)) for name, value in paper.person],
        "event": [(name, _breakable(value)) for name, value in paper.event],
        "signer": paper.signer,
        "note": paper.note,
        "code": paper.code,
        "qr": _qr(paper.address),
    }


def _breakable(text: str) -> str:
    return _UNBREAKABLE.sub(lambda run: run[0] + _ZERO_WIDTH_SPACE, text)


def _qr(address: str) -> str:
    """A QR code as SVG: sharp on any printer. Medium error correction: paper gets folded."""
    # one mask will do: to choose the best of eight takes longer than all the rest, and readers know them all
    return segno.make_qr(address, error="m", mask=2).svg_inline(border=2, dark="#1d2b3a", light="white")
