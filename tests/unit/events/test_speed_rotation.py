"""Who sits with whom: whatever the sides, nobody meets twice, sits at two tables or waits more than the others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events.speed_rotation import Tables, reworked, rotation

SIDES = st.tuples(st.integers(1, 26), st.integers(1, 26))


def sides(sizes: tuple[int, int]) -> tuple[list[int], list[int]]:
    """So many mentors and mentees; the ids of both are mixed."""
    mentors = [2 * number + 1 for number in range(sizes[0])]
    return mentors, [2 * number + 2 for number in range(sizes[1])]


def check(rounds: tuple[Tables, ...]) -> None:
    """No pair twice, nobody at two tables, no round without tables."""
    pairs = [pair for tables in rounds for pair in tables]
    assert len(pairs) == len(set(pairs))
    for tables in rounds:
        seated = [person for pair in tables for person in pair]
        assert tables
        assert len(seated) == len(set(seated))


def waits(rounds: tuple[Tables, ...], people: list[int]) -> list[int]:
    return [sum(person not in {one for pair in tables for one in pair} for tables in rounds) for person in people]


@given(SIDES, st.integers(1, 30))
def test_a_fresh_evening(sizes: tuple[int, int], count: int) -> None:
    mentors, mentees = sides(sizes)
    rounds = rotation(mentors, mentees, count)
    check(rounds)
    assert len(rounds) == min(count, max(sizes))
    # nobody waits without need: each table that can be is there
    assert all(len(tables) == min(sizes) for tables in rounds)
    for people in (mentors, mentees):
        waited = waits(rounds, people)
        assert max(waited) - min(waited) <= 1


@settings(max_examples=40, deadline=None)
@given(SIDES, st.integers(1, 8), st.integers(0, 8), st.randoms(use_true_random=False))
def test_an_evening_with_latecomers_and_leavers(sizes: tuple[int, int], count: int, gone: int, chance: object) -> None:
    mentors, mentees = sides(sizes)
    begun = rotation(mentors, mentees, count)
    met = {pair for tables in begun for pair in tables}
    waited = dict(zip(mentors + mentees, waits(begun, mentors + mentees), strict=True))
    for people, late in ((mentors, 101), (mentees, 102)):
        chance.shuffle(people)  # type: ignore[attr-defined]
        del people[max(1, len(people) - gone) :]
        people.append(late)
    rounds = reworked(mentors, mentees, count, met, waited)
    check(rounds)
    assert len(rounds) <= count
    assert not met & {pair for tables in rounds for pair in tables}
    met |= {pair for tables in rounds for pair in tables}
    for tables in rounds:
        seated = {one for pair in tables for one in pair}
        idle = [(one, other) for one in mentors for other in mentees if not {one, other} & seated]
        # two who wait at once have met already, or meet in another round
        assert all(pair in met for pair in idle)


@settings(max_examples=40, deadline=None)
@given(SIDES, st.integers(1, 8))
def test_where_everybody_may_meet_the_general_way_is_as_fair(sizes: tuple[int, int], count: int) -> None:
    mentors, mentees = sides(sizes)
    rounds = reworked(mentors, mentees, count, (), {})
    check(rounds)
    assert len(rounds) == min(count, max(sizes))
    for people in (mentors, mentees):
        waited = waits(rounds, people)
        assert max(waited) - min(waited) <= 1


def test_who_waited_before_sits_first() -> None:
    (tables,) = reworked([1, 2, 3], [10], 1, (), {1: 0, 2: 2, 3: 1})
    assert tables == ((2, 10),)


def test_who_may_not_meet_never_does() -> None:
    mentors, mentees = [1, 2, 3], [11, 12, 13]
    rounds = rotation(mentors, mentees, 3, {(1, 11), (2, 12)})
    check(rounds)
    pairs = {pair for tables in rounds for pair in tables}
    assert not pairs & {(1, 11), (2, 12)}
    assert len(pairs) == 7


def test_nobody_to_sit_with() -> None:
    assert rotation([], [1, 2], 5) == ()
    assert reworked([1], [2], 5, {(1, 2)}, {}) == ()
    assert reworked([1], [2], 0, (), {}) == ()
