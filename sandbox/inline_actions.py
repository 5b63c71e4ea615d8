"""What people do in inline mode: «@botname words» in any chat, then a press on one of the results."""

from __future__ import annotations

from typing import Any

from sandbox.copies import copied
from sandbox.errors import Impossible
from sandbox.inline import InlineAnswer
from sandbox.media_actions import MediaActions
from sandbox.people import Group

QUERY_LENGTH = 256
NOT_INLINE = "Бот не принимает такие запросы: inline_query нет среди его allowed_updates."


class InlineActions(MediaActions):
    """The acts of people, inline mode included."""

    def asks_inline(self, person_id: int, query: str, offset: str = "", chat_id: int | None = None) -> str:
        """A person types «@botname query» in the chat with the bot, or in a group when `chat_id` is given.

        Somebody who has not started the bot, or has blocked it, types it elsewhere: in a private chat the
        bot is not in. An answer still in the cache is given at once, and the bot does not hear of the
        question. Returns the id of the inline query. Raises Impossible for a query above 256 signs, a group
        one is not in, and when the bot takes no such updates.
        """
        person = self.state.person(person_id)
        if len(query) > QUERY_LENGTH:
            raise Impossible("Запрос к боту в строке сообщения не бывает длиннее 256 знаков.")
        if not self.state.updates.is_allowed("inline_query"):
            raise Impossible(NOT_INLINE)
        chat_type = "private"
        if chat_id is not None or (person.started and not person.blocked):
            chat = self._chat(person, chat_id)
            chat_type = str(chat.chat()["type"]) if isinstance(chat, Group) else "sender"
        asked = self.state.inline.ask(person_id, query, offset, chat_type)
        if self.state.inline.answer_to(asked.id) is None:
            content = {"id": asked.id, "from": person.user(), "query": query, "offset": offset, "chat_type": chat_type}
            self.state.updates.add("inline_query", content)
        return asked.id

    def inline_answer(self, query_id: str) -> dict[str, Any] | None:
        """Returns what the bot answered: `query_id`, `results`, `next_offset`, `button`; None when nothing yet."""
        return shown(query_id, self.state.inline.answer_to(query_id))

    async def waits_for_inline_answer(self, query_id: str) -> dict[str, Any] | None:
        """Returns the same as soon as the bot answers; None when it does not, in the time Telegram gives it."""
        return shown(query_id, await self.state.inline.wait(query_id))

    def chooses_inline(
        self, person_id: int, query_id: str, result_id: str, chat_id: int | None = None
    ) -> dict[str, Any]:
        """A person presses a result: its message appears in the chat with the bot, or in a group, sent via the bot.

        Returns the message. Raises Impossible for a result that was not offered to this person, and a chat
        that is not started, blocked, or a group one is not in.
        """
        person = self.state.person(person_id)
        chat = self._chat(person, chat_id)
        content = copied(self.state.inline.message(person_id, query_id, result_id))
        message = self.state.add_message(chat, person.user(), via_bot=self.state.account.user(), **content)
        if "reply_markup" in message.content:
            message.inline_id = f"inline-{message.id}"
        self._deliver("message", chat, message)
        return message.copy()


def shown(query_id: str, answer: InlineAnswer | None) -> dict[str, Any] | None:
    """Returns an answer as people see it, a copy nobody else holds, or None."""
    if answer is None:
        return None
    seen = {"results": answer.results, "next_offset": answer.next_offset, "button": answer.button}
    return {"query_id": query_id, **copied(seen)}
