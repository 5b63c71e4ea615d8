"""Files in the sandbox: what is uploaded, what is kept, and the little that must be known about pictures."""

from __future__ import annotations

import hashlib
import mimetypes
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from sandbox.errors import BadRequest, Refusal

ATTACH = "attach://"
MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 50 * MEGABYTE
PHOTO_LIMIT = 10 * MEGABYTE
DOWNLOAD_LIMIT = 20 * MEGABYTE


@dataclass(frozen=True)
class UploadedFile:
    """A file as it came in a request."""

    filename: str
    content: bytes
    content_type: str = ""

    @property
    def mime_type(self) -> str:
        """The declared type, or the one its name suggests."""
        if self.content_type and self.content_type != "application/octet-stream":
            return self.content_type
        return mimetypes.guess_type(self.filename)[0] or "application/octet-stream"


@dataclass(frozen=True)
class StoredFile:
    """A file Telegram keeps; `kind` is «document», «photo», «voice» or «sticker»."""

    file_id: str
    file_unique_id: str
    path: str
    kind: str
    filename: str
    mime_type: str
    content: bytes

    def ids(self) -> dict[str, Any]:
        """Returns the fields that every file object of the Bot API begins with."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "file_size": len(self.content),
        }


class FileStore:
    """All files of one local Telegram, in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, file: UploadedFile, kind: str) -> StoredFile:
        """Stores an upload and returns it. Raises Refusal 413 above 50 MB (10 MB for a photo)."""
        if len(file.content) > (PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT):
            raise Refusal("Request Entity Too Large", status=413)
        number = len(self._by_id) + 1
        digest = hashlib.sha256(file.content + file.filename.encode()).hexdigest()
        suffix = "." + file.filename.rpartition(".")[2] if "." in file.filename else ""
        stored = StoredFile(
            file_id=f"{kind}-{number}-{digest[:24]}",
            file_unique_id=digest[:16],
            path=f"{kind}s/file_{number}{suffix}",
            kind=kind,
            filename=file.filename,
            mime_type=file.mime_type,
            content=file.content,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str, kind: str | None = None) -> StoredFile:
        """Returns a kept file. Raises BadRequest for an unknown id or one of another kind."""
        file = self._by_id.get(file_id)
        if file is None:
            raise BadRequest("wrong file_id or the file is temporarily unavailable")
        if kind is not None and file.kind != kind:
            raise BadRequest(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return file

    def by_path(self, path: str) -> StoredFile | None:
        """Returns the file behind a download path, or None."""
        return self._by_path.get(path)

    def of_request(self, value: UploadedFile | str, kind: str) -> StoredFile:
        """Returns the file a send method means: a new upload or a known file_id.

        Raises BadRequest for a URL (the sandbox fetches nothing from the network) and for an unknown id.
        """
        if isinstance(value, UploadedFile):
            if not value.content:
                raise BadRequest("file must be non-empty")
            return self.keep(value, kind)
        if value.startswith(("http://", "https://")):
            raise BadRequest("failed to get HTTP URL content", reason="the sandbox fetches nothing from the network")
        return self.by_id(value, kind)


def picture_size(content: bytes) -> tuple[int, int]:
    """Returns the width and height of a PNG, JPEG or GIF in pixels. Raises BadRequest for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content.startswith((b"GIF87a", b"GIF89a")) and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    if content.startswith(b"\xff\xd8"):
        return jpeg_size(content)
    raise BadRequest("IMAGE_PROCESS_FAILED")


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Returns width and height of a JPEG: walks its segments up to the frame header. Raises BadRequest."""
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + struct.unpack(">H", content[position + 2 : position + 4])[0]
    raise BadRequest("IMAGE_PROCESS_FAILED")


def sample_picture(width: int = 320, height: int = 200, colour: tuple[int, int, int] = (122, 168, 149)) -> bytes:
    """Returns a one-coloured PNG: what a person «takes a photo of» when no file is given."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\x00" + bytes(colour) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
