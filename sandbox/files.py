"""Files in the sandbox: what is uploaded, by the bot or by a person, and what is kept."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sandbox.errors import BadRequest, Refusal
from sandbox.pictures import photo_size, thumbnail

ATTACH = "attach://"
MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 50 * MEGABYTE
PHOTO_LIMIT = 10 * MEGABYTE
DOWNLOAD_LIMIT = 20 * MEGABYTE
# Names that Python knows the type of on some machines only: a test must not depend on /etc/mime.types.
OFFICE = "application/vnd.openxmlformats-officedocument."
MIME_TYPES = {
    ".docx": f"{OFFICE}wordprocessingml.document",
    ".ics": "text/calendar",
    ".pptx": f"{OFFICE}presentationml.presentation",
    ".webp": "image/webp",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet",
}
KNOWN = mimetypes.MimeTypes()


@dataclass(frozen=True)
class UploadedFile:
    """A file as it came in a request, or from a phone.

    `declared_size` lets a test send «a huge file» without its bytes: Telegram then believes this number.
    """

    filename: str
    content: bytes
    content_type: str = ""
    declared_size: int | None = None

    @property
    def size(self) -> int:
        """The size in bytes that everybody is told."""
        return len(self.content) if self.declared_size is None else self.declared_size

    @property
    def mime_type(self) -> str:
        """The declared type, or the one its name suggests."""
        if self.content_type and self.content_type != "application/octet-stream":
            return self.content_type
        suffix = PurePath(self.filename).suffix.lower()
        return MIME_TYPES.get(suffix) or KNOWN.guess_type(f"a{suffix}")[0] or "application/octet-stream"


@dataclass(frozen=True)
class StoredFile:
    """A file Telegram keeps; `kind` is «document», «photo», «voice» or «sticker».

    A photo has a width and height in pixels and, unless it is tiny, a thumbnail with an id of its own.
    """

    file_id: str
    file_unique_id: str
    path: str
    kind: str
    filename: str
    mime_type: str
    content: bytes
    size: int
    width: int = 0
    height: int = 0
    thumbnail: StoredFile | None = None

    def ids(self) -> dict[str, Any]:
        """Returns the fields that every file object of the Bot API begins with."""
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": self.size}


class FileStore:
    """All files of one local Telegram, in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._photo_of_thumbnail: dict[str, StoredFile] = {}

    def keep(self, file: UploadedFile, kind: str) -> StoredFile:
        """Stores what a person sends and returns it. Raises BadRequest for an empty file or a broken photo."""
        if not file.content:
            raise BadRequest("file must be non-empty")
        if kind != "photo":
            return self._store(file, kind)
        width, height = photo_size(file.content)
        small = None
        if drawn := thumbnail(width, height):
            small = self._store(UploadedFile("thumbnail.png", drawn[0]), kind, width=drawn[1], height=drawn[2])
        photo = self._store(file, kind, width=width, height=height, thumbnail=small)
        if small:
            self._photo_of_thumbnail[small.file_id] = photo
        return photo

    def _store(self, file: UploadedFile, kind: str, **more: Any) -> StoredFile:
        number = len(self._by_id) + 1
        digest = hashlib.sha256(file.content + file.filename.encode()).hexdigest()
        stored = StoredFile(
            file_id=f"{kind}-{number}-{digest[:24]}",
            file_unique_id=digest[:16],
            path=f"{kind}s/file_{number}{PurePath(file.filename).suffix}",
            kind=kind,
            filename=file.filename,
            mime_type=file.mime_type,
            content=file.content,
            size=file.size,
            **more,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        """Returns a kept file. Raises BadRequest for an unknown id."""
        file = self._by_id.get(file_id)
        if file is None:
            raise BadRequest("wrong file_id or the file is temporarily unavailable")
        return file

    def by_path(self, path: str) -> StoredFile | None:
        """Returns the file behind a download path, or None."""
        return self._by_path.get(path)

    def of_request(self, value: UploadedFile | str, kind: str) -> StoredFile:
        """Returns the file a send method means: a new upload or a known file_id (of any size of a photo).

        Raises Refusal 413 for an upload above 50 MB (10 MB for a photo); BadRequest for an empty or broken
        one, a URL (the sandbox fetches nothing from the network), an unknown id and one of another kind.
        """
        if isinstance(value, UploadedFile):
            if value.size > (PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT):
                raise Refusal("Request Entity Too Large", status=413)
            return self.keep(value, kind)
        if value.startswith(("http://", "https://")):
            raise BadRequest("failed to get HTTP URL content", reason="the sandbox fetches nothing from the network")
        file = self.by_id(value)
        if file.kind != kind:
            raise BadRequest(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return self._photo_of_thumbnail.get(value, file)
