"""Every screen about events fits Telegram's limits; forged buttons are nobody's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aiogram.filters.callback_data import CallbackData

from domain.events.events import (
    EventCard,
    EventFilter,
    EventLine,
    EventList,
    FilterChoices,
    Left,
    Participation,
    Place,
    Seats,
)
from domain.paging import page_of
from domain.vocabulary import (
    Direction,
    EventForm,
    RegistrationStatus,
    Track,
)
from screens.events import events as screens
from screens.events import registrations
from screens.events.event_card import CancelSeat, SignUp
from screens.events.events import Calendar, CalendarFilter, MyEvents, OpenEvent, OpenFound, OpenListed
from screens.kit import LABEL_LIMIT, PAGE_SIZE, TEXT_LIMIT, Screen
from tests.unit.sample_events import (
    HUGE,
    HYBRID,
    NOW,
    OFFLINE,
    ONLINE,
    STARTS,
    ahead,
    card,
    read,
)


def longest_screens() -> list[Screen]:
    """Every screen with the longest and the nastiest data it can meet."""
    title = ("<b>&" * 50)[:200]
    closes = STARTS - timedelta(hours=1)
    seats = (Seats(OFFLINE, 10_000, 10_000, 10_000), Seats(ONLINE, 10_000, 1))
    terms = replace(HYBRID, registration_closes_at=closes, ends_at=STARTS + timedelta(days=14))
    waiting = Place(RegistrationStatus.WAITLISTED, OFFLINE, 10_000)
    worst = EventCard(
        id=HUGE,
        title=title,
        terms=terms,
        form=EventForm.SKILL_CONTEST,
        track=Track.COOPERATION,
        directions=tuple(Direction),
        announcement="<i>" * 500,
        place="&" * 300,
        online_url="https://example.org/" + "a" * 480,
        hours=99.5,
        seats=seats,
        mine=waiting,
    )
    part = Participation(HUGE, title, terms, "&" * 300, worst.online_url, seats, waiting, ahead(STARTS))
    seat = replace(part, mine=Place(RegistrationStatus.REGISTERED, ONLINE))
    lines = tuple(EventLine(HUGE, title, terms, seats, waiting) for _ in range(PAGE_SIZE))
    shown = EventList(lines, page=page_of(6006, 500, PAGE_SIZE))
    wanted = EventFilter(EventForm.VOLUNTEER_SQUAD, Direction.SOCIAL_DESIGN)
    everything = FilterChoices(tuple(EventForm), tuple(Direction))
    return [
        card(worst),
        card(replace(worst, mine=None)),
        registrations.signed_up(part, NOW),
        registrations.signed_up(seat, NOW),
        *offer_screens(part),
        registrations.seated(seat),
        registrations.offer_expired(worst, NOW),
        registrations.removed(worst, NOW),
        registrations.confirm(seat, NOW),
        registrations.reminder(seat, NOW),
        registrations.cancelled(Left(HUGE, title, STARTS, OFFLINE, room=False)),
        screens.calendar(shown, wanted, NOW),
        screens.my_events(shown, NOW),
        *(
            screens.calendar_filter(everything, CalendarFilter(by=by, form=wanted.form, direction=wanted.direction))
            for by in ("form", "direction")
        ),
    ]


def offer_screens(part: Participation) -> list[Screen]:
    """A held seat, as news and as what a card says."""
    held = replace(part, mine=Place(RegistrationStatus.OFFERED, OFFLINE, offered_till=NOW))
    news, link = registrations.offer(held, NOW), registrations.online_link(part, NOW)
    assert news
    assert link
    return [news, link, registrations.signed_up(held, NOW)]


@pytest.mark.parametrize("screen", longest_screens(), ids=range(len(longest_screens())))
def test_every_screen_fits(screen: Screen) -> None:
    assert len(read(screen)) <= TEXT_LIMIT
    assert "&amp;" not in read(screen)
    for button in (button for row in screen.rows for button in row):
        assert len(button.text) <= LABEL_LIMIT
        assert len((button.data or "").encode()) <= 64
    assert len(screen.rows) >= 2


@pytest.mark.parametrize(
    "forged",
    [
        "ev:0",
        "ev:-1",
        f"ev:{2**63}",
        "ev:" + "9" * 60,
        "ev:",
        "ev",
        "ev:1:2",
        "ev:один",
        "evin:1",
        "evin:1:EVERYWHERE",
        "evin:1:",
        "evout:1e400",
        "evin:1:OFFLINE:NOWHERE",
        "evl:0:0::",
        "evl:1:0:NO_SUCH_FORM:",
        "evf:1:",
        "evf:1:NOWHERE",
        "cal:0:NO_SUCH_FORM:",
        "cal:x::",
        "cal",
        "calf:title::",
        "my:one",
        "my:1:1",
    ],
)
def test_forged_data_is_nobodys(forged: str) -> None:
    kinds: list[type[CallbackData]] = [
        Calendar,
        CalendarFilter,
        MyEvents,
        OpenEvent,
        OpenListed,
        OpenFound,
        SignUp,
        CancelSeat,
    ]
    for kind in kinds:
        with pytest.raises((TypeError, ValueError)):
            kind.unpack(forged)
