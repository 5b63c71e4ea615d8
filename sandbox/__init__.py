"""A local Telegram: a strict Bot API server and a chat page. It knows nothing of the bot it serves."""
