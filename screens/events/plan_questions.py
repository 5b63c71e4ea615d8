"""The questions about an event: one look for the wizard and for the edit of a saved event, two sets of buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.events.event_answers import ANOTHER, DONE, MOST_DIRECTIONS, REMOVE, SAME_LENGTH
from domain.events.event_draft import Draft, facts, is_optional, progress
from domain.events.event_plan import EventPlan, Move, PlannedSitting, Step
from domain.events.moments import MOMENT_EXAMPLE
from domain.vocabulary import Direction, EventForm, EventFormat, EventKind, Track
from screens import kit, words
from screens.kit import Button, Screen, button, esc, in_pairs, shorten

_NUMBERS_IN_A_ROW = 5
_ANNOUNCEMENT_SHOWN = 200

FIELDS = {
    Step.TITLE: "Название",
    Step.KIND: "Форма",
    Step.DIRECTIONS: "Направления",
    Step.TRACK: "Трек",
    Step.FORMAT: "Формат",
    Step.PLACE: "Место",
    Step.MAP: "Карта",
    Step.LINK: "Ссылка",
    Step.SEATS: "Места очно",
    Step.SEATS_ONLINE: "Места онлайн",
    Step.START: "Начало",
    Step.LENGTH: "Длительность",
    Step.SITTINGS: "Занятия",
    Step.HOURS: "Часы",
    Step.DEADLINE: "Запись",
    Step.ANNOUNCEMENT: "Анонс",
    Step.COVER: "Афиша",
    Step.PARTNERS: "Партнёры",
}
KINDS = {EventKind.FORMAL: "Формальное", EventKind.INFORMAL: "Неформальное"}


@dataclass(frozen=True, slots=True)
class Controls:
    """What a question's buttons do: the wizard and the edit of a saved event each bring their own."""

    choose: Callable[[Step, str], CallbackData]
    toggle: Callable[[Direction, bool], CallbackData]
    move: Callable[[Step, Move], CallbackData]
    exits: Callable[[Draft], Sequence[Button]]
    numbered: bool


def ask(draft: Draft, controls: Controls, problem: str | None = None) -> Screen:
    """The draft's question, how the last date was understood, the answer so far, what was wrong with the new one."""
    step, plan = draft.step, draft.plan
    lines = [_echo(draft), _TEXTS[step](draft)]
    buttons = _choices(draft, controls)
    if now_is := _value(step, plan) if step in _SHOWING_ANSWER else "":
        lines.append(f"Сейчас: <b>{now_is}</b>")
        buttons.append(button("Оставить как есть", controls.move(step, Move.KEEP)))
    if is_optional(step) and step is not Step.SITTINGS:
        buttons.append(button(_NOTHING.get(step, "Пропустить"), controls.move(step, Move.SKIP)))
    screen = kit.question(
        "\n".join(line for line in lines if line),
        progress=progress(step, plan) if controls.numbered else None,
        problem=esc(problem) if problem else None,
        choices=buttons,
        exits=controls.exits(draft),
    )
    return Screen(screen.text, _rows_above(draft, controls) + screen.rows)


# --- what is asked


