"""All mentors at once: scores by columns, since a round weighs thousands of requests against thousands of mentors."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from domain.mentoring.bars import Bar
from domain.mentoring.matching import ENOUGH_WORDS, UNKNOWN, WEIGHTS, Candidate, Criterion, Match, Wish
from domain.mentoring.matching_reasons import NOWHERE, explain, load, subject_of_card, way_of
from domain.mentoring.matching_words import words_of
from domain.vocabulary import Attendance, Direction, MentoringForm, Municipality, Stage

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_KINDS: tuple[type[StrEnum], ...] = (Direction, Stage, MentoringForm, Attendance)
_TOWNS: Mapping[Municipality | None, int] = {town: number for number, town in enumerate(Municipality, 1)}
_BITS = {(kind, code): 1 << number for kind in _KINDS for number, code in enumerate(kind)}


class Pool:
    """Candidates side by side. Columns are built once; each wish is then weighed against all of them."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = tuple(candidates)
        many = self.candidates
        self._ids = np.array([one.mentor_id for one in many], dtype=np.int64)
        self._directions = _masks(one.directions for one in many)
        self._stages = _masks(one.stages for one in many)
        self._forms = _masks(one.forms for one in many)
        self._ways = _masks(one.ways for one in many)
        self._towns = np.array([_town(one.municipality) for one in many], dtype=np.int16)
        self._organizations = np.array([one.organization_id or 0 for one in many], dtype=np.int64)
        self._free = np.array([one.free > 0 for one in many], dtype=np.bool_)
        self._load = np.array([load(one) for one in many], dtype=np.float32)
        self._words = _Index(words_of(one.lemmas) for one in many)
        self._subjects = _Index(subject_of_card(one.subject) for one in many)

    def __len__(self) -> int:
        return len(self.candidates)

    def possible(self, wish: Wish) -> Bools:
        """Who may be asked at all: a free place, the form, the way, not oneself, nobody barred, the organisation."""
        can: Bools = self._free.copy()
        for _, fits in self._conditions(wish):
            can &= fits
        return can

    def _conditions(self, wish: Wish) -> Iterator[tuple[Bar, Bools]]:
        """What must hold beside a free place, with whom it holds for."""
        yield Bar.FORM, self._forms & _bit(wish.form) > 0
        if (way := way_of(wish)) is not None:
            yield Bar.WAY, self._ways & _bit(way) > 0
        if not wish.same_organization and wish.organization_id is not None:
            yield Bar.SAME_ORGANIZATION, self._organizations != wish.organization_id
        yield Bar.SELF, self._ids != wish.mentee_id
        if wish.barred:
            yield Bar.ASKED, ~np.isin(self._ids, list(wish.barred))

    def bar(self, wish: Wish) -> Bar | None:
        """What leaves nobody to ask, the first in the order people would look; None: somebody may be asked."""
        left = self._free
        for bar, fits in self._conditions(wish):
            if not left.any():
                break
            if not (left & fits).any():
                return bar
            left = left & fits
        return None if left.any() else Bar.FULL

    def scores(self, wish: Wish) -> NDArray[np.int16]:
        """A score for each candidate in their order: 1 to 100, 0 for who can't be asked."""
        return self._scores(wish, self.shares(wish))

    def best(self, wish: Wish, limit: int) -> list[Match]:
        """The best matches, best first.

        Among equals the order differs from mentee to mentee, so that nobody is always the last.
        """
        shares = self.shares(wish)
        scores = self._scores(wish, shares)
        draw = (self._ids * 7919 + wish.mentee_id * 104_729) % 10_007
        order = [int(index) for index in np.lexsort((draw, -scores))[:limit] if scores[index] > 0]
        return [self._match(wish, index, int(scores[index]), shares) for index in order]

    def match(self, wish: Wish, mentor_id: int) -> Match | None:
        """How one mentor fits; None for who can't be asked."""
        found = np.flatnonzero(self._ids == mentor_id)
        if not len(found):
            return None
        index, shares = int(found[0]), self.shares(wish)
        score = int(self._scores(wish, shares)[index])
        return self._match(wish, index, score, shares) if score else None

    def shares(self, wish: Wish) -> Mapping[Criterion, Floats]:
        """Of each criterion's weight, the share each candidate gets: 0 to 1."""
        return {
            Criterion.DIRECTION: self._direction_shares(wish),
            Criterion.SUBJECT: self._subject_shares(wish),
            Criterion.WORDS: self._word_shares(wish),
            Criterion.LOAD: 1 - self._load,
            Criterion.STAGE: self._stage_shares(wish),
            Criterion.PLACE: self._place_shares(wish),
            Criterion.WAY: self._way_shares(wish),
        }

    def _scores(self, wish: Wish, shares: Mapping[Criterion, Floats]) -> NDArray[np.int16]:
        total = sum(WEIGHTS[criterion] * share for criterion, share in shares.items())
        whole = np.maximum(np.rint(total), 1).astype(np.int16)
        return np.where(self.possible(wish), whole, np.int16(0))

    def _direction_shares(self, wish: Wish) -> Floats:
        wanted = _mask(wish.directions)
        covered: Floats = np.bitwise_count(self._directions & wanted).astype(np.float32)
        return covered / np.float32(max(1, len(wish.directions)))

    def _word_shares(self, wish: Wish) -> Floats:
        return (np.minimum(self._words.common(wish.words), ENOUGH_WORDS) / ENOUGH_WORDS).astype(np.float32)

    def _subject_shares(self, wish: Wish) -> Floats:
        same = self._subjects.common(wish.subject | wish.words) > 0
        told = self._subjects.any if wish.subject else np.zeros(len(self), dtype=np.bool_)
        return np.where(same, 1, np.where(told, 0, UNKNOWN)).astype(np.float32)

    def _stage_shares(self, wish: Wish) -> Floats:
        if not wish.stages:
            return np.full(len(self), UNKNOWN, dtype=np.float32)
        same = self._stages & _mask(wish.stages) > 0
        return np.where(same, 1, np.where(self._stages > 0, 0, UNKNOWN)).astype(np.float32)

    def _place_shares(self, wish: Wish) -> Floats:
        if wish.municipality in NOWHERE or way_of(wish) is Attendance.ONLINE:
            return np.full(len(self), UNKNOWN, dtype=np.float32)
        near = self._towns == _town(wish.municipality)
        return np.where(near, 1, np.where(self._towns == 0, UNKNOWN, 0)).astype(np.float32)

    def _way_shares(self, wish: Wish) -> Floats:
        if way_of(wish) is not None:
            return np.ones(len(self), dtype=np.float32)
        both: Floats = np.bitwise_count(self._ways).astype(np.float32)
        return both / np.float32(len(Attendance))

    def _match(self, wish: Wish, index: int, score: int, shares: Mapping[Criterion, Floats]) -> Match:
        own = {criterion: float(share[index]) for criterion, share in shares.items()}
        why, against = explain(wish, self.candidates[index], own)
        return Match(self.candidates[index], score, why, against)


