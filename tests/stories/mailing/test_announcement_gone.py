"""Buttons and words for a draft that has left the desk meanwhile: they show how it goes."""

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import update

from db.models import Announcement
from domain.mailing.audience_choice import Criterion
from domain.vocabulary import AnnouncementState
from screens.mailing.announcement_buttons import AddHelp, AddLink, ChooseEvent, ChooseTip
from screens.mailing.announcement_sending import (
    AskReason,
    ChooseLate,
    PickLate,
    PickReason,
    ScheduleAnnouncement,
)
from screens.mailing.announcements import AddParts, ArrangeButtons, ArrangeParts, DropAnnouncement, Unschedule
from screens.mailing.audience import AudienceEvents, ChooseAudience, SetAudience
from screens.mailing.composing import RemovePart, ReplacePart
from tests.stories.conftest import Club
from tests.stories.phones import Phone


@pytest.fixture
async def maria(club: Club) -> Phone:
    """A coordinator."""
    await club.maria.joins(name="Озерова Мария Львовна")
    await club.coordinator(club.maria)
    return club.maria


async def begins(person: Phone) -> None:
    await person.says("/desk")
    await person.taps("Объявления")
    await person.taps("Новое объявление")


@pytest.mark.parametrize(
    "pressed",
    [
        AddParts(announcement_id=1),
        ArrangeParts(announcement_id=1),
        ReplacePart(announcement_id=1, number=0),
        RemovePart(announcement_id=1, number=0, mark=1),
        ArrangeButtons(announcement_id=1),
        AddLink(announcement_id=1),
        ChooseEvent(announcement_id=1),
        ChooseTip(announcement_id=1),
        AddHelp(announcement_id=1),
        ChooseAudience(announcement_id=1),
        SetAudience(announcement_id=1, criterion=Criterion.ROLES, value="MENTOR", on=True),
        AudienceEvents(announcement_id=1),
        AskReason(announcement_id=1),
        PickReason(announcement_id=1, number=0),
        ChooseLate(announcement_id=1),
        PickLate(announcement_id=1, days=7),
        ScheduleAnnouncement(announcement_id=1),
        Unschedule(announcement_id=1),
        DropAnnouncement(announcement_id=1),
        DropAnnouncement(announcement_id=1, sure=True),
    ],
    ids=lambda pressed: f"{pressed.__prefix__}",
)
async def test_old_buttons_of_a_draft_show_how_it_goes_once_it_has_left(
    club: Club, maria: Phone, pressed: CallbackData
) -> None:
    await begins(maria)
    await maria.says("Первое")
    await maria.taps("Отправить…")
    await maria.taps("Отправить сейчас")
    await maria.taps("Да, отправить")
    await maria.presses(pressed.pack())
    assert "отправляется" in maria.sees
    assert "Пауза" in " ".join(maria.buttons)


@pytest.mark.parametrize(
    ("opens", "button", "typed"), [("Кнопки", "Ссылка", "Сайт https://a.ru"), ("Кому", "Орг", "901")]
)
async def test_what_is_typed_for_one_that_has_left_meanwhile(
    club: Club, maria: Phone, opens: str, button: str, typed: str
) -> None:
    await begins(maria)
    await maria.says("Первое")
    await maria.taps(opens)
    await maria.taps(button)
    async with club.sessions.begin() as session:
        await session.execute(update(Announcement).values(state=AnnouncementState.SENDING, started_at=club.now))
    await maria.says(typed)
    assert "отправляется" in maria.sees
