"""What people read at an evening of quick meetings; every screen has a way on, and fits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import InvalidAnswer, NotFound
from domain.events.speed import (
    Knob,
    Settings,
    offered_rounds,
    read_limit,
    rounds,
    timetable,
    usual_rounds,
)
from domain.events.speed_place import SpeedPhase, SpeedPlace
from domain.events.speed_views import (
    Board,
    Hall,
    Met,
    Mutual,
    OwnRound,
    OwnTables,
    People,
    Run,
    SideChoice,
    Sitter,
    TableLine,
    Wishes,
)
from domain.paging import Page
from screens.events import event_desk, registrations, speed, speed_desk, speed_evening, speed_wishes
from screens.kit import LABEL_LIMIT, Screen
from tests.unit.events.test_event_desk import MANAGED
from tests.unit.sample_events import CARD, HUGE, NOW, SEAT, STARTS, TAKING_PART, TERMS, card, labels, read

LONG = "Константинопольская Александра Вячеславовна <b>"
SETTINGS = Settings(7, 1, 24)
EVERY = rounds(dict(enumerate(timetable(STARTS, 3, SETTINGS), 1)), STARTS, STARTS + timedelta(minutes=24), SETTINGS)
ANNA = Sitter(HUGE, LONG, None, None, has_card=False, came=True)
IRINA = Sitter(2, "Лебедева Ирина Павловна", True, NOW, has_card=True, came=False)
HALL = Hall(HUGE, "День & ночь", TERMS, SETTINGS, (ANNA, IRINA))
RUN = Run(HUGE, "День & ночь", EVERY, EVERY[-1].ends_at, 12, 14, (LONG,) * 12, 2, 0)
OWN = OwnTables(
    HUGE, "День", EVERY[-1].ends_at, (OwnRound(EVERY[0], 3, 5, LONG), OwnRound(EVERY[1], 3)), as_mentor=False
)
WISHES = Wishes(
    HUGE,
    "День",
    (Met(HUGE, LONG, True, True, True), *(Met(one, "Громов Павел", False, False, False) for one in range(1, 11))),
    as_mentor=False,
    closes_at=STARTS + timedelta(days=7),
)
PAGE = Page(1, 3, 5)
MUTUAL = Mutual(HUGE, "День", HUGE, LONG, as_mentor=False, free=True)
PEOPLE = People(HUGE, "День", True, PAGE, (ANNA, IRINA))
CHOICE = SideChoice(HUGE, "День", STARTS, SETTINGS, 3, 24, None, guess_mentor=True)

SCREENS = {
    "off": speed_desk.hall(replace(HALL, settings=None), NOW),
    "settings": speed_desk.hall(HALL, NOW, news=speed_desk.invited(3)),
    "typed limit": speed_desk.hall(replace(HALL, settings=Settings(5, 3, 99)), STARTS),
    "empty": speed_desk.hall(replace(HALL, sitters=()), NOW),
    "limit": speed_desk.ask_limit(HUGE, "Нужно число"),
    "switch off": speed_desk.ask_switch_off(HALL),
    "to seat": speed_desk.to_seat(PEOPLE),
    "nobody to seat": speed_desk.to_seat(replace(PEOPLE, lines=(), started=False)),
    "side": speed_desk.choose_side(HUGE, ANNA),
    "who": speed_desk.ask_who(HALL),
    "rounds": speed_desk.ask_rounds(replace(HALL, sitters=(ANNA,) * 24), SETTINGS, True, STARTS),
    "run": speed_evening.run(RUN, EVERY[1].starts_at, news="Готово"),
    "over": speed_evening.run(replace(RUN, mutual=5), RUN.ends_at),
    "end": speed_evening.ask_end(RUN),
    "tables": speed_evening.tables(Board(HUGE, EVERY[0], 3, PAGE, (TableLine(1, LONG, LONG),) * 12)),
    "to leave": speed_evening.to_leave(PEOPLE),
    "left": speed_evening.left(HUGE, IRINA),
    "choice": speed.choice(CHOICE),
    "own tables": speed.tables(OWN, EVERY[1].starts_at),
    "no tables": speed.tables(replace(OWN, rounds=()), NOW),
    "round": speed.round_begins(OWN, OWN.rounds[0]),
    "rest": speed.round_begins(OWN, OWN.rounds[1]),
    "invitation": speed.invitation(CARD),
    "wishes": speed_wishes.asks(WISHES, STARTS),
    "wishes closed": speed_wishes.wishes(WISHES, 0, WISHES.closes_at),
    "cards": speed_wishes.met_mentors(WISHES),
    "no cards": speed_wishes.met_mentors(replace(WISHES, met=WISHES.met[1:])),
    "mutual": speed_wishes.mutual(MUTUAL),
    "mutual, busy": speed_wishes.mutual(replace(MUTUAL, free=False)),
    "mutual for a mentor": speed_wishes.mutual(replace(MUTUAL, as_mentor=True)),
    "mutual without a card": speed_wishes.mutual(replace(MUTUAL, as_mentor=True, free=False)),
    "over a draft": speed_wishes.over_draft(HUGE, HUGE),
}


@pytest.mark.parametrize("screen", [pytest.param(screen, id=name) for name, screen in SCREENS.items()])
def test_every_screen_fits_and_leads_on(screen: Screen) -> None:
    assert screen.rows
    assert len(read(screen)) < 2000
    for button in (one for row in screen.rows for one in row):
        assert len(button.text) <= LABEL_LIMIT
        assert button.data is not None
        assert len(button.data.encode()) <= 64
    assert "<b> " not in read(screen).replace(LONG, "")


def test_a_round_says_where_with_whom_and_how_long() -> None:
    assert read(SCREENS["round"]) == f"Раунд 1 из 3\nСтол 5, с вами {LONG}.\nНачинаем в 09:01, до 09:08."
    assert "вы отдыхаете, до 09:16" in read(SCREENS["rest"])
    mentor = replace(OWN, as_mentor=True)
    assert "остаётесь" not in read(speed.round_begins(mentor, mentor.rounds[0]))
    again = OwnRound(EVERY[1], 3, 5, LONG)
    assert read(speed.round_begins(mentor, again)).endswith("Начинаем в 09:09, до 09:16. Вы остаётесь на месте.")


def test_the_coordinators_screen_tells_the_time() -> None:
    moving = speed_evening.run(RUN, STARTS)
    assert "Раунд 1 из 3: пересаживаемся, начнём в 09:01" in read(moving)
    assert moving.live == f"speed:{HUGE}"
    text = read(speed_evening.run(RUN, EVERY[0].starts_at + timedelta(seconds=90)))
    assert "Раунд 1 из 3: до 09:08, осталось 6 минут\nДальше раунд 2, в 09:09\nКонец в 09:24" in text
    assert "и ещё 2." in text
    assert SCREENS["over"].live is None
    assert "Взаимно хотят продолжить: 5 пар" in read(SCREENS["over"])


def test_who_signs_up_is_asked_for_the_side() -> None:
    asked = SpeedPlace(SpeedPhase.CHOOSING, None, guess_mentor=True)
    for screen in (
        card(replace(CARD, mine=SEAT, speed=asked)),
        registrations.signed_up(replace(TAKING_PART, speed=asked), NOW),
        registrations.seated(replace(TAKING_PART, speed=asked)),
        registrations.reminder(replace(TAKING_PART, speed=asked), NOW),
    ):
        assert "выберите, кем сядете за стол" in read(screen)
        # the likelier side comes first
        assert labels(screen)[:2] == ["Сажусь наставником", "Ищу наставника"]
    chosen = replace(CARD, mine=SEAT, speed=SpeedPlace(SpeedPhase.CHOOSING, False))
    assert labels(card(chosen))[0] == "🪑 Вы ищете наставника"
    assert "кем сядете" not in read(card(chosen))
    for phase, label in ((SpeedPhase.RUNNING, "🪑 Мои столы"), (SpeedPhase.WISHES, "🪑 С кем продолжить")):
        assert labels(card(replace(chosen, speed=SpeedPlace(phase, False)), TERMS.ends_at))[0] == label
    assert labels(speed.choice(replace(CHOICE, as_mentor=False)))[:2] == ["✓ Ищу наставника", "Сажусь наставником"]


def test_the_desk_leads_to_it_where_there_are_tables() -> None:
    way = "🪑 Быстрые встречи"
    assert way in labels(event_desk.event(MANAGED, NOW))
    assert way not in labels(event_desk.event(MANAGED, TERMS.ends_at))
    assert way in labels(event_desk.event(replace(MANAGED, speed=True), TERMS.ends_at))


def test_settings() -> None:
    assert Settings().turned(Knob.LIMIT, 0).side_limit is None
    assert Settings().turned(Knob.LIMIT, 20).side_limit == 20
    for knob, value in ((Knob.MINUTES, 6), (Knob.BREAK, 0), (Knob.LIMIT, -1), (Knob.LIMIT, 101)):
        with pytest.raises(NotFound):
            Settings().turned(knob, value)
    assert read_limit(" 20 мест") == 20
    for words in ("0", "101", "двадцать", ""):
        with pytest.raises(InvalidAnswer):
            read_limit(words)


def test_how_many_rounds_are_suggested() -> None:
    two_hours = Settings().fitting(timedelta(hours=2))
    assert two_hours == 15
    assert (usual_rounds(24, two_hours), usual_rounds(5, two_hours), usual_rounds(24, 3), usual_rounds(24, 0)) == (
        8,
        5,
        3,
        8,
    )
    assert offered_rounds(5, two_hours) == (3, 4, 5)
    assert offered_rounds(1, 0) == (1,)
    assert Settings().fitting(-timedelta(hours=1)) == 0
