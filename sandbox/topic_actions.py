"""What people do in groups besides talking: topics of a forum, the rights of the bot."""

from __future__ import annotations

from sandbox import topics
from sandbox.errors import BadRequest, Impossible
from sandbox.inline_actions import InlineActions
from sandbox.people import Group, Person, Topic


class TopicActions(InlineActions):
    """All the acts of people; `Telegram` inherits them. Whoever sits in a group may do these."""

    def opens_topic(self, person_id: int, chat_id: int, name: str) -> int:
        """A person begins a topic. Returns its id. Raises Impossible for an empty name and what is no forum."""
        person, group = self._member(person_id, chat_id)
        if not group.forum:
            raise Impossible("В этой группе нет тем.")
        try:
            return topics.begin(self.state, group, person.user(), name).id
        except BadRequest as refusal:
            raise Impossible("Назовите тему.") from refusal

    def closes_topic(self, person_id: int, chat_id: int, topic_id: int, closed: bool = True) -> None:
        """A person closes a topic, or reopens it. Raises Impossible."""
        person, group = self._member(person_id, chat_id)
        try:
            topics.set_closed(self.state, group, self._topic(group, topic_id), person.user(), closed)
        except BadRequest as refusal:
            raise Impossible("Тема уже закрыта." if closed else "Тема уже открыта.") from refusal

    def deletes_topic(self, person_id: int, chat_id: int, topic_id: int) -> None:
        """A person deletes a topic with all its messages; the bot is not told. Raises Impossible."""
        _, group = self._member(person_id, chat_id)
        topics.delete(self.state, group, self._topic(group, topic_id))

    def sets_bot_rights(self, person_id: int, chat_id: int, rights: list[str] | None) -> None:
        """A person makes the bot an administrator with these rights, or a simple member (None). Raises Impossible."""
        person, group = self._member(person_id, chat_id)
        self._change_bot(person, group, True, None if rights is None else frozenset(rights))

    def makes_forum(self, person_id: int, chat_id: int) -> int:
        """A person turns topics on: a small group becomes a supergroup under another number, which is returned.

        The bot keeps its rights, and is told by a note in the old group. Raises Impossible.
        """
        person, group = self._member(person_id, chat_id)
        if group.kind == "supergroup":
            group.forum = True
            self.state.changed()
            return group.id
        new = Group(-1002000000000 + chat_id, group.title, group.members, True, group.bot_rights, group.bot_inside)
        self.state.groups[new.id] = new
        note = self.state.add_message(group, person.user(), migrate_to_chat_id=new.id)
        group.moved_to = new.id
        self._deliver("message", group, note)
        note = self.state.add_message(new, person.user(), migrate_from_chat_id=group.id)
        self._deliver("message", new, note)
        return new.id

    def removes_bot(self, person_id: int, chat_id: int) -> None:
        """A person removes the bot from a group. Raises Impossible."""
        self._change_bot(*self._member(person_id, chat_id), False, None)

    def _change_bot(self, person: Person, group: Group, inside: bool, rights: frozenset[str] | None) -> None:
        bot = self.state.account.user()
        before = group.membership(bot)
        group.bot_inside, group.bot_rights = inside, rights
        content = {
            "chat": group.chat(),
            "from": person.user(),
            "date": self.state.clock.stamp(),
            "old_chat_member": before,
            "new_chat_member": group.membership(bot),
        }
        self.state.updates.add("my_chat_member", content)
        self.state.changed()

    def _member(self, person_id: int, chat_id: int) -> tuple[Person, Group]:
        person = self.state.person(person_id)
        chat = self._chat(person, chat_id)
        if not isinstance(chat, Group):
            raise Impossible("Это не группа.")
        return person, chat

    def _topic(self, group: Group, topic_id: int) -> Topic:
        topic = group.topics.get(topic_id)
        if topic is None:
            raise Impossible("Такой темы здесь нет.")
        return topic
