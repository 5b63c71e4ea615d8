"""Filters shared by handlers."""

from aiogram import F

# A typed answer: words, not a command, so that /cancel and /menu work in the middle of any form.
Typed = F.text & ~F.text.startswith("/")
