"""What people send besides text: files, albums, polls, and messages forwarded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.actions import Actions, formatted
from sandbox.entities import CAPTION_LIMIT, TEXT_LIMIT, Formatted, plain
from sandbox.errors import BadRequest, Impossible
from sandbox.files import MEGABYTE, UploadedFile
from sandbox.methods_album import ALBUM, new_album
from sandbox.methods_forward import forwarded, in_albums
from sandbox.people import Person
from sandbox.pictures import sample_picture
from sandbox.polls import FIRST_POLL, OPTION_LENGTH, OPTIONS, QUESTION_LENGTH, new_poll
from sandbox.sending import media_content, text_fields

SAMPLES = {
    "document": UploadedFile("План урока.txt", "1. Приветствие\n2. Новая тема\n3. Итоги\n".encode(), "text/plain"),
    "photo": UploadedFile("Фото.png", sample_picture(), "image/png"),
    "voice": UploadedFile("voice.ogg", b"OggS\0\2sandbox", "audio/ogg"),
    "sticker": UploadedFile("sticker.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
}
VOICE_SECONDS = 3
LARGEST_FILE = 2048 * MEGABYTE
SAMPLE_PLACE = {"latitude": 57.152985, "longitude": 65.541227}


class MediaActions(Actions):
    """The acts of people, files and polls included."""

    def sends(
        self,
        person_id: int,
        kind: str,
        chat_id: int | None = None,
        file: UploadedFile | None = None,
        caption: str = "",
        *,
        topic_id: int | None = None,
        html: bool = False,
        origin: str = "",
    ) -> dict[str, Any]:
        """A person sends a sticker, document, photo, voice, contact or location.

        Without a `file` a sample one is sent; `topic_id`, `html` (of the caption) and `origin` as in `says`.

        Returns the message. Raises Impossible for an unknown kind, a broken picture, a caption above 1024 signs
        (4096 with Premium), a file above 2 GB and as `says`.
        """
        person = self.state.person(person_id)
        chat = self._chat(person, chat_id)
        content: dict[str, Any]
        if kind == "contact":
            contact = {
                "phone_number": f"+7900{person.id % 10_000_000:07}",
                "user_id": person.id,
                **person.names(),
            }
            content = {"contact": {key: value for key, value in contact.items() if key != "username"}}
        elif kind == "location":
            content = {"location": SAMPLE_PLACE}
        elif kind in SAMPLES:
            words = caption_of(person, caption, html)
            content = self._file(kind, file or SAMPLES[kind]) | words
        else:
            raise Impossible(f"Отправить «{kind}» этот телефон не умеет.")
        return self._put(person, chat, self._place(chat, topic_id) | self._origin(origin) | content)

    def sends_album(
        self,
        person_id: int,
        files: Sequence[UploadedFile],
        kind: str = "photo",
        chat_id: int | None = None,
        captions: Sequence[str] = (),
        *,
        topic_id: int | None = None,
        html: bool = False,
        origin: str = "",
    ) -> list[dict[str, Any]]:
        """A person sends 2–10 photos (or documents) at once; `captions` are those of the first ones.

        The bot learns of each by an update of its own, in order. Returns the messages. Raises Impossible as `sends`.
        """
        person = self.state.person(person_id)
        chat = self._chat(person, chat_id)
        if len(files) not in ALBUM:
            raise Impossible("В альбоме бывает от 2 до 10 файлов.")
        if kind not in ("photo", "document"):
            raise Impossible("Альбом бывает из фотографий или из документов.")
        words = [caption_of(person, caption, html) for caption in captions]
        words += [{}] * (len(files) - len(words))
        contents = [self._file(kind, file) | caption for file, caption in zip(files, words, strict=True)]
        common = self._place(chat, topic_id) | self._origin(origin) | {"media_group_id": new_album(self.state)}
        return [self._put(person, chat, common | content) for content in contents]

    def sends_poll(
        self,
        person_id: int,
        question: str,
        options: Sequence[str],
        chat_id: int | None = None,
        *,
        several: bool = False,
        anonymous: bool = True,
        correct: int | None = None,
        topic_id: int | None = None,
        origin: str = "",
    ) -> dict[str, Any]:
        """A person sends a poll; with the number of a `correct` answer it is a quiz.

        Returns the message. Raises Impossible for a question or an answer that is empty or too long (300, 100
        signs), fewer than 2 or more than 12 answers and as `says`.
        """
        person = self.state.person(person_id)
        chat = self._chat(person, chat_id)
        asked, *answers = [Formatted(plain(text).text) for text in (question, *options)]
        if len(answers) < 2 or not all(words.text for words in (asked, *answers)):
            raise Impossible("В опросе нужен вопрос и хотя бы два ответа.")
        try:
            poll = new_poll(
                self.state.new_name(FIRST_POLL),
                asked,
                answers,
                several=several,
                anonymous=anonymous,
                correct=None if correct is None else [correct],
            )
        except BadRequest as refusal:
            limits = f"вопрос до {QUESTION_LENGTH} знаков, не больше {OPTIONS} ответов до {OPTION_LENGTH} знаков"
            raise Impossible(f"Такой опрос не отправить: {limits}.") from refusal
        return self._put(person, chat, self._place(chat, topic_id) | self._origin(origin) | {"poll": poll})

    def forwards(
        self,
        person_id: int,
        message_ids: Sequence[int],
        from_chat_id: int | None = None,
        chat_id: int | None = None,
        *,
        topic_id: int | None = None,
    ) -> list[dict[str, Any]]:
        """A person forwards messages of one chat to the bot, or to a group; an album stays an album.

        Returns the new messages. Raises Impossible for a message that is not there, is protected or tells of an
        event of the chat, and as `says`.
        """
        person = self.state.person(person_id)
        source, chat = self._chat(person, from_chat_id), self._chat(person, chat_id)
        found = [self.state.messages.get(source.id, message_id) for message_id in sorted(set(message_ids))]
        messages = [message for message in found if message is not None]
        contents = [(message, content) for message in messages if (content := forwarded(self.state, message))]
        if not found or len(contents) < len(found):
            raise Impossible("Такое сообщение переслать нельзя.")
        place = self._place(chat, topic_id)
        return [self._put(person, chat, place | content) for content in in_albums(self.state, contents)]

    def _file(self, kind: str, file: UploadedFile) -> dict[str, Any]:
        if file.size > LARGEST_FILE:
            raise Impossible("Файл больше 2 ГБ отправить нельзя.")
        try:
            return media_content(self.state.files.keep(file, kind), VOICE_SECONDS)
        except BadRequest as refusal:
            reason = "пустой файл отправить нельзя" if not file.content else "это не картинка JPEG, PNG или GIF"
            raise Impossible(f"Не получилось: {reason}.") from refusal


def caption_of(person: Person, caption: str, html: bool) -> dict[str, Any]:
    """Returns the words under a file as fields of a message. Raises Impossible when they are too long."""
    words = formatted(caption, html)
    limit = TEXT_LIMIT if person.premium else CAPTION_LIMIT
    if len(words.text) > limit:
        raise Impossible(f"Подпись к файлу — не больше {limit} знаков.")
    return text_fields(words, "caption")
