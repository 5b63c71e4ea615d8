"""Why a mentor is suggested, and what speaks against: the ground that each criterion gives."""

from collections.abc import Mapping
from functools import lru_cache

from domain.mentoring.matching import (
    ENOUGH_WORDS,
    FEWEST_REASONS,
    MOST_REASONS,
    WEIGHTS,
    Candidate,
    Criterion,
    Ground,
    Point,
    Wish,
)
from domain.mentoring.matching_words import subject_words
from domain.vocabulary import Attendance, MentoringForm, Municipality

# people of «другой» municipality live in many places
NOWHERE = (None, Municipality.OTHER)


def load(candidate: Candidate) -> float:
    """How busy a mentor is, 0 to 1: a request that waits for an answer is half a pair."""
    return min(1.0, (candidate.taken + candidate.asked / 2) / max(1, candidate.places))


def way_of(wish: Wish) -> Attendance | None:
    """How the two must be able to meet; None: either way."""
    return Attendance.ONLINE if wish.form is MentoringForm.VIRTUAL else wish.way


@lru_cache(maxsize=10_000)
def subject_of_card(subject: str) -> frozenset[str]:
    """A card's subject by lemmas, remembered: thousands of cards name the same few."""
    return subject_words(subject)


def explain(wish: Wish, candidate: Candidate, shares: Mapping[Criterion, float]) -> tuple[tuple[Point, ...], Point]:
    """The two or three reasons that weigh most, and the one point that costs most."""
    grounds = {criterion: _grounds(wish, candidate, criterion) for criterion in shares}
    gained = sorted(shares, key=lambda one: -WEIGHTS[one] * shares[one])
    lost = sorted(shares, key=lambda one: -WEIGHTS[one] * (1 - shares[one]))
    why = [point for one in gained if (point := grounds[one][0]) is not None][:MOST_REASONS]
    # true of everybody who may be asked, so told only where little else is
    why += [Point(Ground.FORM, form=wish.form), _room(candidate)][: max(0, FEWEST_REASONS - len(why))]
    against = next((point for one in lost if (point := grounds[one][1]) is not None), None)
    return tuple(why), against or _always(wish, candidate)


def _room(candidate: Candidate) -> Point:
    return Point(Ground.ROOM, taken=candidate.taken, places=candidate.places)


def _grounds(wish: Wish, candidate: Candidate, criterion: Criterion) -> tuple[Point | None, Point | None]:
    """What a criterion says for the candidate, and what against."""
    match criterion:
        case Criterion.DIRECTION:
            return _on_directions(wish, candidate)
        case Criterion.SUBJECT:
            return _on_subject(wish, candidate)
        case Criterion.WORDS:
            return _on_words(wish, candidate)
        case Criterion.LOAD:
            return _on_load(candidate)
        case Criterion.STAGE:
            return _on_stages(wish, candidate)
        case Criterion.PLACE:
            return _on_place(wish, candidate)
        case Criterion.WAY:
            return _on_way(wish, candidate)


def _on_directions(wish: Wish, candidate: Candidate) -> tuple[Point | None, Point | None]:
    shared = tuple(one for one in wish.directions if one in candidate.directions)
    missing = tuple(one for one in wish.directions if one not in candidate.directions)
    return (
        Point(Ground.DIRECTIONS, directions=shared) if shared else None,
        Point(Ground.LACKS_DIRECTIONS, directions=missing) if missing else None,
    )


def _on_subject(wish: Wish, candidate: Candidate) -> tuple[Point | None, Point | None]:
    theirs = subject_of_card(candidate.subject)
    if theirs & (wish.subject | wish.words):
        return Point(Ground.SUBJECT, subject=candidate.subject), None
    return None, Point(Ground.OTHER_SUBJECT, subject=candidate.subject) if theirs and wish.subject else None


def _on_words(wish: Wish, candidate: Candidate) -> tuple[Point | None, Point | None]:
    # in the order of the card, where a mentor names first what matters
    shared = tuple(word for word in candidate.lemmas.split() if word in wish.words)[:ENOUGH_WORDS]
    if shared:
        return Point(Ground.WORDS, words=shared), None
    return None, Point(Ground.OTHER_WORDS) if wish.words and candidate.lemmas else None


def _on_load(candidate: Candidate) -> tuple[Point | None, Point | None]:
    if not load(candidate):
        return Point(Ground.FREE, places=candidate.places), None
    return None, Point(Ground.BUSY, taken=candidate.taken, places=candidate.places, asked=candidate.asked)


def _on_stages(wish: Wish, candidate: Candidate) -> tuple[Point | None, Point | None]:
    shared = tuple(one for one in candidate.stages if one in wish.stages)
    if shared:
        return Point(Ground.STAGES, stages=shared), None
    return None, Point(Ground.OTHER_STAGES, stages=candidate.stages) if wish.stages and candidate.stages else None


def _on_place(wish: Wish, candidate: Candidate) -> tuple[Point | None, Point | None]:
    town = candidate.municipality
    if wish.municipality in NOWHERE or town is None or way_of(wish) is Attendance.ONLINE:
        return None, None
    if town is wish.municipality:
        return Point(Ground.NEAR, municipality=town), None
    return None, Point(Ground.FAR, municipality=town)


def _on_way(wish: Wish, candidate: Candidate) -> tuple[Point | None, Point | None]:
    if way_of(wish) is not None:
        return None, None
    if len(candidate.ways) == len(Attendance):
        return Point(Ground.ANY_WAY), None
    return None, Point(Ground.ONE_WAY, way=candidate.ways[0]) if candidate.ways else None


def _always(wish: Wish, candidate: Candidate) -> Point:
    """When nothing speaks against a mentor, what is still worth knowing."""
    if wish.organization_id is not None and wish.organization_id == candidate.organization_id:
        return Point(Ground.SAME_ORGANIZATION)
    return Point(Ground.WAIT)
