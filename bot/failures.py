"""What Telegram's failures mean for a message."""

from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiohttp import ConnectionTimeoutError

from domain.sending import ChatGone, FloodLimit, NoAnswer, Refused, SendingError, ServerFault, Unreachable


def named_failure(error: AiogramError) -> SendingError:
    """What a failure of aiogram means for the message."""
    if isinstance(error, TelegramRetryAfter):
        return FloodLimit(error.retry_after)
    if isinstance(error, TelegramForbiddenError):
        return Unreachable(error.message)
    if isinstance(error, TelegramBadRequest):
        return ChatGone(error.message) if "chat not found" in error.message else Refused(error.message)
    if isinstance(error, TelegramMigrateToChat):
        # a group that became a supergroup has another number, and nothing reaches the old one
        return ChatGone("the chat has moved")
    if isinstance(error, TelegramEntityTooLarge):
        return Refused(error.message)
    if isinstance(error, TelegramNetworkError):
        timed_out = isinstance(error.__cause__, TimeoutError) and not isinstance(
            error.__cause__, ConnectionTimeoutError
        )
        return NoAnswer("no answer in time") if timed_out else ServerFault(type(error.__cause__).__name__)
    if isinstance(error, TelegramAPIError):
        return ServerFault(error.message)
    # an answer that is not Telegram's at all: a proxy's HTML page, a broken body
    return ServerFault(type(error).__name__)
