"""Acts of the journal in plain Russian; a test finds those that have no words."""

from collections.abc import Mapping
from typing import Any

from domain.people.journal import Entry, Named, Thing
from domain.vocabulary import Role
from screens import words

# what was done; what it was done to follows after a colon
ACTS: Mapping[str, str] = {
    "event.drafted": "новый черновик мероприятия",
    "event.published": "мероприятие опубликовано",
    "event.discarded": "черновик мероприятия удалён",
    "event.edited": "мероприятие изменено",
    "event.moved": "мероприятие перенесено",
    "event.called_off": "мероприятие отменено",
    "event.restored": "отмена мероприятия снята",
    "question.added": "добавлен вопрос к записи",
    "question.changed": "изменён вопрос к записи",
    "question.moved": "вопросы к записи переставлены",
    "question.removed": "убран вопрос к записи",
    "registration.added": "записан(а) на мероприятие",
    "registration.seated": "место из листа ожидания",
    "registration.removed": "снята запись на мероприятие",
    "roster.role_given": "роль на мероприятии",
    "roster.exported": "скачан список участников",
    "roster.printed": "скачан явочный лист",
    "roster.imported": "отметки из таблицы",
    "presence.marked": "отмечено присутствие",
    "presence.unmarked": "отметка о присутствии снята",
    "presence.closed": "отметка завершена, остальным — «не было»",
    "presence.reopened": "отметка открыта снова",
    "feedback.exported": "скачаны отзывы",
    "certificates.issued": "выданы сертификаты",
    "certificates.packed": "архив сертификатов",
    "certificate.reissued": "сертификат выдан заново",
    "certificate.revoked": "сертификат аннулирован",
    "card.confirmed": "карточка наставника подтверждена",
    "card.returned": "карточка наставника возвращена на правку",
    "card.capacity": "изменено число пар у наставника",
    "card.paused": "пауза наставника, о которой он попросил",
    "card.woken": "пауза наставника снята",
    "card.relieved": "наставник больше не отвечает на срочные вопросы",
    "block.added": "двое больше не подбираются вместе",
    "block.removed": "двоих снова можно подбирать вместе",
    "pair.made": "пара создана вручную",
    "pair.handed_over": "пара передана другому наставнику",
    "pair.nudged": "напоминание обоим в паре",
    "pair.let_go": "пара завершена координатором",
    "pair.resumed": "пауза пары снята",
    "pair.agreed": "пара согласована за школу",
    "pair.refused": "пара не согласована за школу",
    "school.granted": "дан доступ администрации школы",
    "school.revoked": "снят доступ администрации школы",
    "school.declined": "отказано в доступе администрации школы",
    "school.approval_on": "школу спрашивают о парах с другими",
    "school.approval_off": "школу больше не спрашивают о парах с другими",
    "school.exported": "скачана таблица пар школы",
    "mentoring.exported": "скачана таблица пар и заявок",
    "speed.switched_on": "включены быстрые встречи",
    "speed.switched_off": "выключены быстрые встречи",
    "speed.changed": "изменены быстрые встречи",
    "speed.invited": "наставники позваны на быстрые встречи",
    "speed.side": "выбрана сторона за столами",
    "speed.started": "быстрые встречи начались",
    "speed.shifted": "быстрые встречи сдвинуты",
    "speed.finished": "быстрые встречи закончены",
    "update.quarantined": "сообщение отложено: бот не смог его обработать",
    "update.retried": "отложенные сообщения обрабатываются снова",
    "request.sent": "заявка отправлена наставникам",
    "request.taken_back": "заявка возвращена в очередь",
    "request.paired": "пара создана вручную",
    "request.closed": "заявка закрыта",
    "round.started": "начат подбор для всех",
    "round.recomputed": "подбор пересчитан",
    "round.pinned": "пара в подборе закреплена",
    "round.unpinned": "пара в подборе откреплена",
    "round.forbidden": "пара в подборе запрещена",
    "round.allowed": "запреты подбора сняты",
    "round.sent": "подбор отправлен",
    "round.dropped": "подбор отменён",
    "announcement.drafted": "новый черновик объявления",
    "announcement.parts": "изменены сообщения объявления",
    "announcement.buttons": "изменены кнопки объявления",
    "announcement.audience": "изменено, кому объявление",
    "announcement.late": "изменено, получат ли объявление новые участники",
    "announcement.urgent": "объявление помечено срочным",
    "announcement.scheduled": "объявление назначено на время",
    "announcement.unscheduled": "время объявления снято",
    "announcement.not_started": "объявление не ушло вовремя",
    "announcement.started": "началась отправка объявления",
    "announcement.paused": "отправка объявления на паузе",
    "announcement.continued": "отправка объявления продолжена",
    "announcement.resumed": "отправка объявления продолжена",
    "announcement.stopped": "отправка объявления остановлена",
    "announcement.finished": "отправка объявления закончена",
    "announcement.edited": "исправлен текст объявления",
    "announcement.corrected": "исправлен текст отправленного объявления",
    "announcement.recalled": "объявление отозвано из чатов",
    "announcement.exported": "скачан отчёт по объявлению",
    "announcement.dropped": "черновик объявления удалён",
    "announcement.tested": "объявление показано себе",
    "tip.mended": "лайфхак поправлен",
    "tip.published": "лайфхак опубликован",
    "tip.returned": "лайфхак возвращён автору",
    "letter.taken": "взято письмо",
    "letter.put_back": "письмо возвращено в общий список",
    "letter.handed": "письмо передано другому координатору",
    "letter.answered": "ответ на письмо",
    "letter.closed": "письмо закрыто",
    "letter.reopened": "письмо открыто снова",
    "partner.added": "добавлен партнёр",
    "partner.edited": "изменена карточка партнёра",
    "partner.hidden": "карточка партнёра скрыта",
    "partner.shown": "карточку партнёра видят все",
    "member.enrolled": "добавлен человек без Telegram",
    "people.exported": "скачан список людей",
    "member.corrected": "исправлена анкета",
    "member.blocked": "закрыт доступ",
    "member.unblocked": "открыт доступ",
    "member.merged": "объединены две записи одного человека",
    "member.claimed": "запись подключена по коду",
    "claim.issued": "сделан код для входа",
    "claim.missed": "введён неверный код для входа",
    "member.erased": "данные человека удалены",
    "organization.added": "добавлена организация",
    "organization.edited": "исправлена организация",
    "organization.archived": "организация убрана в архив",
    "organization.restored": "организация возвращена из архива",
    "organization.settled": "вписанное от руки отнесено к организации",
    "organization.unsettled": "вписанное от руки снова ждёт решения",
    "organization.words_kept": "вписанное от руки оставлено как есть",
    "organization.words_asked": "вписанное от руки снова ждёт решения",
    "organization.merged": "объединены две записи одной организации",
    "organization.imported": "организации внесены из таблицы",
    "organization.exported": "скачан список организаций",
    "role.granted": "дана роль",
    "role.revoked": "снята роль",
    "invite.created": "сделана ссылка для координатора",
    "invite.issued": "сделана ссылка для координатора",
    "invite.cancelled": "ссылка для координатора отменена",
    "invite.redeemed": "ссылкой для координатора воспользовались",
    "journal.exported": "скачан журнал",
}
THINGS: Mapping[Thing, str] = {
    Thing.EVENT: "Мероприятия",
    Thing.MEMBER: "Люди",
    Thing.REQUEST: "Заявки",
    Thing.PAIR: "Пары",
    Thing.ROUND: "Подбор",
    Thing.CERTIFICATE: "Сертификаты",
    Thing.ANNOUNCEMENT: "Объявления",
    Thing.LETTER: "Письма",
    Thing.TIP: "Лайфхаки",
    Thing.ORGANIZATION: "Организации",
    Thing.PARTNER: "Партнёры",
    Thing.INVITE: "Ссылки",
    Thing.BLOCK: "Не подбирать вместе",
    Thing.JOURNAL: "Журнал",
}
# what has no name of its own is called by its number
_NUMBERED: Mapping[str, str] = {
    Thing.EVENT: "мероприятие, которого уже нет",
    Thing.MEMBER: "удалённый участник",
    Thing.CERTIFICATE: "сертификат",
    Thing.ORGANIZATION: "организация",
    Thing.PARTNER: "партнёр",
    Thing.TIP: "лайфхак",
}
_BY_NUMBER: Mapping[str, str] = {
    Thing.PAIR: "пара",
    Thing.ROUND: "подбор",
    Thing.ANNOUNCEMENT: "объявление",
    Thing.LETTER: "письмо",
    Thing.INVITE: "ссылка",
}
_QUOTED = {Thing.EVENT, Thing.TIP}
# who acts where nobody does
_ALONE: Mapping[str, str] = {
    "invite.created": "Командная строка",
    "member.erased": "Сам участник",
    "announcement.started": "Бот",
    "announcement.not_started": "Бот",
    "announcement.finished": "Бот",
    "update.quarantined": "Бот",
    "update.retried": "Командная строка",
}
_ERASED = "Удалённый участник"


