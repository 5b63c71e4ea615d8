"""When the next tip is due, whose order is whose, and what a card shows."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import content
from domain import clubtime
from domain.tips.tips import (
    HOURS,
    SHUFFLE_PRIME,
    WEEKDAYS,
    Rhythm,
    SubscriptionView,
    TipCard,
    end_of_day,
    next_moment,
    shuffle_factor,
)
from domain.vocabulary import Cadence, Direction
from screens.kit import LABEL_LIMIT, Screen, Toast
from screens.tips import tip_subscriptions, tips

SCHEDULE = content.load_schedule()
DAILY, SCHOOL_DAYS, WEEKLY = Cadence.DAILY, Cadence.SCHOOL_DAYS, Cadence.WEEKLY
# hypothesis wants naive bounds and puts the zone on by itself
START = datetime(2026, 1, 1)  # noqa: DTZ001
FORMAT = "%Y-%m-%d %H:%M"


def tyumen(clock_face: str) -> datetime:
    return datetime.strptime(clock_face, FORMAT).replace(tzinfo=clubtime.zone())


@pytest.mark.parametrize(
    ("cadence", "hour", "weekday", "after", "expected"),
    [
        # 7 October 2026 is a Wednesday
        pytest.param(DAILY, 12, 0, "2026-10-07 10:00", "2026-10-07 12:00", id="later today"),
        pytest.param(DAILY, 9, 0, "2026-10-07 10:00", "2026-10-08 09:00", id="the hour is past"),
        pytest.param(DAILY, 9, 0, "2026-10-07 09:00", "2026-10-08 09:00", id="this very moment is past"),
        pytest.param(DAILY, 9, 0, "2026-10-07 08:59", "2026-10-07 09:00", id="a minute before"),
        pytest.param(DAILY, 20, 0, "2026-10-07 23:30", "2026-10-08 20:00", id="late in the evening"),
        pytest.param(DAILY, 8, 0, "2026-10-08 00:00", "2026-10-08 08:00", id="midnight belongs to the new day"),
        pytest.param(DAILY, 9, 0, "2026-10-09 10:00", "2026-10-10 09:00", id="Saturday is a day too"),
        pytest.param(DAILY, 9, 0, "2026-10-10 10:00", "2026-10-12 09:00", id="Sunday is silent"),
        pytest.param(DAILY, 9, 0, "2026-10-11 07:00", "2026-10-12 09:00", id="asked on Sunday"),
        pytest.param(DAILY, 9, 0, "2026-12-31 10:00", "2027-01-01 09:00", id="daily over the New Year"),
        pytest.param(SCHOOL_DAYS, 9, 0, "2026-10-09 10:00", "2026-10-12 09:00", id="Friday to Monday"),
        pytest.param(SCHOOL_DAYS, 9, 0, "2026-10-26 10:00", "2026-11-05 09:00", id="over the autumn break"),
        pytest.param(SCHOOL_DAYS, 9, 0, "2026-11-04 10:00", "2026-11-05 09:00", id="the break's last day"),
        pytest.param(
            SCHOOL_DAYS, 9, 0, "2026-12-28 10:00", "2027-01-11 09:00", id="over the winter break and the year"
        ),
        pytest.param(SCHOOL_DAYS, 9, 0, "2027-02-22 10:00", "2027-02-24 09:00", id="over a holiday"),
        pytest.param(SCHOOL_DAYS, 9, 0, "2027-05-28 10:00", "2027-09-01 09:00", id="over the summer"),
        pytest.param(SCHOOL_DAYS, 9, 0, "2028-02-28 10:00", "2028-02-29 09:00", id="a leap day"),
        pytest.param(WEEKLY, 9, 3, "2026-10-07 10:00", "2026-10-08 09:00", id="tomorrow is the day"),
        pytest.param(WEEKLY, 9, 2, "2026-10-07 10:00", "2026-10-14 09:00", id="today's hour is past: in a week"),
        pytest.param(WEEKLY, 11, 2, "2026-10-07 10:00", "2026-10-07 11:00", id="today's hour is to come"),
        pytest.param(WEEKLY, 9, 5, "2026-10-10 10:00", "2026-10-17 09:00", id="Saturday to Saturday"),
        pytest.param(WEEKLY, 9, 0, "2026-12-29 10:00", "2027-01-04 09:00", id="weekly goes on in breaks"),
    ],
)
def test_next_moment(cadence: Cadence, hour: int, weekday: int, after: str, expected: str) -> None:
    moment = next_moment(Rhythm(cadence, hour, weekday), tyumen(after), SCHEDULE.is_school_day)
    assert moment.astimezone(clubtime.zone()).strftime(FORMAT) == expected
    assert moment.tzinfo is UTC


def test_the_clock_does_not_jump_with_other_peoples_summer_time() -> None:
    """Tyumen keeps one time all year: the same hour is the same UTC hour before and after 25 October."""
    rhythm = Rhythm(DAILY, 9)
    before = next_moment(rhythm, tyumen("2026-10-23 10:00"), SCHEDULE.is_school_day)
    after = next_moment(rhythm, tyumen("2026-10-25 10:00"), SCHEDULE.is_school_day)
    assert (before.hour, after.hour) == (4, 4)


@given(
    cadence=st.sampled_from(Cadence),
    hour=st.sampled_from(HOURS),
    weekday=st.sampled_from(WEEKDAYS),
    after=st.datetimes(START, START + timedelta(days=1500), timezones=st.just(UTC)),
)
def test_a_tip_is_always_ahead_and_never_in_quiet_hours(
    cadence: Cadence, hour: int, weekday: int, after: datetime
) -> None:
    moment = next_moment(Rhythm(cadence, hour, weekday), after, SCHEDULE.is_school_day)
    assert after < moment < after + timedelta(days=110)
    assert not clubtime.is_quiet(moment)
    assert clubtime.local(moment).time() == time(hour)


def test_a_calendar_without_school_days_is_refused_not_searched_forever() -> None:
    def never(day: date) -> bool:
        return False

    with pytest.raises(ValueError, match="no day"):
        next_moment(Rhythm(SCHOOL_DAYS), tyumen("2026-10-07 10:00"), never)


def test_end_of_day_is_the_clubs_day() -> None:
    # 20:00 UTC is already tomorrow in Tyumen
    assert end_of_day(datetime(2026, 10, 7, 20, 0, tzinfo=UTC)) == tyumen("2026-10-09 00:00") - timedelta(
        microseconds=1
    )


def test_members_have_orders_of_their_own() -> None:
    orders = {order_of(member) for member in range(1, 101)}
    assert len(orders) == 100
    assert len({order[0] for order in orders}) > 20
    assert order_of(7) == order_of(7)


def order_of(member_id: int) -> tuple[int, ...]:
    factor = shuffle_factor(member_id)
    return tuple(sorted(range(1, 41), key=lambda tip: tip * tip % SHUFFLE_PRIME * factor % SHUFFLE_PRIME))


CARD = TipCard(3, Direction.DIGITAL, "План <Б> & В", "Печатная копия <b>всегда</b>.")


def labels(screen: Screen) -> list[str]:
    return [one.text for row in screen.rows for one in row]


def data(screen: Screen) -> dict[str, str | None]:
    return {one.text: one.data for row in screen.rows for one in row}


def test_what_is_read_from_data_is_escaped() -> None:
    text = tips.card(CARD).text
    assert "План &lt;Б&gt; &amp; В" in text
    assert "<b>всегда</b>" not in text


def test_a_pressed_thumb_is_ticked_and_takes_the_vote_back() -> None:
    fresh = data(tips.card(CARD))
    assert fresh["👍"] == "tipvote:3:1"
    assert fresh["👎"] == "tipvote:3:-1"
    liked = data(tips.card(TipCard(3, Direction.DIGITAL, "План Б", "…", vote=1)))
    assert liked["👍 ✓"] == "tipvote:3:0"
    assert liked["👎"] == "tipvote:3:-1"


def test_a_guest_has_no_thumbs() -> None:
    assert labels(tips.card(TipCard(3, Direction.DIGITAL, "План Б", "…", votable=False)))[0] == "Ещё один"


@pytest.mark.parametrize("vote", [1, -1, None])
def test_a_vote_is_answered_by_a_short_toast(vote: int | None) -> None:
    toast, screen = tips.voted(TipCard(3, Direction.DIGITAL, "План Б", "…", vote=vote))
    assert isinstance(toast, Toast)
    assert 0 < len(toast.text) <= 200
    assert screen == tips.card(TipCard(3, Direction.DIGITAL, "План Б", "…", vote=vote))


def view(cadence: Cadence = SCHOOL_DAYS, *directions: Direction, paused: bool = False) -> SubscriptionView:
    next_at = None if paused else tyumen("2026-10-08 09:00")
    return SubscriptionView(Rhythm(cadence, 9, 3), frozenset(directions), next_at)


def plain(screen: Screen) -> str:
    return screen.text.replace("\u00a0", " ")


def test_a_subscription_tells_its_next_moment() -> None:
    text = plain(tip_subscriptions.overview(view()))
    assert "По учебным дням, в 09:00\nВсе направления" in text
    assert "Следующий лайфхак — чт, 8 октября, 09:00." in text


def test_only_a_weekly_subscription_offers_weekdays() -> None:
    assert "День недели" in labels(tip_subscriptions.overview(view(WEEKLY)))
    assert "Раз в неделю, по четвергам, в 09:00" in plain(tip_subscriptions.overview(view(WEEKLY)))
    assert "День недели" not in labels(tip_subscriptions.overview(view(DAILY)))


def test_chosen_directions_are_named_and_ticked() -> None:
    chosen = view(DAILY, Direction.DIGITAL, Direction.PARENTS)
    assert "Только «Цифра», «Родители»" in plain(tip_subscriptions.overview(chosen))
    screen = tip_subscriptions.directions(chosen)
    assert [label for label in labels(screen) if label.startswith("✓")] == ["✓ 💻 Цифра", "✓ 👪 Родители"]
    assert data(screen)["✓ 💻 Цифра"] == "tipdir:DIGITAL:0"
    assert data(screen)["📘 Методика"] == "tipdir:METHODICAL:1"


def test_a_paused_subscription_says_what_is_kept_and_offers_it_back() -> None:
    screen = tip_subscriptions.overview(view(paused=True))
    assert "По учебным дням, в 09:00" in plain(screen)
    assert "↩️ Вернуть подписку" in labels(screen)
    assert "Следующий" not in plain(screen)


def test_the_clock_is_the_clubs_whatever_its_zone() -> None:
    assert plain(tip_subscriptions.hours(view(Cadence.DAILY))) == "В котором часу? По времени клуба."


@pytest.mark.parametrize("cadence", Cadence)
def test_every_screen_fits_and_has_a_way_on(cadence: Cadence) -> None:
    all_nine = view(cadence, *Direction)
    screens = [
        tip_subscriptions.overview(None),
        tip_subscriptions.overview(all_nine),
        tip_subscriptions.overview(view(cadence, *Direction, paused=True)),
        tip_subscriptions.cadences(all_nine),
        tip_subscriptions.hours(all_nine),
        tip_subscriptions.weekdays(all_nine),
        tip_subscriptions.directions(all_nine),
        tips.card(CARD),
        tips.no_tips(),
    ]
    for screen in screens:
        assert all(len(label) <= LABEL_LIMIT for label in labels(screen)), labels(screen)
        assert all(one and len(one.encode()) <= 64 for one in data(screen).values())
        assert screen.rows[-1][0].text in ("🏠 В меню", "← Назад", "Готово")
