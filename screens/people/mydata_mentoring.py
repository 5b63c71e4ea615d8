"""The export of a person's mentoring in words: headings and columns of its tables, names of its codes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.mentoring.pair_checks import CheckAnswer, Occasion
from domain.mentoring.pair_feedback import load_answers
from domain.mentoring.relay import RelayKind
from domain.vocabulary import (
    CardStatus,
    ChoiceState,
    DeclineReason,
    MeetingStatus,
    MentoringForm,
    PairStatus,
    RequestAct,
    RequestState,
    Stage,
    Urgency,
)
from screens import words
from screens.mentoring import pair_words

CODES: dict[type[StrEnum], Mapping[Any, str]] = {
    CardStatus: {
        CardStatus.PENDING: "на проверке",
        CardStatus.CONFIRMED: "подтверждена",
        CardStatus.RETURNED: "возвращена на доработку",
    },
    Stage: words.STAGES,
    MentoringForm: words.MENTORING_FORMS,
    Urgency: words.URGENCIES,
    DeclineReason: words.DECLINE_REASONS,
    RequestState: {
        RequestState.DRAFT: "черновик",
        RequestState.WAITING: "у наставника",
        RequestState.DETAILS: "наставник ждёт подробностей",
        RequestState.COORDINATOR: "у координатора",
        RequestState.ACCEPTED: "принята",
        RequestState.WITHDRAWN: "отозвана",
        RequestState.EXPIRED: "закрыта",
    },
    ChoiceState: {
        ChoiceState.NEXT: "в очереди",
        ChoiceState.ASKED: "ждёт ответа",
        ChoiceState.ACCEPTED: "согласие",
        ChoiceState.DECLINED: "отказ",
        ChoiceState.SILENT: "без ответа",
        ChoiceState.UNANSWERED: "вопрос остался без ответа",
        ChoiceState.GONE: "наставник не смог взять",
        ChoiceState.TAKEN_BACK: "отозвана",
        ChoiceState.REFUSED: "школа не согласовала пару",
    },
    RequestAct: {
        RequestAct.SUBMIT: "отправка",
        RequestAct.ACCEPT: "согласие",
        RequestAct.ASK: "вопрос",
        RequestAct.ANSWER: "ответ на вопрос",
        RequestAct.DECLINE: "отказ",
        RequestAct.SILENCE: "вышел срок",
        RequestAct.MENTOR_GONE: "наставник недоступен",
        RequestAct.NO_ROOM: "у наставника нет мест",
        RequestAct.WITHDRAW: "отзыв",
        RequestAct.SEND: "передача наставникам",
        RequestAct.TAKE_BACK: "возврат координатору",
        RequestAct.PAIR: "пара создана вручную",
        RequestAct.CLOSE: "закрытие",
        RequestAct.PROLONG: "новый срок",
        RequestAct.REOPEN: "открыта снова",
        RequestAct.REFUSE: "школа не согласовала пару",
        RequestAct.HAND_OVER: "другой наставник",
    },
    PairStatus: {
        PairStatus.APPROVAL: "ждёт согласия школы",
        PairStatus.ACTIVE: "идёт",
        PairStatus.PAUSED: "на паузе",
        PairStatus.COMPLETED: "завершена",
        PairStatus.STOPPED: "остановлена",
    },
    MeetingStatus: {
        MeetingStatus.PROPOSED: "предложена",
        MeetingStatus.AGREED: "назначена",
        MeetingStatus.HELD: "состоялась",
        MeetingStatus.CANCELLED: "отменена",
    },
}
_RELAY_KINDS = {
    RelayKind.TEXT: "текст",
    RelayKind.PHOTO: "фото",
    RelayKind.VOICE: "голосовое",
    RelayKind.DOCUMENT: "файл",
}
_OCCASIONS = {
    Occasion.DAY_5: "пятый день",
    Occasion.DAY_30: "тридцатый день",
    Occasion.MIDDLE: "середина программы",
    Occasion.END: "конец программы",
}
_CHECK_ANSWERS = {CheckAnswer.YES: "да", CheckAnswer.NO: "нет"}


def _yes_or_no(value: object) -> str:
    return "да" if value else "нет"


def _side(value: object) -> str:
    return "наставник" if value else "наставляемый"


def _author(value: object) -> str:
    return "вы" if value else "коллега"


def _relay_kind(value: object) -> str:
    return _RELAY_KINDS[RelayKind(str(value))]


def _occasion(value: object) -> str:
    return _OCCASIONS[Occasion(str(value))]


def _check_answer(value: object) -> str:
    return _CHECK_ANSWERS[CheckAnswer(str(value))]


def _each(names: Mapping[Any, str]) -> Callable[[object], str]:
    """A list of codes as the database keeps it, by their names."""

    def say(value: object) -> str:
        assert isinstance(value, list)
        return ", ".join(names[code] for code in value)

    return say


def _moments(value: object) -> str:
    assert isinstance(value, list)
    return ", ".join(words.exactly(datetime.fromisoformat(one)) for one in value) or "нет"


def _opinion(value: object) -> str:
    assert isinstance(value, Mapping)
    said = load_answers(value).items()
    return ", ".join(f"{pair_words.QUESTIONS_SHORT[ask]}: {pair_words.answer(ask, one)}" for ask, one in said) or "нет"


SECTIONS: dict[str, tuple[str, dict[str, str | tuple[str, Callable[[object], str]]]]] = {
    "mentor_card": (
        "Карточка наставника",
        {
            "status": "Состояние",
            "directions": ("Направления", _each(words.DIRECTIONS)),
            "subject": "Предмет",
            "stages": ("Кого учите", _each(words.STAGES)),
            "about": "О себе",
            "forms": ("Формы работы", _each(words.MENTORING_FORMS)),
            "ways": ("Как встречаться", _each(words.ATTENDANCES)),
            "capacity": "Пар одновременно",
            "group_size": "Человек в группе",
            "on_duty": ("Отвечаю на срочное", _yes_or_no),
            "paused_until": "Перерыв по",
            "review_note": "Слова координатора",
            "reviewed_at": "Проверена",
            "created_at": "Создана",
            "changed_at": "Изменение",
        },
    ),
    "mentoring_request": (
        "Заявки на помощь",
        {
            "state": "Состояние",
            "directions": ("Направления", _each(words.DIRECTIONS)),
            "need": "Запрос",
            "form": "Форма",
            "way": "Как встречаться",
            "urgency": "Срочность",
            "anonymous": ("Без имени", _yes_or_no),
            "same_organization": ("Можно наставника из своей организации", _yes_or_no),
            "deadline_at": "Срок",
            "question": "Вопрос наставника",
            "answer": "Ответ на вопрос",
            "created_at": "Создана",
            "changed_at": "Изменение",
        },
    ),
    "request_choice": (
        "Заявки, которые пришли вам",
        {
            "state": "Ответ",
            "reason": "Причина",
            "words": "Своими словами",
            "asked_at": "Пришла",
            "answered_at": "Ответ дан",
        },
    ),
    "request_step": (
        "Ваши действия с заявками",
        {"at": "Когда", "act": "Действие", "state": "Заявка стала", "reason": "Причина"},
    ),
    "blocked_pair": ("С кем вас не ставят в пару", {"created_at": "Решено"}),
    "mentor_group": (
        "Ваши группы",
        {
            "title": "Название",
            "direction": "Направление",
            "about": "О группе",
            "size": "Мест",
            "open": ("Открыта", _yes_or_no),
            "created_at": "Создана",
        },
    ),
    "mentorship": (
        "Пары",
        {
            "as_mentor": ("Вы в паре", _side),
            "group": "Группа",
            "form": "Форма",
            "directions": ("Направления", _each(words.DIRECTIONS)),
            "status": "Состояние",
            "paused_until": "Пауза по",
            "shares": ("Согласие показать контакты", _yes_or_no),
            "started_at": "Начало",
            "planned_end_at": "Конец по плану",
            "ended_at": "Конец",
            "changed_at": "Изменение",
        },
    ),
    "goal": ("Ваши цели", {"text": "Цель", "created_at": "Поставлена", "reached_at": "Достигнута"}),
    "relay_message": (
        "Ваши сообщения в парах",
        {"kind": ("Вид", _relay_kind), "text": "Текст", "sent_at": "Когда"},
    ),
    "pair_meeting": (
        "Встречи пар",
        {
            "status": "Состояние",
            "own": ("Предложение", _author),
            "options": ("Предложенное время", _moments),
            "starts_at": "Начало",
            "minutes": "Минут",
            "way": "Как",
            "place": "Где",
            "created_at": "Создана",
            "changed_at": "Изменение",
        },
    ),
    "meeting_note": (
        "Ваш дневник встреч",
        {
            "meeting": "Встреча",
            "block": "Блок программы",
            "done": "Что делали",
            "agreement": "Договорённость",
            "mood": "Настроение, от 1 до 5",
            "remark": "Заметка для себя",
            "written_at": "Когда",
        },
    ),
    "pair_check": (
        "Вопросы «Удалось встретиться?»",
        {
            "occasion": ("Когда", _occasion),
            "asked_at": "Спросили",
            "answer": ("Ответ", _check_answer),
            "answered_at": "Ответ дан",
        },
    ),
    "pair_feedback": (
        "Отзывы о парах",
        {"answers": ("Ответы", _opinion), "finished_at": "Закончен", "changed_at": "Изменение"},
    ),
    "thanks": (
        "Благодарности",
        {
            "written": ("Автор", _author),
            "text": "Слова",
            "author_agrees": ("Автор не против показать всем", _yes_or_no),
            "mentor_agrees": ("Наставник не против показать всем", _yes_or_no),
            "created_at": "Когда",
        },
    ),
    "speed_seat": (
        "Сторона на быстрых встречах",
        {"event": "Мероприятие", "as_mentor": ("Вы за столом", _side), "chosen_at": "Когда"},
    ),
    "speed_table": (
        "Быстрые встречи",
        {"event": "Мероприятие", "round": "Раунд", "as_mentor": ("Вы за столом", _side), "starts_at": "Начало"},
    ),
    "speed_wish": ("«Хочу продолжить»", {"event": "Мероприятие", "made_at": "Когда"}),
}
