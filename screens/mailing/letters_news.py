"""What the bot tells coordinators of letters on its own: a new one, one handed over, a late one, more words."""

from datetime import datetime

from domain.mailing.letters import DeskLetter, LetterWords
from screens import words
from screens.kit import Screen, button, column, esc, shorten
from screens.mailing.letters import NAME_SHOWN, author, full
from screens.mailing.letters_desk import AnswerLetter, TakeLetter, till, to_card
from screens.passed_on import Passed

_TEXT_SHOWN = 500


def news(view: DeskLetter, now: datetime) -> Screen:
    """A letter nobody has taken."""
    return _news(view, f"✉️ Новое письмо: {_named(view)}", now)


def handed(view: DeskLetter, now: datetime) -> Screen:
    """A colleague has handed a letter over."""
    return _news(view, f"✉️ Вам передали письмо: {_named(view)}", now)


def overdue(view: DeskLetter, now: datetime) -> Screen:
    """It waits past its deadline."""
    lead = "Письмо за вами всё ещё без ответа" if view.mine else "Письмо всё ещё никто не взял"
    return _news(view, f"🔴 {lead}: {_named(view)}", now)


def written(view: LetterWords) -> Passed:
    """More words of who wrote the letter, in full."""
    rows = column(button("Ответить", AnswerLetter(letter_id=view.letter_id)), to_card(view.letter_id, "Открыть письмо"))
    return full(view, f"✉️ <b>{author(view)}</b> пишет ещё", rows)


def _news(view: DeskLetter, lead: str, now: datetime) -> Screen:
    last = next((one for one in reversed(view.messages) if not one.from_desk), None)
    text = f"\n<i>{esc(shorten(last.text, _TEXT_SHOWN))}</i>" if last and last.text else ""
    term = f"\nСрок: {till(view.state, view.deadline_at, now)}." if view.deadline_at else ""
    take, answer = button("Взять", TakeLetter(letter_id=view.id)), button("Ответить", AnswerLetter(letter_id=view.id))
    act = None if view.own else take if view.free else answer
    acts = column(act, to_card(view.id, "Открыть письмо"))
    return Screen(f"{lead}.{text}{term}", acts, fresh=True)


def _named(view: DeskLetter) -> str:
    return f"<b>{esc(shorten(words.named(view.name), NAME_SHOWN))}</b>"
