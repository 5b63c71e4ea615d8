"""Reading answers about an event: typed words, pressed buttons and pictures move a `Draft` on, or are refused.

Typed words raise InvalidAnswer with a hint for the person; a button with what is not on offer is NotFound.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.errors import InvalidAnswer, NotFound
from domain.events import event_fields, moments
from domain.events.event_draft import Draft, is_optional
from domain.events.event_plan import EventPlan, Move, PlannedSitting, Step
from domain.typed import folded, phrase
from domain.vocabulary import Direction, EventForm, EventFormat, EventKind, Track

MOST_DIRECTIONS = 5
MOST_SITTINGS = 20
LONGEST_TOPIC = 200
LARGEST_FILE = 20 * 1024 * 1024

DONE = "done"
ANOTHER = "more"
REMOVE = "remove"
SAME_LENGTH = "same"

_SKIP_WORDS = {
    *("пропустить", "нет", "дальше", "пока не знаем", "добавлю позже"),
    *("без трека", "без карты", "без темы", "без часов", "без партнеров"),
}
_NO_LIMIT_WORDS = {"без ограничения", "без ограничений", "не ограничено"}
_TILL_START_WORDS = {"до начала", "до начала встречи"}
_NO_MORE_WORDS = {"хватит", "готово", "дальше", "нет"}

_PRESS = "Здесь нужно нажать кнопку: под вопросом есть все варианты."


def typed(draft: Draft, text: str, now: datetime) -> Draft:
    """The draft after words typed at its question; `now` is aware. Raises InvalidAnswer."""
    match draft.step:
        case Step.SITTINGS if folded(text) in _NO_MORE_WORDS:
            return choose(draft, DONE)
        case Step.SITTING_START:
            return replace(draft, step=Step.SITTING_LENGTH, sitting_start=moments.read_moment(text, now))
        case Step.SITTING_LENGTH:
            starts_at = draft.sitting_start or now
            return _added(draft, PlannedSitting(starts_at, moments.read_end(text, starts_at)))
        case Step.TOPIC:
            topic = (
                None if folded(text) in _SKIP_WORDS else phrase(text, longest=LONGEST_TOPIC, example="Мой первый класс")
            )
            return _with_topic(draft, topic)
    if is_optional(draft.step) and folded(text) in _WORDS_FOR_NOTHING.get(draft.step, _SKIP_WORDS):
        return move(draft, Move.SKIP)
    reader = event_fields.READERS.get(draft.step)
    if reader is None:
        raise InvalidAnswer(_HINTS.get(draft.step, _PRESS))
    return draft.after(reader(text, draft.plan, now).unsettle(draft.step))


def choose(draft: Draft, value: str) -> Draft:
    """The draft after a press on one of its question's choices. Raises NotFound for what is not on offer."""
    match draft.step, value:
        case Step.SITTINGS, "done":
            return draft.after(draft.plan.settle(Step.SITTINGS))
        case Step.SITTINGS, "more":
            if len(draft.plan.sittings) >= MOST_SITTINGS:
                raise InvalidAnswer(f"В одной серии до {MOST_SITTINGS} занятий. Для остальных сделайте копию.")
            return replace(draft, step=Step.SITTING_START, sitting=None, sitting_start=None)
        case Step.SITTINGS, number if re.fullmatch(r"[0-9]{1,2}", number):
            return draft.of_sitting(int(number))
        case Step.SITTING_LENGTH, "same" if draft.plan.length and draft.sitting_start:
            return _added(draft, PlannedSitting(draft.sitting_start, draft.sitting_start + draft.plan.length))
        case Step.TOPIC, "remove":
            return _without(draft)
        case Step.DIRECTIONS, "done":
            if not draft.plan.directions:
                raise InvalidAnswer("Отметьте хотя бы одно направление: по нему мероприятие найдут в календаре.")
            return draft.after(draft.plan.settle(Step.DIRECTIONS))
    code = _CODES.get(draft.step)
    if code is None:
        raise NotFound
    return draft.after(_with_code(draft.plan, code, value).unsettle(draft.step))


def toggle(draft: Draft, direction: Direction, on: bool) -> Draft:
    """A direction added or taken away; doing it twice changes nothing more. Raises InvalidAnswer for too many."""
    chosen = draft.plan.directions
    others = tuple(one for one in chosen if one is not direction)
    if on and len(others) == MOST_DIRECTIONS:
        raise InvalidAnswer(f"Можно отметить до {MOST_DIRECTIONS}. Сначала снимите одну отметку.")
    kept = tuple(one for one in Direction if one in (*others, *((direction,) if on else ())))
    return replace(draft, plan=replace(draft.plan, directions=kept))


