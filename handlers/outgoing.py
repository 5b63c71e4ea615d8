"""What a person writes to be passed on to another: words, a photo, a voice message, a file."""

from aiogram import F
from aiogram.types import Message

from domain.mentoring.relay import Outgoing, RelayKind, check_size, read_caption, read_text
from handlers.filters import Typed

# an animation carries a document too, so the kind tells
Passable = Typed | F.content_type.in_({"photo", "voice", "document"})


def outgoing(message: Message) -> Outgoing:
    """What is to be passed on. Raises InvalidAnswer."""
    caption = message.caption or ""
    match message:
        case Message(document=sent) if sent:
            kind, file, size = RelayKind.DOCUMENT, sent.file_id, sent.file_size
        case Message(photo=sizes) if sizes:
            kind, file, size = RelayKind.PHOTO, sizes[-1].file_id, sizes[-1].file_size
        case Message(voice=sent) if sent:
            kind, file, size = RelayKind.VOICE, sent.file_id, sent.file_size
        case _:
            return Outgoing(RelayKind.TEXT, read_text(message.text or ""))
    check_size(size)
    return Outgoing(kind, read_caption(caption), file)
