"""The little that must be known about pictures: how big they are, and how to draw a plain one."""

from __future__ import annotations

import struct
import zlib

from sandbox.errors import BadRequest

SIDES_TOGETHER = 10_000
NARROWEST = 20
THUMBNAIL = 90


def photo_size(content: bytes) -> tuple[int, int]:
    """Returns the width and height in pixels of a picture that may be sent as a photo. Raises BadRequest."""
    width, height = picture_size(content)
    if min(width, height) < 1 or width + height > SIDES_TOGETHER or max(width, height) > NARROWEST * min(width, height):
        raise BadRequest("PHOTO_INVALID_DIMENSIONS")
    return width, height


def thumbnail(width: int, height: int) -> tuple[bytes, int, int] | None:
    """Returns the small version Telegram makes of a photo, with its width and height; None for one small already.

    It is a plain picture, not a smaller copy: enough to notice who takes the first size for the photo itself.
    """
    scale = THUMBNAIL / max(width, height)
    if scale >= 1:
        return None
    small = max(1, round(width * scale)), max(1, round(height * scale))
    return sample_picture(*small), *small


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