def move(draft: Draft, how: Move) -> Draft:
    """Back, on with the answer kept, or on without an answer. Raises NotFound for a question that must be answered."""
    if how is Move.BACK:
        return draft.back()
    if how is Move.KEEP:
        return draft.after(draft.plan)
    if draft.step is Step.TOPIC:
        return _with_topic(draft, None)
    field = _FIELD_OF.get(draft.step)
    if field is None:
        raise NotFound
    nothing: dict[str, Any] = {field: None}
    plan = replace(draft.plan, **nothing).settle(draft.step)
    if draft.step is Step.PLACE:
        plan = replace(plan, map_url=None)
    return draft.after(plan)


def picture(draft: Draft, file: str) -> Draft:
    """A photo came; `file` is its name in the messenger. Raises InvalidAnswer where no picture is asked for."""
    if draft.step is not Step.COVER:
        raise InvalidAnswer("Здесь картинка не нужна: ответьте словами или кнопкой.")
    return draft.after(replace(draft.plan, cover=file).unsettle(Step.COVER))


def not_a_picture(draft: Draft, size: int) -> InvalidAnswer:
    """Why the file that came instead of a photo is no answer; `size` in bytes."""
    if draft.step is not Step.COVER:
        return InvalidAnswer("Здесь файл не нужен: ответьте словами или кнопкой.")
    if size > LARGEST_FILE:
        return InvalidAnswer("Файл больше 20 МБ — с ним не справлюсь. Пришлите картинку поменьше, как фото.")
    return InvalidAnswer("Это файл, а нужна картинка. Отправьте её как фото: со сжатием, не файлом.")


# --- sessions of a series


def _added(draft: Draft, sitting: PlannedSitting) -> Draft:
    for number, one in enumerate(draft.plan.sittings, 1):
        if one.starts_at < sitting.ends_at and sitting.starts_at < one.ends_at:
            raise InvalidAnswer(f"В это время уже идёт занятие {number}. Выберите другое время: нажмите «Назад».")
    plan = draft.plan.with_sittings((*draft.plan.sittings, sitting))
    return replace(draft, plan=plan, step=Step.TOPIC, sitting=plan.sittings.index(sitting) + 1, sitting_start=None)


def _with_topic(draft: Draft, topic: str | None) -> Draft:
    sittings = list(draft.plan.sittings)
    place = (draft.sitting or 0) - 1
    if 0 <= place < len(sittings):
        sittings[place] = replace(sittings[place], topic=topic)
    return replace(draft, plan=draft.plan.with_sittings(tuple(sittings))).at(Step.SITTINGS)


def _without(draft: Draft) -> Draft:
    sittings = tuple(one for number, one in enumerate(draft.plan.sittings, 1) if number != draft.sitting)
    if not sittings:
        raise NotFound
    return replace(draft, plan=draft.plan.with_sittings(sittings)).at(Step.SITTINGS)


# --- words and codes

_WORDS_FOR_NOTHING = {
    Step.SEATS: _NO_LIMIT_WORDS,
    Step.SEATS_ONLINE: _NO_LIMIT_WORDS,
    Step.DEADLINE: _TILL_START_WORDS,
}
_HINTS = {
    Step.COVER: "Жду картинку: отправьте её как фото. Или нажмите «Без афиши».",
    Step.SUMMARY: "Осталось нажать кнопку: «Предпросмотр» или поле, которое хочется поправить.",
}
_FIELD_OF = {
    Step.TRACK: "track",
    Step.PLACE: "place",
    Step.MAP: "map_url",
    Step.LINK: "online_url",
    Step.SEATS: "seats_offline",
    Step.SEATS_ONLINE: "seats_online",
    Step.HOURS: "hours",
    Step.DEADLINE: "closes_at",
    Step.COVER: "cover",
    Step.PARTNERS: "partners",
}


_CODES: Mapping[Step, type[EventKind] | type[EventForm] | type[EventFormat] | type[Track]] = {
    Step.KIND: EventKind,
    Step.FORM: EventForm,
    Step.FORMAT: EventFormat,
    Step.TRACK: Track,
}


def _with_code(
    plan: EventPlan, codes: type[EventKind] | type[EventForm] | type[EventFormat] | type[Track], value: str
) -> EventPlan:
    if value not in list(codes):
        raise NotFound
    match codes(value):
        case EventKind() as kind:
            return replace(plan, kind=kind, form=None)
        case EventForm() as form:
            return replace(plan, kind=form.kind, form=form)
        case EventFormat() as format_:
            return replace(plan, format=format_)
        case Track() as track:
            return replace(plan, track=track)
