"""An announcement as people see it: why it is one more this week, and the way to one's choice of announcements."""

from dataclasses import replace

import pytest

from domain.mailing.announcement_sending import Draft, Reach
from domain.mailing.announcements import (
    LONGEST_ALBUM_CAPTION,
    LONGEST_CAPTION,
    LONGEST_QUESTION,
    LONGEST_TEXT,
    Part,
    PartKind,
)
from domain.mailing.audience import Audience
from domain.mailing.audience_choice import Described
from domain.mailing.formatted import length_of
from domain.vocabulary import AnnouncementState
from screens.kit import Album, Poll, Screen
from screens.mailing import announcement_run, announcement_sending
from screens.mailing.announcement_parts import bears_reason, message
from tests.unit.mailing.test_announcement_run import NOW, RecallPreview, view

TEXT = Part(PartKind.TEXT, "Вечер в <b>четверг</b>")
POLL = Part(PartKind.POLL, "Придёте?", choices=("Да", "Нет"))
ALBUM = Part(PartKind.ALBUM, "Наш вечер", ("1", "2"))
FULL = Part(PartKind.TEXT, "я" * LONGEST_TEXT)


@pytest.mark.parametrize(
    ("parts", "number"),
    [
        ((TEXT, POLL), 0),
        ((TEXT, TEXT), 1),
        ((POLL,), 0),
        ((FULL, POLL), 1),
        ((TEXT, FULL), 0),
        ((TEXT, replace(ALBUM, text="я" * LONGEST_ALBUM_CAPTION)), 0),
        ((FULL,), None),
        ((replace(POLL, text="я" * LONGEST_QUESTION),), None),
    ],
)
def test_people_read_why_whatever_it_is_made_of(parts: tuple[Part, ...], number: int | None) -> None:
    urgent = replace(view(AnnouncementState.SENDING, *parts), urgent_reason="места <кончаются>")
    assert bears_reason(urgent) == number
    assert bears_reason(replace(urgent, urgent_reason=None)) is None
    told = [str(message(urgent, n)).count("Сверх обычного") for n in range(len(parts))]
    assert [n for n, times in enumerate(told) if times] == ([] if number is None else [number])


def test_the_reason_is_formatted_where_telegram_reads_formatting() -> None:
    reason = "места <кончаются>"
    text = message(replace(view(AnnouncementState.SENDING, TEXT), urgent_reason=reason), 0)
    poll = message(replace(view(AnnouncementState.SENDING, POLL), urgent_reason=reason), 0)
    assert isinstance(text, Screen)
    assert isinstance(poll, Poll)
    assert text.text.endswith("<i>Сверх обычного: места &lt;кончаются&gt;</i>")
    assert poll.text == "Придёте?\n\nСверх обычного: места <кончаются>"


def test_an_album_tells_the_way_to_the_settings_in_words() -> None:
    longest = replace(ALBUM, text="я" * LONGEST_ALBUM_CAPTION)
    for part in (ALBUM, longest, replace(ALBUM, text="")):
        sent = message(view(AnnouncementState.SENDING, TEXT, part), 1, settings=True)
        assert isinstance(sent, Album)
        assert sent.caption.endswith("⚙️ Настроить рассылку: /mailing")
        assert length_of(sent.caption) <= LONGEST_CAPTION
    before = message(view(AnnouncementState.SENDING, ALBUM, TEXT), 0, settings=True)
    assert isinstance(before, Album)
    assert before.caption == "Наш вечер", "the button stands under what follows"


def draft(at_once: int, in_digest: int, *parts: Part, reason: str | None = None) -> Draft:
    reach = Reach(at_once, in_digest, fed_up=0, declined=0, unreachable=0, without_telegram=0)
    shown = replace(view(AnnouncementState.DRAFT, *parts), urgent_reason=reason)
    return Draft(shown, Described(Audience(), (), None), reach)


@pytest.mark.parametrize(
    ("at_once", "in_digest", "asked"),
    [
        (3, 0, "Отправить сейчас 3 людям? Остановить"),
        (1, 2, "Отправить сейчас 1 человеку? Ещё 2 человека прочтут его в вечернем дайджесте. Остановить"),
        (0, 1, "Отправить сейчас? Сразу не получит никто: 1 человек прочтёт его в вечернем дайджесте. Остановить"),
    ],
)
def test_the_last_question_says_who_reads_it_when(at_once: int, in_digest: int, asked: str) -> None:
    screen = announcement_sending.confirm(draft(at_once, in_digest, TEXT), NOW)
    assert screen.text.replace("\u00a0", " ").startswith(asked)


def test_a_reason_nobody_would_read_is_told() -> None:
    assert "увидят и" in announcement_sending.prepare(draft(1, 0, TEXT, reason="срочно"), NOW).text
    assert "Сократите текст" in announcement_sending.prepare(draft(1, 0, FULL, reason="срочно"), NOW).text


def test_a_recall_that_comes_too_late_promises_nothing() -> None:
    late = announcement_run.confirm_recall(view(AnnouncementState.DONE), RecallPreview(0, 3, 1)).text
    assert "исчезнут" not in late
    assert "1 человек его не получит совсем" in late.replace("\u00a0", " ")