_TEXTS: Mapping[Step, Callable[[Draft], str]] = {
    Step.TITLE: lambda _: "Как называется мероприятие?\nНапример: Первый урок: с чего начать.",
    Step.KIND: lambda _: "Формальное или неформальное? От этого зависит список форм.",
    Step.FORM: lambda _: "Какая это форма?",
    Step.DIRECTIONS: lambda _: f"Какие направления? Отметьте до {MOST_DIRECTIONS}: по ним выбирают в календаре.",
    Step.TRACK: lambda _: "К какому треку относится? Нажмите номер.\n" + _listed(list(words.TRACKS.values())),
    Step.FORMAT: lambda _: "Как проходит мероприятие? Если смешанно, места очно и онлайн считаются отдельно.",
    Step.PLACE: lambda _: "Где собираемся? Напишите место и адрес.\nНапример: Школа № 901, актовый зал.",
    Step.MAP: lambda _: "Есть ссылка на карту? Найдите место в картах, нажмите «Поделиться» и вставьте ссылку сюда.",
    Step.LINK: lambda _: "По какой ссылке подключаться? Её увидят только записанные онлайн.",
    Step.SEATS: lambda _: "Сколько мест очно? Напишите число.\nНапример: 25.",
    Step.SEATS_ONLINE: lambda _: "Сколько мест онлайн? Напишите число.\nНапример: 100.",
    Step.START: lambda _: f"Когда начало? Год можно не писать.\nНапример: {MOMENT_EXAMPLE} или 12 сентября 15:00.",
    Step.LENGTH: lambda _: "Сколько продлится?\nНапример: 1 ч 30 мин, 2 дня или до 17:30.",
    Step.SITTINGS: lambda draft: _series(draft.plan),
    Step.SITTING_START: lambda _: f"Когда ещё одно занятие?\nНапример: {MOMENT_EXAMPLE}.",
    Step.SITTING_LENGTH: lambda _: "Сколько продлится?\nНапример: 1 ч 30 мин или до 17:30.",
    Step.TOPIC: lambda draft: f"Какая тема у занятия{NBSP}{draft.sitting}?\nНапример: Мой первый класс.",
    Step.HOURS: lambda _: "Сколько часов указать в сертификате?\nНапример: 2 или 1,5.",
    Step.DEADLINE: lambda _: (
        "До какого дня открыта запись? День считается целиком, можно добавить время.\nНапример: 10.09 или 10.09 18:00."
    ),
    Step.ANNOUNCEMENT: lambda _: "Напишите анонс: зачем прийти и что взять с собой. До 1500 знаков.",
    Step.COVER: lambda _: "Пришлите картинку для афиши — как фото, не файлом.",
    Step.PARTNERS: lambda _: "Кто партнёры? Напишите организации через запятую.",
}
_NOTHING = {
    Step.TRACK: "Без трека",
    Step.PLACE: "Пока не знаем",
    Step.MAP: "Без карты",
    Step.LINK: "Добавлю позже",
    Step.SEATS: "Без ограничения",
    Step.SEATS_ONLINE: "Без ограничения",
    Step.TOPIC: "Без темы",
    Step.HOURS: "Без часов",
    Step.DEADLINE: "До начала",
    Step.COVER: "Без афиши",
    Step.PARTNERS: "Без партнёров",
}
_SHOWING_ANSWER = frozenset(FIELDS) - {Step.KIND, Step.DIRECTIONS, Step.SITTINGS, Step.FORMAT}


def _series(plan: EventPlan) -> str:
    if len(plan.sittings) == 1:
        return "Это одно занятие или серия с общей записью?"
    return "Занятия серии. Нажмите номер, чтобы задать тему или убрать занятие.\n" + _sittings(plan.sittings)


def _sittings(sittings: Sequence[PlannedSitting]) -> str:
    return _listed(
        [
            f"{words.exactly(one.starts_at)}, {words.lasting(one.ends_at - one.starts_at)}"
            f"{f' — {esc(shorten(one.topic, 60))}' if one.topic else ''}"
            for one in sittings
        ]
    )


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}.{NBSP}{line}" for number, line in enumerate(lines, 1))


def _echo(draft: Draft) -> str:
    """How the date typed a question ago was understood: a slip is seen here, not at a closed door."""
    plan = draft.plan
    if draft.step is Step.LENGTH and plan.starts_at:
        return f"Начало: <b>{words.exactly(plan.starts_at)}</b>"
    if draft.step is Step.SITTING_LENGTH and draft.sitting_start:
        return f"Начало: <b>{words.exactly(draft.sitting_start)}</b>"
    if draft.step is Step.SITTINGS and len(plan.sittings) == 1:
        return f"Начало: <b>{words.exactly(plan.sittings[0].starts_at)}</b>, {_ending(plan.sittings[0])}"
    if draft.step is Step.TOPIC and draft.sitting:
        one = plan.sittings[draft.sitting - 1]
        return f"Занятие{NBSP}{draft.sitting}: <b>{words.exactly(one.starts_at)}</b>, {_ending(one)}"
    if draft.step is Step.ANNOUNCEMENT and plan.closes_at:
        return f"Запись: <b>{_deadline(plan)}</b>"
    return ""


def _ending(one: PlannedSitting) -> str:
    """«до 17:00», with its own date when it is another one."""
    same_day = words.day(one.starts_at) == words.day(one.ends_at)
    return f"до{NBSP}{words.clock_face(one.ends_at) if same_day else words.exactly(one.ends_at)}"


# --- choices


