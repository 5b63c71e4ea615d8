"""What a coordinator sends, as a message of an announcement: no author's header, its formatting kept."""

from aiogram.types import Message
from aiogram.utils.text_decorations import HtmlDecoration

from domain.errors import InvalidAnswer
from domain.mailing.announcements import Part, PartKind
from screens.mailing import composing as screens


class _Html(HtmlDecoration):
    """Formatting a bot may send on: custom emoji are for others, and nobody's profile is linked."""

    def link(self, value: str, link: str) -> str:
        if link.startswith("tg://user"):
            return value
        # the address may hold quotes, and they would end it
        return super().link(value, self.quote(link).replace('"', "&quot;"))

    def custom_emoji(self, value: str, custom_emoji_id: str) -> str:
        return value

    def pre_language(self, value: str, language: str) -> str:
        return self.pre(value)

    def date_time(self, value: str, unix_time: object, date_time_format: str | None = None) -> str:
        return value


_html = _Html()


def part(message: Message) -> Part:
    """The message as a part. Raises InvalidAnswer for what an announcement does not carry."""
    group = message.media_group_id
    words = _html.unparse(message.text or message.caption or "", message.entities or message.caption_entities)
    match message:
        case Message(poll=poll) if poll:
            if poll.type != "regular":
                raise InvalidAnswer(screens.unsendable("quiz"))
            choices = tuple(option.text for option in poll.options)
            return Part(PartKind.POLL, poll.question, choices=choices, several=poll.allows_multiple_answers)
        case Message(photo=sizes) if sizes:
            return Part(PartKind.PHOTO, words, (sizes[-1].file_id,), group=group)
        case Message(voice=voice) if voice:
            return Part(PartKind.VOICE, words, (voice.file_id,))
        case Message(document=document) if document:
            return Part(PartKind.DOCUMENT, words, (document.file_id,), documents=True, group=group)
        case _:
            return Part(PartKind.TEXT, words)
