"""The best assignment of requests to mentors: the greatest total score that the places allow, proved.

A dense network of 5,000 × 2,000 has ten million arcs, yet few of them matter. So the flow is solved over the arcs of
promise: the best of each request and the best of each mentor. Then prices of places are worked out, as on a market
where nobody would gain by another choice. Prices that hold against every arc left out prove the optimum; an arc that
beats them joins, and the flow is solved anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.int16]
Ints = NDArray[np.int64]

# how many arcs of promise each request and each mentor begins with, and how many a request may gain at a time
_FIRST, _MORE = 40, 20
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Assignment:
    """`mentors` has a column for each request, or NOBODY. `bound` is the total that no assignment can surpass."""

    mentors: tuple[int, ...]
    total: int
    bound: int


def assign(
    scores: Scores,
    places: Collection[int],
    pins: Mapping[int, int] | None = None,
    forbidden: Collection[tuple[int, int]] = (),
) -> Assignment:
    """The assignment with the greatest total score.

    `scores` has a row for each request and a column for each mentor; 0: they can't meet. `places` are the mentors'
    free places. `pins` are settled beforehand, whatever they score; pairs of `forbidden` are never made.
    Raises ValueError when pins want more places than there are.
    """
    pins = pins or {}
    scores = scores.copy()
    for request, mentor in forbidden:
        scores[request, mentor] = 0
    left = np.array(list(places), dtype=np.int64)
    for mentor in pins.values():
        left[mentor] -= 1
    if (left < 0).any():
        raise ValueError("pins want more places than there are")
    pinned = sum(int(scores[request, mentor]) for request, mentor in pins.items())
    scores[list(pins)] = 0
    scores[:, left == 0] = 0
    mentors, total, bound = _solve(scores, left)
    mentors[list(pins)] = list(pins.values())
    return Assignment(tuple(int(one) for one in mentors), total + pinned, bound + pinned)


def _solve(scores: Scores, places: Ints) -> tuple[Ints, int, int]:
    """The columns, their total, and the bound that proves it."""
    promising = _promising(scores)
    while True:
        requests, mentors = np.nonzero(promising)
        found = _flow(scores, places, requests, mentors)
        prices = _prices(scores, requests, mentors, found)
        own = _own(scores, found) - _price(prices, found)
        gain = scores - prices.astype(np.int16)[None, :] - own.astype(np.int16)[:, None]
        gain[promising | (scores == 0)] = 0
        if not (gain > 0).any():
            bound = int(own.sum() + (places * prices).sum())
            return found, int(_own(scores, found).sum()), bound
        promising |= _best_of_rows(gain, _MORE)


def _promising(scores: Scores) -> NDArray[np.bool_]:
    # the best of each mentor too: where everybody wants the same few, the others need somebody as well
    return _best_of_rows(scores, _FIRST) | _best_of_rows(scores.T, _FIRST).T


def _best_of_rows(values: Scores, count: int) -> NDArray[np.bool_]:
    """The `count` greatest values above zero of each row; chance decides between equals, so that it spreads them."""
    if count >= values.shape[1]:
        return values > 0
    chosen = np.zeros(values.shape, dtype=np.bool_)
    drawn = values + np.random.default_rng(1).random(values.shape, dtype=np.float32)
    best = np.argpartition(drawn, -count, axis=1)[:, -count:]
    np.put_along_axis(chosen, best, True, axis=1)
    return chosen & (values > 0)


def _flow(scores: Scores, places: Ints, requests: Ints, mentors: Ints) -> Ints:
    """The best assignment over the given arcs, as a flow of least cost; a request may also go to nobody for nothing."""
    # heavy, and needed in the process of a round alone
    from ortools.graph.python import min_cost_flow

    rows, columns = scores.shape
    sink, arcs = rows + columns, len(requests)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        requests, rows + mentors, np.ones(arcs, np.int64), -scores[requests, mentors].astype(np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(rows, sink), np.full(columns, sink), places, np.zeros(columns, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(rows), np.full(rows, sink), np.ones(rows, np.int64), np.zeros(rows, np.int64)
    )
    supplies = np.zeros(sink + 1, np.int64)
    supplies[:rows], supplies[sink] = 1, -rows
    flow.set_nodes_supplies(np.arange(sink + 1), supplies)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("a flow that always exists was not found")
    found = np.full(rows, NOBODY, dtype=np.int64)
    used = np.flatnonzero(flow.flows(np.arange(arcs))) if arcs else np.zeros(0, np.int64)
    found[requests[used]] = mentors[used]
    return found


def _prices(scores: Scores, requests: Ints, mentors: Ints, found: Ints) -> Ints:
    """The least price of a place with each mentor at which no request of the given arcs would rather have another.

    A free place costs nothing. What a request has must be worth more, after its price, than any other: that raises
    the price of the other, and in its turn of what those have who would change to it. As `found` is the best over
    these arcs, the rise comes to an end.
    """
    worth = scores[requests, mentors].astype(np.int64) - _own(scores, found)[requests]
    prices = np.zeros(scores.shape[1], dtype=np.int64)
    while True:
        raised = prices.copy()
        np.maximum.at(raised, mentors, worth + _price(prices, found)[requests])
        if (raised == prices).all():
            return prices
        prices = raised


def _own(scores: Scores, found: Ints) -> Ints:
    """What each request's own mentor scores; nobody scores nothing."""
    own = scores[np.arange(len(found)), np.maximum(found, 0)] if scores.shape[1] else np.zeros(len(found))
    return np.where(found == NOBODY, 0, own).astype(np.int64)


def _price(prices: Ints, found: Ints) -> Ints:
    """What each request pays for its own mentor."""
    paid = prices[np.maximum(found, 0)] if len(prices) else np.zeros(len(found))
    return np.where(found == NOBODY, 0, paid).astype(np.int64)
