"""Why a mentor is suggested, in plain Russian, and the one honest word against."""

from collections.abc import Iterable, Mapping

from domain.mentoring.bars import Bar
from domain.mentoring.matching import Ground, Point, Suggestion
from domain.vocabulary import Attendance, Municipality
from screens import words
from screens.kit import esc, shorten

# a word of somebody who leaves no blanks must not crowd out the others
_WORD_SHOWN = 30


def suggestion(view: Suggestion, number: int | None = None) -> str:
    """A suggestion in a few lines of HTML: who, two or three reasons, one point against."""
    place = view.organization or (words.MUNICIPALITIES[view.municipality] if view.municipality else "")
    head = f"{number}. " if number is not None else ""
    who = f"{head}<b>{esc(view.name)}</b>" + (f", {esc(place)}" if place else "")
    return f"{who}\n+ {reasons(view)}\n− {against(view)}"


def reasons(view: Suggestion) -> str:
    """«знает химию; свободны все 3 места» as HTML: why this mentor."""
    return "; ".join(point(one) for one in view.why)


def against(view: Suggestion) -> str:
    """The one honest point against, as HTML."""
    return point(view.against)


def point(view: Point) -> str:
    """A reason or a point against as a part of a sentence, HTML."""
    match view.ground:
        case Ground.DIRECTIONS:
            return f"та же тема: {_directions(view)}"
        case Ground.SUBJECT:
            return f"тот же предмет: {_subject(view)}"
        case Ground.WORDS:
            return f"пишет о том же: {esc(', '.join(shorten(one, _WORD_SHOWN) for one in view.words))}"
        case Ground.STAGES:
            return f"тот же возраст: {_stages(view)}"
        case Ground.NEAR:
            return f"рядом: {_town(view)}"
        case Ground.FREE:
            return "сейчас никого не ведёт, время есть"
        case Ground.ANY_WAY:
            return "можно и очно, и онлайн"
        case Ground.FORM:
            return "берёт такую форму работы"
        case Ground.ROOM:
            return f"место есть: {view.places - view.taken} из {view.places}"
        case _:
            return _against(view)


def _against(view: Point) -> str:
    match view.ground:
        case Ground.LACKS_DIRECTIONS:
            return f"другая тема: в карточке не отмечено «{_directions(view)}»"
        case Ground.OTHER_SUBJECT:
            return f"ведёт другой предмет: {_subject(view)}"
        case Ground.OTHER_WORDS:
            return "о такой задаче в карточке прямо не сказано"
        case Ground.OTHER_STAGES:
            return f"другой возраст: {_stages(view)}"
        case Ground.FAR:
            return f"далеко: {_town(view)}"
        case Ground.BUSY:
            return _busy(view)
        case Ground.ONE_WAY:
            return "только онлайн" if view.way is Attendance.ONLINE else "только очно"
        case Ground.SAME_ORGANIZATION:
            return "из той же организации: бывает неловко"
        case _:
            return "ответит, возможно, не сразу: у наставника тоже уроки"


def _busy(view: Point) -> str:
    if not view.taken:
        return f"ответа уже ждут: {words.plural(view.asked, 'заявка', 'заявки', 'заявок')}"
    return f"уже ведёт {words.plural(view.taken, 'пару', 'пары', 'пар')} из {view.places}"


_BARS: Mapping[Bar, str] = {
    Bar.NO_CARD: "карточки сейчас нет",
    Bar.SELF: "это сам автор заявки",
    Bar.PAUSED: "пауза",
    Bar.APART: "этих двоих договорились не подбирать вместе",
    Bar.SAME_ORGANIZATION: "та же организация, а просили из другой",
    Bar.TOGETHER: "уже в паре с этим коллегой",
    Bar.FULL: "мест нет",
    Bar.FORM: "такую форму в карточке не отмечает",
    Bar.WAY: "встречается иначе: очно или онлайн",
    Bar.DECLINED: "по этой заявке уже отказ",
    Bar.SILENT: "по этой заявке уже не было ответа",
    Bar.ASKED: "об этой заявке уже спрашивали",
    Bar.OUTBID: "место досталось другой заявке",
}


def bars(found: Iterable[Bar]) -> str:
    """«пауза; мест нет»: what stands between a mentor and a request, plain words."""
    return "; ".join(_BARS[one] for one in found)


def _directions(view: Point) -> str:
    return ", ".join(_lowered(words.DIRECTIONS[one]) for one in view.directions)


def _stages(view: Point) -> str:
    return ", ".join(_lowered(words.STAGES[one]) for one in view.stages)


def _subject(view: Point) -> str:
    return esc(_lowered(view.subject))


def _lowered(name: str) -> str:
    """A name inside a sentence: «химия», but «ИКТ» stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _town(view: Point) -> str:
    if view.municipality in (None, Municipality.OTHER):
        return "другой город"
    return words.MUNICIPALITIES[view.municipality]
