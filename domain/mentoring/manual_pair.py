"""A pair made by a coordinator's hand: for whom, how, about what, with whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.errors import InvalidAnswer
from domain.mentoring.found_people import FoundPeople, FoundPerson
from domain.mentoring.matching import Suggestion
from domain.vocabulary import Direction, MentoringForm, RequestState

# a group is its mentor's to fill, and a speed evening makes its own pairs
FORMS = tuple(form for form in MentoringForm if form not in (MentoringForm.GROUP, MentoringForm.SPEED))
MOST_DIRECTIONS = 3


class Step(StrEnum):
    """A question of the form. Values are short: they travel in buttons."""

    MENTEE = "who"
    REQUEST = "ask"
    FORM = "form"
    DIRECTIONS = "dir"
    MENTOR = "with"
    SUMMARY = "sum"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is decided so far; what is not is None. `query` (folded) is a name being looked for.

    `apart`: an open request of the mentee stays as it is. `preset`: the form was begun from the mentor's page.
    """

    mentee_id: int | None = None
    apart: bool = False
    form: MentoringForm | None = None
    directions: tuple[Direction, ...] = ()
    themed: bool = False
    mentor_id: int | None = None
    preset: bool = False
    query: str = ""

    def step(self, *, asks: bool) -> Step:
        """The question still open; `asks`: the mentee has an open request."""
        if self.mentee_id is None:
            return Step.MENTEE
        if asks and not self.apart:
            return Step.REQUEST
        if self.form is None:
            return Step.FORM
        if not self.themed:
            return Step.DIRECTIONS
        return Step.MENTOR if self.mentor_id is None else Step.SUMMARY

    def with_direction(self, direction: Direction, on: bool) -> "Draft":
        """With a direction ticked or not; doing it twice changes nothing more. Raises InvalidAnswer for a fourth."""
        chosen = {*self.directions, direction} if on else {one for one in self.directions if one is not direction}
        if len(chosen) > MOST_DIRECTIONS:
            raise InvalidAnswer("Можно отметить до трёх тем. Сначала снимите одну: нажмите на неё ещё раз.")
        return replace(self, directions=tuple(one for one in Direction if one in chosen))

    def settled(self) -> "Draft":
        """«Готово» under the directions. Raises InvalidAnswer when none is ticked."""
        if not self.directions:
            raise InvalidAnswer("Отметьте хотя бы одну тему — и дальше.")
        return replace(self, themed=True)

    def before(self, step: Step) -> "Draft":
        """Back to the question before `step`."""
        match step:
            case Step.SUMMARY if not self.preset:
                return replace(self, mentor_id=None)
            case Step.SUMMARY | Step.MENTOR:
                return replace(self, themed=False, query="")
            case Step.DIRECTIONS:
                return replace(self, form=None)
            case _:
                return Draft(mentor_id=self.mentor_id if self.preset else None, preset=self.preset)

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "mentee_id": self.mentee_id,
            "apart": self.apart,
            "form": self.form.value if self.form else None,
            "directions": [one.value for one in self.directions],
            "themed": self.themed,
            "mentor_id": self.mentor_id,
            "preset": self.preset,
            "query": self.query,
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Draft":
        """Back from JSON."""
        return cls(
            mentee_id=_id(dumped["mentee_id"]),
            apart=bool(dumped["apart"]),
            form=MentoringForm(dumped["form"]) if dumped["form"] else None,
            directions=tuple(map(Direction, dumped["directions"])),
            themed=bool(dumped["themed"]),
            mentor_id=_id(dumped["mentor_id"]),
            preset=bool(dumped["preset"]),
            query=str(dumped["query"]),
        )


def _id(dumped: Any) -> int | None:
    return None if dumped is None else int(dumped)


# --- views


@dataclass(frozen=True, slots=True)
class OpenRequestLine:
    """An open request of the mentee, which a pair may be made of."""

    id: int
    state: RequestState
    directions: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class Mentee:
    """For whom the pair is. `mentors` are names of those in a live pair with them."""

    person: FoundPerson
    requests: tuple[OpenRequestLine, ...]
    mentors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """A mentor with a confirmed card for this mentee: `left` places of `places`, and what stands between the two."""

    person: FoundPerson
    left: int
    places: int
    paused_until: date | None
    blocked: bool
    pair_id: int | None

    @property
    def free(self) -> bool:
        return self.left > 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The open question with what it needs: people or mentors by name, or those who fit best; at the end, both.

    `preset` is the mentor from whose page the form was begun.
    """

    step: Step
    draft: Draft
    mentee: Mentee | None
    people: FoundPeople
    prospects: tuple[Prospect, ...]
    total: int
    suggestions: tuple[Suggestion, ...]
    mentor: Prospect | None
    preset: FoundPerson | None = None


@dataclass(frozen=True, slots=True)
class MadePair:
    """A pair just made, with the names of both; `waits`: a school is asked first, `told`: the bot reaches both."""

    id: int
    mentee: str
    mentor: str
    waits: bool
    told: bool
