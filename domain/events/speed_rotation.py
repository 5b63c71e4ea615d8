"""Who sits with whom at an evening of quick meetings: nobody meets the same person twice, all wait alike.

A fresh evening goes round by a formula, so that the hall sees an order in it. When somebody comes late, goes, or may
not meet somebody, the rest is worked out anew: a flow says how often each sits and with whom, and the pairs are then
spread over the rounds as edges of a bipartite graph are coloured.
"""

from collections.abc import Collection, Mapping, Sequence
from math import gcd

# who sits together in one round: (mentor, mentee)
Tables = tuple[tuple[int, int], ...]

# more than any difference of waits is worth: a table more always comes before a better spread of waits
_TABLE = 1_000_000


def rotation(
    mentors: Sequence[int], mentees: Sequence[int], count: int, barred: Collection[tuple[int, int]] = ()
) -> tuple[Tables, ...]:
    """Up to `count` rounds of an evening that begins; ids of the two sides differ, `barred` (mentor, mentee) never sit.

    The smaller side sits in every round; waits of the larger one differ by one at most. There are no more rounds than
    the larger side has people.
    """
    if not mentors or not mentees:
        return ()
    if barred:
        return reworked(mentors, mentees, count, barred, {})
    large, small = (mentors, mentees) if len(mentors) >= len(mentees) else (mentees, mentors)
    size, step = len(large), len(small)
    # the small side moves on as one block; once it is where it began, it moves by one, to people it has not met
    lap = size // gcd(size, step)
    rounds = []
    for number in range(min(count, size)):
        ahead = number * step + number // lap
        sitting = [(large[(place + ahead) % size], one) for place, one in enumerate(small)]
        rounds.append(tuple(sitting if large is mentors else [(mentor, mentee) for mentee, mentor in sitting]))
    return tuple(rounds)


def reworked(
    mentors: Sequence[int],
    mentees: Sequence[int],
    count: int,
    barred: Collection[tuple[int, int]],
    waited: Mapping[int, int],
) -> tuple[Tables, ...]:
    """Up to `count` rounds of who may still meet: `barred` have met, or never may; `waited`: rounds without a table.

    As many tables as there can be, then waits as even as they can be; the fullest rounds come first, none is empty.
    """
    met = set(barred)
    pairs = [(mentor, mentee) for mentor in mentors for mentee in mentees if (mentor, mentee) not in met]
    if not pairs or count < 1:
        return ()
    rounds = _coloured(_chosen(mentors, mentees, count, pairs, waited), count)
    return tuple(sorted((tables for tables in rounds if tables), key=len, reverse=True))


def _chosen(
    mentors: Sequence[int],
    mentees: Sequence[int],
    count: int,
    pairs: Sequence[tuple[int, int]],
    waited: Mapping[int, int],
) -> list[tuple[int, int]]:
    """The pairs that will meet, nobody more often than there are rounds: a flow of least cost."""
    # heavy, and needed by few evenings
    from ortools.graph.python import min_cost_flow

    node = {person: number for number, person in enumerate((*mentors, *mentees))}
    source, sink = len(node), len(node) + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    meetings = [flow.add_arc_with_capacity_and_unit_cost(node[one], node[other], 1, 0) for one, other in pairs]
    for person, at in node.items():
        ends = (source, at) if at < len(mentors) else (at, sink)
        for seat in range(count):
            # squares of waits are to be least: the first table takes more off them than the last
            waits = waited.get(person, 0) + count - seat
            flow.add_arc_with_capacity_and_unit_cost(*ends, 1, -_TABLE - (2 * waits - 1))
    most = count * min(len(mentors), len(mentees))
    flow.set_node_supply(source, most)
    flow.set_node_supply(sink, -most)
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise RuntimeError("a flow that always exists was not found")
    return [pair for pair, arc in zip(pairs, meetings, strict=True) if flow.flow(arc)]


def _coloured(pairs: Sequence[tuple[int, int]], count: int) -> list[Tables]:
    """The pairs over `count` rounds, a person once a round; nobody may have more of them than there are rounds."""
    # with whom each person sits, by round
    partner: dict[int, dict[int, int]] = {person: {} for pair in pairs for person in pair}
    for mentor, mentee in pairs:
        mine = next(number for number in range(count) if number not in partner[mentor])
        theirs = next(number for number in range(count) if number not in partner[mentee])
        if mine != theirs:
            _swap(partner, mentee, mine, theirs)
        partner[mentor][mine], partner[mentee][mine] = mentee, mentor
    sides = {mentor for mentor, _ in pairs}
    found: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for mentor in sorted(sides):
        for number, mentee in partner[mentor].items():
            found[number].append((mentor, mentee))
    return [tuple(tables) for tables in found]


def _swap(partner: dict[int, dict[int, int]], start: int, one: int, other: int) -> None:
    """Change two rounds along the chain of tables that begins with `start` in round `one`: it becomes free there."""
    chain = []
    person, number = start, one
    while (next_one := partner[person].get(number)) is not None:
        chain.append((person, next_one, number))
        person, number = next_one, other if number == one else one
    for left, right, number in chain:
        del partner[left][number], partner[right][number]
    for left, right, number in chain:
        changed = other if number == one else one
        partner[left][changed], partner[right][changed] = right, left
