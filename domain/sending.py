"""How a messenger can fail to deliver, in words that fit any messenger (design §4)."""


class SendingError(Exception):
    """A message was not confirmed as delivered."""


class Unreachable(SendingError):
    """The person blocked the bot or closed the account; they are out of reach until they write."""


class ChatGone(SendingError):
    """There is no such chat."""


class ChatMoved(ChatGone):
    """A group has become a larger one: nothing reaches the old number, its own is `chat_id` from now on."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(f"the chat is {chat_id} now")
        self.chat_id = chat_id


class Refused(SendingError):
    """The messenger refuses this content for good."""


class FloodLimit(SendingError):
    """Too many messages; nobody may send for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class ServerFault(SendingError):
    """The server or the network failed, most likely before the message was taken: worth trying later.

    Not always before: a connection reset after the request left looks the same, so a copy is possible.
    """


class NoAnswer(SendingError):
    """The request left and no answer came: the message may or may not have been delivered."""


class NotDrawn(SendingError):
    """A picture or document could not be made, so nothing left: a fault of ours, not of the messenger."""