def _choices(draft: Draft, controls: Controls) -> list[Button]:
    step, plan = draft.step, draft.plan
    match step:
        case Step.KIND:
            return [button(label, controls.choose(step, kind.value)) for kind, label in KINDS.items()]
        case Step.FORM:
            forms = [form for form in EventForm if form.kind is plan.kind]
            return [button(words.FORM_LABELS[form], controls.choose(step, form.value)) for form in forms]
        case Step.FORMAT:
            return [
                button(
                    kit.ticked(words.FORMATS[one].capitalize(), one is plan.format), controls.choose(step, one.value)
                )
                for one in EventFormat
            ]
        case Step.DIRECTIONS:
            return [button("Готово", controls.choose(step, DONE))]
        case Step.SITTINGS:
            enough = "Одно занятие" if len(plan.sittings) == 1 else "Хватит"
            return [button("Ещё занятие", controls.choose(step, ANOTHER)), button(enough, controls.choose(step, DONE))]
        case Step.SITTING_LENGTH if plan.length:
            same = f"Столько же: {words.lasting(plan.length)}"
            return [button(shorten(same), controls.choose(step, SAME_LENGTH))]
        case Step.TOPIC if len(plan.sittings) > 1:
            return [button("Убрать занятие", controls.choose(step, REMOVE))]
    return []


def _rows_above(draft: Draft, controls: Controls) -> tuple[tuple[Button, ...], ...]:
    """What needs rows of its own: directions by two, numbers by several."""
    if draft.step is Step.DIRECTIONS:
        # a button says what it will do, on or off, so that a double tap does it once
        return in_pairs(
            [
                button(kit.ticked(label, on), controls.toggle(one, not on))
                for one, label in words.DIRECTION_LABELS.items()
                for on in [one in draft.plan.directions]
            ]
        )
    if draft.step is Step.TRACK:
        return _numbers([controls.choose(Step.TRACK, track.value) for track in Track])
    if draft.step is Step.SITTINGS and len(draft.plan.sittings) > 1:
        topics = [controls.choose(Step.SITTINGS, str(number)) for number in range(1, len(draft.plan.sittings) + 1)]
        return _numbers(topics)
    return ()


def _numbers(acts: Sequence[CallbackData]) -> tuple[tuple[Button, ...], ...]:
    buttons = [button(str(number), act) for number, act in enumerate(acts, 1)]
    return tuple(tuple(buttons[i : i + _NUMBERS_IN_A_ROW]) for i in range(0, len(buttons), _NUMBERS_IN_A_ROW))


# --- answers in words


def told(plan: EventPlan) -> str:
    """All that is known, a line a field, escaped."""
    return "\n".join(f"{FIELDS[step]}: {_value(step, plan) or 'нет'}" for step in facts(plan))


def _value(step: Step, plan: EventPlan) -> str:
    """The answer in words, escaped; empty when there is none."""
    return _VALUES[step](plan)


def _seats(number: int | None, plan: EventPlan, step: Step) -> str:
    if number is not None:
        return str(number)
    return f"без{NBSP}ограничения" if step in plan.settled else ""


def _deadline(plan: EventPlan) -> str:
    if plan.closes_at is not None:
        return f"до{NBSP}{words.deadline(plan.closes_at)}"
    return f"до{NBSP}начала" if Step.DEADLINE in plan.settled else ""


_VALUES: Mapping[Step, Callable[[EventPlan], str]] = {
    Step.TITLE: lambda plan: esc(plan.title or ""),
    Step.KIND: lambda plan: words.FORMS[plan.form] if plan.form else "",
    Step.DIRECTIONS: lambda plan: ", ".join(words.DIRECTIONS[one] for one in plan.directions),
    Step.TRACK: lambda plan: words.TRACKS[plan.track] if plan.track else "",
    Step.FORMAT: lambda plan: words.FORMATS[plan.format] if plan.format else "",
    Step.PLACE: lambda plan: esc(plan.place or ""),
    Step.MAP: lambda plan: esc(shorten(plan.map_url or "", 60)),
    Step.LINK: lambda plan: esc(shorten(plan.online_url or "", 60)),
    Step.SEATS: lambda plan: _seats(plan.seats_offline, plan, Step.SEATS),
    Step.SEATS_ONLINE: lambda plan: _seats(plan.seats_online, plan, Step.SEATS_ONLINE),
    Step.START: lambda plan: words.exactly(plan.starts_at) if plan.starts_at else "",
    Step.LENGTH: lambda plan: words.lasting(plan.length) if plan.length else "",
    Step.SITTINGS: lambda plan: "одно" if len(plan.sittings) == 1 else str(len(plan.sittings) or ""),
    Step.HOURS: lambda plan: words.hours(plan.hours) if plan.hours else "",
    Step.DEADLINE: _deadline,
    Step.ANNOUNCEMENT: lambda plan: esc(shorten(plan.announcement or "", _ANNOUNCEMENT_SHOWN)),
    Step.COVER: lambda plan: "есть" if plan.cover else "",
    Step.PARTNERS: lambda plan: esc(plan.partners or ""),
}