class _Index:
    """Which candidates have a word."""

    def __init__(self, words: Iterable[frozenset[str]]) -> None:
        found: dict[str, list[int]] = {}
        has: list[bool] = []
        for index, own in enumerate(words):
            has.append(bool(own))
            for word in own:
                found.setdefault(word, []).append(index)
        self.any = np.array(has, dtype=np.bool_)
        self._found = {word: np.array(indices, dtype=np.int32) for word, indices in found.items()}

    def common(self, words: Iterable[str]) -> NDArray[np.int16]:
        """How many of `words` each candidate has."""
        count = np.zeros(len(self.any), dtype=np.int16)
        for word in words:
            if (indices := self._found.get(word)) is not None:
                count[indices] += 1
        return count


def _town(municipality: Municipality | None) -> int:
    return _TOWNS.get(municipality, 0)


def _masks(sets: Iterable[tuple[StrEnum, ...]]) -> NDArray[np.int32]:
    return np.array([_mask(one) for one in sets], dtype=np.int32)


def _mask(codes: Collection[StrEnum]) -> int:
    mask = 0
    for code in codes:
        mask |= _bit(code)
    return mask


def _bit(code: StrEnum) -> int:
    # by the kind too: codes of two kinds may be spelt alike
    return _BITS[type(code), code]
