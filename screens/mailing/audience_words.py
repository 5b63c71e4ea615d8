"""An audience in plain Russian: «молодые педагоги из Тюмени и Тобольска, кому интересна тема „Цифра“»."""

from collections.abc import Sequence

from content.typography import NBSP
from domain.mailing.audience import AtEvent, AudienceCount, Pairing
from domain.mailing.audience_choice import Described
from domain.vocabulary import Direction, Municipality, Role
from screens import words
from screens.kit import esc, shorten

PAIRING = {
    Pairing.AS_MENTOR: "Кто сейчас наставник",
    Pairing.AS_MENTEE: "У кого есть наставник",
    Pairing.NONE: "Кто сейчас без пары",
}
AT_EVENT = {
    AtEvent.REGISTERED: "Есть место",
    AtEvent.WAITING: "Ждут места",
    AtEvent.ATTENDED: "Пришли",
    AtEvent.NO_SHOW: "Не пришли",
}
_ROLES = {
    Role.YOUNG_TEACHER: "молодые педагоги",
    Role.MENTOR: "наставники",
    Role.ADMIN_TEAM: f"администрация{NBSP}ОО",
    Role.GUEST: "гости клуба",
    Role.COORDINATOR: "координаторы",
}
_FROM = {
    Municipality.TYUMEN: "Тюмени",
    Municipality.TOBOLSK: "Тобольска",
    Municipality.ZAVODOUKOVSK: "Заводоуковска",
    Municipality.YALUTOROVSK: "Ялуторовска",
    Municipality.OTHER: "других городов",
}
_AT_EVENT = {
    AtEvent.REGISTERED: "кому досталось место",
    AtEvent.WAITING: "кто ждёт места",
    AtEvent.ATTENDED: "кто был",
    AtEvent.NO_SHOW: "кто записался и не пришёл",
}
_PAIRING = {
    Pairing.AS_MENTOR: "кто сейчас наставник в паре",
    Pairing.AS_MENTEE: "у кого сейчас есть наставник",
    Pairing.NONE: "кто сейчас без пары",
}
_NAMED = 3


def in_words(described: Described) -> str:
    """Who is meant, as HTML; «весь клуб» when nothing narrows it."""
    audience = described.audience
    if audience.everybody:
        return "весь клуб"
    who = _listed([name for role, name in _ROLES.items() if role in audience.roles]) or "участники клуба"
    if audience.municipalities:
        who += f" из{NBSP}" + _listed([name for one, name in _FROM.items() if one in audience.municipalities])
    parts = [who, _organizations(described), _directions(described), _event(described)]
    if audience.pairing is not None:
        parts.append(_PAIRING[audience.pairing])
    if audience.silent_weeks is not None:
        weeks = words.plural(audience.silent_weeks, "неделю", "недели", "недель")
        parts.append(f"кто не заходил в{NBSP}бот {weeks} и{NBSP}дольше")
    return ", ".join(part for part in parts if part)


def counted(count: AudienceCount) -> str:
    """«312 человек получат; недоступны 14; без Telegram 5.»"""
    get = words.plural(count.reached, "человек получит", "человека получат", "человек получат")
    parts = [
        get if count.reached else "Пока никто не получит",
        f"недоступны {count.unreachable}" if count.unreachable else "",
        f"без Telegram {count.without_telegram}" if count.without_telegram else "",
    ]
    wider = "" if count.reached else " Уберите одно из условий."
    return "; ".join(part for part in parts if part) + "." + wider


def _organizations(described: Described) -> str:
    wanted = len(described.audience.organizations)
    if not wanted:
        return ""
    some = described.organizations
    if not some:
        return "из организаций, которых больше нет в справочнике"
    names = [esc(shorten(one.name, 60)) for one in some[:_NAMED]]
    more = len(some) - _NAMED
    listed = ", ".join(names) + (f" и{NBSP}ещё {more}" if more > 0 else "")
    return f"{'организация' if len(some) == 1 else 'организации'}: {listed}"


def _directions(described: Described) -> str:
    chosen: list[Direction] = [one for one in words.DIRECTION_LABELS if one in described.audience.directions]
    names = [f"«{words.DIRECTION_LABELS[one].partition(' ')[2]}»" for one in chosen]
    if not names:
        return ""
    return f"кому {'интересна тема' if len(names) == 1 else 'интересны'} {_listed(names, 'или')}"


def _event(described: Described) -> str:
    audience = described.audience
    if audience.event_id is None:
        return ""
    if described.event is None:
        return "люди мероприятия, которое удалили"
    stand = _listed([name for one, name in _AT_EVENT.items() if one in audience.at_event], "или")
    return f"{stand} на{NBSP}{words.quoted(esc(shorten(described.event, 80)))}"


def _listed(names: Sequence[str], last: str = "и") -> str:
    """«a, b и c»."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last}{NBSP}{names[-1]}"
