"""What people do with their phones. Each act obeys Telegram's rules and makes an update for the bot."""

from __future__ import annotations

import re
from typing import Any

from sandbox.entities import TEXT_LIMIT, Formatted, plain, read_formatted
from sandbox.errors import BadRequest, Impossible
from sandbox.messages import StoredMessage
from sandbox.people import Group, Person
from sandbox.sending import text_fields
from sandbox.state import State

# Where people forward from: somebody, somebody who hides the account, a group, a channel.
ORIGINS: dict[str, dict[str, Any]] = {
    "user": {"type": "user", "sender_user": {"id": 7007, "is_bot": False, "first_name": "Ольга"}},
    "hidden_user": {"type": "hidden_user", "sender_user_name": "Ольга В."},
    "chat": {"type": "chat", "sender_chat": {"id": -1007000000001, "title": "Педсовет", "type": "supergroup"}},
    "channel": {
        "type": "channel",
        "chat": {"id": -1007000000002, "title": "Новости образования", "type": "channel"},
        "message_id": 15,
    },
}
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
NEVER_STARTED = "Чат с ботом ещё не начат: сначала нажмите «Запустить»."
BLOCKED = "Бот заблокирован. Сначала разблокируйте его."


def formatted(text: str, html: bool = False) -> Formatted:
    """Returns what a person typed, perhaps with formatting chosen in the app. Raises Impossible."""
    if not html:
        return plain(text)
    try:
        return read_formatted(text, "HTML", None)
    except BadRequest as refusal:
        raise Impossible(f"Разметку не разобрать: {refusal.description}.") from refusal