def actor(entry: Entry) -> str:
    """Who did it."""
    if entry.actor is not None:
        return words.named(entry.actor)
    return _ALONE.get(entry.act, _ERASED)


def named(code: object) -> str:
    """An act by its code, for the export of one's own data."""
    return ACTS.get(str(code), "другое действие")


def act(entry: Entry) -> str:
    """What was done; one that a newer version knows is told by its object alone."""
    said = named(entry.act)
    role = entry.details.get("role")
    if entry.act.startswith("role.") and role in list(Role):
        return f"{said} «{words.ROLES[Role(role)]}»"
    return said


def subject(entry: Entry) -> str:
    """To what: its name today, or what it was; empty for what the act says already."""
    if entry.apart:
        return " и ".join(_NUMBERED[Thing.MEMBER] if one is None else words.named(one) for one in entry.apart)
    name = _named(entry.object)
    if entry.event is not None and entry.object.thing != Thing.EVENT:
        event = words.quoted(entry.event)
        return f"{name}, {event}" if name else event
    return name


def _named(found: Named) -> str:
    if found.thing == Thing.REQUEST and found.id is not None:
        return f"заявка № {found.id}" + (f", {found.name}" if found.name else "")
    if found.name:
        return words.quoted(found.name) if found.thing in _QUOTED else found.name
    if found.thing in _BY_NUMBER and found.id is not None:
        return f"{_BY_NUMBER[found.thing]} № {found.id}"
    # what was done to all of a kind at once, a list taken away say, was done to no single one
    return _NUMBERED.get(found.thing, "") if found.id is not None else ""


def details(entry: Entry) -> str:
    """What else the journal knows, for whoever reads the table: «people: 12»."""
    return ", ".join(f"{key}: {value}" for key, value in _known(entry.details).items())


def _known(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in found.items() if value is not None}


def cells(entry: Entry) -> tuple[str, ...]:
    """An entry for the table, after its moment: who, what, to what, details."""
    return actor(entry), act(entry), subject(entry), details(entry)
