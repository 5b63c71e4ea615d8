"""Filters shared by handlers."""

from aiogram import F

# A typed answer: the person's own words, not a card of some bot's and not a command, so that /cancel and /menu work in
# the middle of any form.
Typed = F.text & ~F.text.startswith("/") & ~F.via_bot
