"""Addresses of the club's things: links into the bot, and pages on the web when there are any."""

from dataclasses import dataclass, field

# what a link into the bot starts with, by the thing it opens; Telegram lets 64 signs of [A-Za-z0-9_-] through
EVENT_PREFIX = "event_"
VERIFY_PREFIX = "verify_"
INVITE_PREFIX = "i_"
CLAIM_PREFIX = "c_"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the bot and its pages are: the bot's `username` and `public_url` of the pages, without a slash at the end.

    `public_url` of None: there are no pages, and everything opens in the bot. `desk_chat_id`: the coordinators' group
    with a topic for each person who has written a letter, if there is one, as it was set.
    """

    username: str
    public_url: str | None = None
    desk_chat_id: int | None = None
    # what the messenger has told of groups that got another number
    _moved: dict[int, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def desk_group(self) -> int | None:
        """The number the coordinators' group has now."""
        if self.desk_chat_id is None:
            return None
        return self._moved.get(self.desk_chat_id, self.desk_chat_id)

    def desk_has_moved(self, chat_id: int) -> None:
        """The coordinators' group is `chat_id` from now on, until the process ends; the setting is the operator's."""
        if self.desk_chat_id is not None:
            self._moved[self.desk_chat_id] = chat_id

    def event(self, event_id: int, source: str = "") -> str:
        """The card of an event in the bot; `source` («inline», «link») tells where the link was found."""
        return self._start(f"{EVENT_PREFIX}{event_id}_{source}" if source else f"{EVENT_PREFIX}{event_id}")

    def verify(self, code: str) -> str:
        """Where anybody checks a certificate by its `code`: the page, or the bot where there are no pages."""
        return f"{self.public_url}/verify/{code}" if self.public_url else self._start(f"{VERIFY_PREFIX}{code}")

    def feed(self, secret: str) -> str | None:
        """A personal calendar; None where there are no pages to serve it."""
        return f"{self.public_url}/calendar/{secret}.ics" if self.public_url else None

    def ticket(self, payload: str) -> str:
        """What the QR of a ticket opens for who scans it."""
        return self._start(payload)

    def invite(self, token: str) -> str:
        """The one-time link that makes a coordinator."""
        return self._start(f"{INVITE_PREFIX}{token}")

    def claim(self, code: str) -> str:
        """The way to one's own record, for who was without Telegram when it was made."""
        return self._start(f"{CLAIM_PREFIX}{code}")

    def _start(self, payload: str) -> str:
        return f"https://t.me/{self.username}?start={payload}"