class Actions:
    """The acts of people; `Telegram` inherits them."""

    state: State

    # --- conversation

    def starts(self, person_id: int, payload: str = "") -> dict[str, Any]:
        """A person presses «Запустить», perhaps by a deep link; a blocked bot is unblocked by it.

        Returns the message. Raises Impossible for a payload that a link can't carry (A–Z, a–z, 0–9, _ and
        -, up to 64).
        """
        person = self.state.person(person_id)
        if payload and not PAYLOAD.fullmatch(payload):
            raise Impossible("В ссылке могут быть только латинские буквы, цифры, _ и -, не больше 64 знаков.")
        if person.blocked:
            self.unblocks_bot(person_id)
        person.started = True
        return self._put(person, person, text_fields(plain(f"/start {payload}".strip())))

    def says(
        self,
        person_id: int,
        text: str,
        chat_id: int | None = None,
        reply_to: int | None = None,
        *,
        topic_id: int | None = None,
        html: bool = False,
        origin: str = "",
    ) -> dict[str, Any]:
        """A person writes to the bot, or to a group (and a topic of it) when `chat_id` is given.

        A text above 4096 signs leaves the phone as several messages; the first is returned. `html` writes the
        formatting a person chose in the app, `origin` (one of ORIGINS) makes it a forwarded message. Raises
        Impossible for an empty text, a chat that is not started or blocked, a group one is not in and a topic
        that is closed or not there.
        """
        person = self.state.person(person_id)
        if chat_id in (None, person_id) and not person.started and text.split(" ")[0] == "/start":
            person.started = True
        chat = self._chat(person, chat_id)
        text = text.strip()
        words = formatted(text, html)
        if not words.text:
            raise Impossible("Пустое сообщение отправить нельзя.")
        parts = [words]
        if len(words.text) > TEXT_LIMIT:
            parts = [plain(text[begin : begin + TEXT_LIMIT]) for begin in range(0, len(text), TEXT_LIMIT)]
        place = self._place(chat, topic_id, reply_to) | self._origin(origin)
        messages = [self._put(person, chat, place | text_fields(part)) for part in parts]
        return messages[0]

    def edits(self, person_id: int, message_id: int, text: str, chat_id: int | None = None) -> dict[str, Any]:
        """A person edits a text of their own. Returns the message. Raises Impossible."""
        person = self.state.person(person_id)
        chat = self._chat(person, chat_id)
        message = self.state.messages.get(chat.id, message_id)
        own = message is not None and message.content["from"]["id"] == person_id and "via_bot" not in message.content
        if message is None or not own or "text" not in message.content:
            raise Impossible("Изменить можно только своё текстовое сообщение.")
        formatted = plain(text[:TEXT_LIMIT])
        if not formatted.text:
            raise Impossible("Пустое сообщение отправить нельзя.")
        if formatted.text == message.content["text"]:
            raise Impossible("Текст не изменился.")
        message.content.pop("entities", None)
        message.content |= {key: value for key, value in text_fields(formatted).items() if value}
        message.content["edit_date"] = self.state.clock.stamp()
        self._deliver("edited_message", chat, message)
        self.state.changed()
        return message.copy()

    def presses(self, person_id: int, message_id: int, data: str, chat_id: int | None = None) -> str:
        """A person presses an inline button; `data` may be anything, as from a forged client.

        For a message sent via the bot it learns an `inline_message_id` instead of the message. Returns the id
        of the callback query. Raises Impossible when there never was such a message of the bot.
        """
        person = self.state.person(person_id)
        chat = self._chat(person, chat_id)
        message = self.state.messages.get(chat.id, message_id)
        if message is not None and not (message.from_bot or message.inline_id):
            raise Impossible("Кнопки бывают только у сообщений бота.")
        if message is None and not self.state.messages.was_deleted(chat.id, message_id):
            raise Impossible("Такого сообщения нет.")
        query = self.state.queries.add(person_id, chat.id, message_id, data)
        where: dict[str, Any] = {"message": {"chat": chat.chat(), "message_id": message_id, "date": 0}}
        if message is not None:
            where = {"inline_message_id": message.inline_id} if message.inline_id else {"message": message.copy()}
        content = {
            "id": query.id,
            "from": person.user(),
            **where,
            "chat_instance": str(chat.id * 31 + 7),
            "data": data,
        }
        self.state.updates.add("callback_query", content)
        self.state.changed()
        return query.id

    # --- tidying up, leaving and coming back

    def deletes_message(self, person_id: int, message_id: int) -> None:
        """A person deletes a message of the private chat; the bot is not told. Raises Impossible."""
        person = self.state.person(person_id)
        if self.state.messages.get(person.id, message_id) is None:
            raise Impossible("Такого сообщения нет.")
        self.state.messages.delete(person.id, message_id)
        self.state.changed()

    def blocks_bot(self, person_id: int) -> None:
        """A person blocks the bot. Raises Impossible when the chat is not started or blocked already."""
        person = self.state.person(person_id)
        if not person.started:
            raise Impossible(NEVER_STARTED)
        self._set_blocked(person, True)

    def unblocks_bot(self, person_id: int) -> None:
        """A person unblocks the bot. Raises Impossible when it was not blocked."""
        self._set_blocked(self.state.person(person_id), False)

    def deletes_account(self, person_id: int) -> None:
        """A person deletes the whole account; the bot learns of it only when it writes."""
        self.state.person(person_id).deleted = True
        self.state.changed()

    # --- inside

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        if person.blocked == blocked:
            raise Impossible("Бот уже заблокирован." if blocked else "Бот не заблокирован.")
        person.blocked = blocked
        account = self.state.account.user()
        inside = {"status": "member", "user": account}
        outside = {"status": "kicked", "user": account, "until_date": 0}
        content = {
            "chat": person.chat(),
            "from": person.user(),
            "date": self.state.clock.stamp(),
            "old_chat_member": inside if blocked else outside,
            "new_chat_member": outside if blocked else inside,
        }
        self.state.updates.add("my_chat_member", content)
        self.state.changed()

    def _chat(self, person: Person, chat_id: int | None) -> Person | Group:
        """Returns the chat a person acts in. Raises Impossible."""
        if chat_id is None or chat_id == person.id:
            if not person.started:
                raise Impossible(NEVER_STARTED)
            if person.blocked:
                raise Impossible(BLOCKED)
            return person
        group = self.state.groups.get(chat_id)
        if group is None or person.id not in group.members:
            raise Impossible("Этого человека нет в таком чате.")
        return group

    def _place(self, chat: Person | Group, topic_id: int | None, reply_to: int | None = None) -> dict[str, Any]:
        """Returns the topic and the message answered, as `add_message` takes them. Raises Impossible."""
        replied = self.state.messages.get(chat.id, reply_to) if reply_to is not None else None
        if reply_to is not None and replied is None:
            raise Impossible("Сообщения, на которое отвечаете, нет.")
        if topic_id is None and replied is not None:
            topic_id = replied.content.get("message_thread_id")
        topic = chat.topics.get(topic_id) if isinstance(chat, Group) and topic_id is not None else None
        if topic_id is not None and topic is None:
            raise Impossible("Такой темы здесь нет.")
        if topic is not None and topic.closed:
            raise Impossible("Тема закрыта: писать в неё нельзя.")
        return {"topic_id": topic_id, "reply_to_message": replied.quoted() if replied else None}

    def _origin(self, name: str) -> dict[str, Any]:
        """Returns where a forwarded message comes from, as a field of it. Raises Impossible."""
        if not name:
            return {}
        if name not in ORIGINS:
            raise Impossible("Переслать оттуда этот телефон не умеет.")
        return {"forward_origin": ORIGINS[name] | {"date": self.state.clock.stamp()}}

    def _put(self, person: Person, chat: Person | Group, content: dict[str, Any]) -> dict[str, Any]:
        """Puts a person's message into a chat and tells the bot of it."""
        message = self.state.add_message(chat, person.user(), **content)
        self._deliver("message", chat, message)
        return message.copy()

    def _deliver(self, kind: str, chat: Person | Group, message: StoredMessage) -> None:
        """Makes the update if the bot may see the message: in a group all as an administrator, else what is for it."""
        if isinstance(chat, Group) and not chat.bot_inside:
            return
        if isinstance(chat, Person) or chat.bot_rights is not None or self._meant_for_bot(message.content):
            self.state.updates.add(kind, message.content)

    def _meant_for_bot(self, message: dict[str, Any]) -> bool:
        """Privacy mode: commands (not those of another bot), replies to the bot and what is sent via it."""
        if message.get("via_bot", {}).get("id") == self.state.account.id:
            return True
        replied = message.get("reply_to_message", {})
        if replied.get("from", {}).get("id") == self.state.account.id and "forum_topic_created" not in replied:
            return True
        commands = [entity for entity in message.get("entities", []) if entity["type"] == "bot_command"]
        if not commands or commands[0]["offset"] != 0:
            return False
        _, _, addressee = message["text"][: commands[0]["length"]].partition("@")
        return addressee.lower() in ("", self.state.account.username.lower())
