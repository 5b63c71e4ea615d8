"""«Люди»: the list coordinators search, one person's card, what they did in the club."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.people.joining import Step
from domain.people.members_desk import (
    MOST_EXPORTED,
    Contact,
    Figures,
    Look,
    MemberCard,
    MemberLine,
    Only,
    People,
)
from domain.vocabulary import Municipality
from screens import words
from screens.desk import to_desk
from screens.kit import Button, RowId, Screen, button, column, esc, in_pairs, pager, shorten, ticked
from screens.navigation import to_menu
from screens.people.journal_ways import to_journal_of
from screens.people.mydata import Moment
from screens.people.role_ways import OpenRoles


class OpenPeople(CallbackData, prefix="mm"):
    """«Люди» anew: everybody, nothing searched."""


class PeoplePage(CallbackData, prefix="mmp"):
    """A page of the list; what is left out stays as it was. Of other people nothing is searched yet."""

    only: Only | None = None
    page: int | None = None


class NarrowPeople(CallbackData, prefix="mmf"):
    """Choose whom to show."""


class PeopleTable(CallbackData, prefix="mmx"):
    """The list as a spreadsheet."""


class OpenMember(CallbackData, prefix="mmo"):
    """One person's card."""

    member_id: RowId


class MemberPast(CallbackData, prefix="mmh"):
    """What a person did in the club."""

    member_id: RowId


class CorrectMember(CallbackData, prefix="mmc"):
    """Another name or school for a person."""

    member_id: RowId
    step: Step


class BlockMember(CallbackData, prefix="mmb"):
    """Close the club to a person: first the reason is typed."""

    member_id: RowId


class UnblockMember(CallbackData, prefix="mmu"):
    """Open it again; asks first unless `sure`."""

    member_id: RowId
    sure: bool = False


class IssueClaim(CallbackData, prefix="mmk"):
    """A code by which a person without Telegram takes over their record; asks first unless `sure`.

    `till`: when the code before ends (Unix seconds, 0: there is none), so that a second tap makes no other."""

    member_id: RowId
    sure: bool = False
    till: int = 0


class MergeMember(CallbackData, prefix="mmm"):
    """The person has another record: it is looked for."""

    member_id: RowId


class EraseMember(CallbackData, prefix="mme"):
    """Erase a person who asked for it; asks first: `asked` (Unix seconds) tells when it did."""

    member_id: RowId
    asked: Moment | None = None


class AddPerson(CallbackData, prefix="mma"):
    """Somebody without Telegram: first, whether they signed the consent on paper."""


def to_people(label: str = "← К списку") -> Button:
    """Back to the list as it was."""
    return button(label, PeoplePage())


def to_member(member_id: int, label: str = "← К карточке") -> Button:
    return button(label, OpenMember(member_id=member_id))


# --- the list

FILTERS = {
    Only.ALL: "Все",
    Only.YOUNG: "Молодые педагоги",
    Only.MENTOR: "Наставники",
    Only.ADMIN: "Администрация ОО",
    Only.GUEST: "Гости",
    Only.COORDINATOR: "Координаторы",
    Only.UNREACHABLE: "Недоступны",
    Only.NO_TELEGRAM: "Без Telegram",
    Only.BLOCKED: "Доступ закрыт",
    Only.UNFINISHED: "Не закончили анкету",
}
_HINTS = {
    Only.UNREACHABLE: (
        "Эти люди остановили бота, и его сообщения до них не доходят. Увидитесь — попросите написать боту "
        "любое слово: этого хватит, чтобы всё заработало."
    ),
    Only.NO_TELEGRAM: "Этих людей добавили координаторы. Когда появится Telegram, дайте код с карточки.",
    Only.UNFINISHED: "Согласие эти люди дали, а до конца анкеты не дошли. Бот ждёт их на том же месте.",
}
_CONTACTS = {
    Contact.UNREACHABLE: "бот остановлен",
    Contact.NO_TELEGRAM: "без Telegram",
    Contact.BLOCKED: "⛔ доступ закрыт",
}


def people(view: People) -> Screen:
    """A page of the list. A name is typed right here."""
    look = view.look
    number = f"больше{NBSP}{view.total}" if view.more else f"{view.total}"
    lines = [f"<b>Люди</b> · {_heading(look)}{number}"]
    if view.lines and (hint := _HINTS.get(look.only)):
        lines += ["", hint]
    lines += [f"\n{_line(number, one)}" for number, one in enumerate(view.lines, 1 + view.page.offset)]
    if not view.lines:
        lines.append(f"\n{_nobody(look)}")
    lines += ["", "Напишите имя или школу — найду. Например: <i>иванова 901</i>."]
    picks = [
        button(shorten(f"{number}. {words.named(one.full_name)}"), OpenMember(member_id=one.member_id))
        for number, one in enumerate(view.lines, 1 + view.page.offset)
    ]
    narrowed = bool(look.words) or look.only is not Only.ALL
    tools = [
        button("Кого показать", NarrowPeople()),
        button("Таблица XLSX", PeopleTable()) if view.lines else None,
        button("➕ Без Telegram", AddPerson()),
        button("Показать всех", OpenPeople()) if narrowed else None,
    ]
    return Screen(
        "\n".join(lines),
        (
            *column(*picks),
            *pager(view.page, lambda page: PeoplePage(page=page)),
            *in_pairs([one for one in tools if one is not None]),
            (to_desk(), to_menu()),
        ),
    )


def _heading(look: Look) -> str:
    parts = [] if look.only is Only.ALL else [words.lowered(FILTERS[look.only])]
    if look.words:
        parts.append(words.quoted(esc(" ".join(look.words))))
    return f"{', '.join(parts)}: " if parts else ""


def _nobody(look: Look) -> str:
    if look.words:
        return "Никого не нашли. Попробуйте часть фамилии или номер школы."
    # nobody to worry about is good news, no mentors are not
    good = look.only in (Only.UNREACHABLE, Only.BLOCKED, Only.UNFINISHED)
    return "Таких людей сейчас нет — и хорошо." if good else "Здесь пока никого нет."


def _line(number: int, one: MemberLine) -> str:
    notes = [_CONTACTS[one.contact]] if one.contact in _CONTACTS else []
    if one.since is not None and notes:
        notes[0] += f" с{NBSP}{words.full_day(one.since)}"
    if not one.joined:
        notes.append("анкета не закончена")
    place = [esc(shorten(one.organization, 60))] if one.organization else []
    return "\n".join([f"{number}.{NBSP}<b>{esc(words.named(one.full_name))}</b>", *place, *notes])


def filters(look: Look) -> Screen:
    """Whom to show."""
    choices = [
        button(ticked(label, only is look.only), PeoplePage(only=only, page=0)) for only, label in FILTERS.items()
    ]
    return Screen("Кого показать?", (*in_pairs(choices), (to_people(),)))


def after_table(count: int) -> Screen:
    """Below the spreadsheet."""
    cut = f" Больше {MOST_EXPORTED} строк в файл не помещаем: сузьте список." if count >= MOST_EXPORTED else ""
    text = (
        f"В таблице {words.plural(count, 'человек', 'человека', 'человек')}.{cut} Там личные данные: не пересылайте её."
    )
    return Screen(text, column(to_people(), to_menu()), fresh=True)


# --- one person


def card(view: MemberCard, said: str = "") -> Screen:
    """One person with everything a coordinator can do; `said` tells what has just been done."""
    lines = [*([said, ""] if said else []), f"<b>{esc(words.named(view.full_name))}</b>", *_facts(view)]
    lines += ["", *(_figures(view.figures) or ["Пока ни встреч, ни заявок, ни пар."])]
    return Screen("\n".join(lines), _acts(view))


def _facts(view: MemberCard) -> list[str]:
    lines = []
    if view.organization:
        own = " <i>(вписано от руки)</i>" if view.own_organization else ""
        lines.append(f"{esc(view.organization)}{own}")
    if view.position:
        lines.append(esc(view.position))
    if town := _town(view):
        lines.append(town)
    if view.started_year:
        lines.append(f"В образовании с{NBSP}{view.started_year}{NBSP}года")
    if view.roles:
        lines.append("Роли: " + ", ".join(words.lowered(words.ROLES[role]) for role in view.roles))
    if view.interests:
        lines.append("Интересно: " + ", ".join(words.DIRECTION_LABELS[one].partition(" ")[2] for one in view.interests))
    since = f"В клубе с{NBSP}{words.full_day(view.joined_at)}" if view.joined_at else "Анкета не закончена"
    return [*lines, since, _contact(view)]


def _town(view: MemberCard) -> str:
    if view.municipality is None or view.municipality is Municipality.OTHER:
        return esc(view.municipality_text or "")
    return words.MUNICIPALITIES[view.municipality]


def _contact(view: MemberCard) -> str:
    if view.blocked_at is not None:
        why = esc(view.blocked_reason or "причина не указана")
        return f"⛔ Доступ закрыт с{NBSP}{words.full_day(view.blocked_at)}: {why}"
    if not view.telegram:
        waits = f", код действует до {words.when(view.claim_till)}" if view.claim_till else ""
        return f"Без Telegram{waits}"
    seen = f" · последний раз в{NBSP}боте{NBSP}{view.seen_on:%d.%m.%Y}" if view.seen_on else ""
    if view.unreachable_since is not None:
        return f"⚠️ Бот остановлен с{NBSP}{words.full_day(view.unreachable_since)}: попросите написать боту{seen}"
    return f"Бот на связи{seen}"


def _figures(one: Figures) -> list[str]:
    seats = (("посещено", one.came), ("пропущено", one.absent), ("впереди", one.coming))
    lines = (
        ("Встречи", ", ".join(f"{word} {number}" for word, number in seats if number)),
        ("Сертификаты", one.certificates),
        ("Заявки", f"{one.requests}{_going(one.open_requests, 'открыто')}" if one.requests else ""),
        ("Пары", f"{one.pairs}{_going(one.live_pairs, 'сейчас')}" if one.pairs else ""),
        ("Лайфхаки", one.tips),
        ("Письма", f"{one.letters}{_going(one.open_letters, 'открыто')}" if one.letters else ""),
    )
    return [f"{label}: {told}" for label, told in lines if told]


def _going(number: int, word: str) -> str:
    return f", {word} {number}" if number else ""


def _acts(view: MemberCard) -> tuple[tuple[Button, ...], ...]:
    ids = {"member_id": view.member_id}
    acts = [
        button("История", MemberPast(**ids)),
        to_journal_of(view.member_id),
        button("Роли", OpenRoles(**ids)),
        button("✏️ ФИО", CorrectMember(**ids, step=Step.NAME)),
        button("✏️ Организация", CorrectMember(**ids, step=Step.ORGANIZATION)),
    ]
    if not view.telegram and view.blocked_at is None:
        acts.append(button("Код для входа", IssueClaim(**ids)))
    if view.blocked_at is None:
        acts.append(button("Объединить", MergeMember(**ids)))
    if view.may_be_blocked:
        acts.append(button("Закрыть доступ", BlockMember(**ids)))
    elif view.blocked_at is not None:
        acts.append(button("Открыть доступ", UnblockMember(**ids)))
    erasable = not view.oneself and not view.coordinator
    erase = button("Удалить данные", EraseMember(**ids)) if erasable else None
    return (*in_pairs(acts), *column(erase), (to_people(), to_menu()))


def ask_erase(view: MemberCard, asked: int) -> Screen:
    """Before everything about a person goes."""
    issued = view.figures.certificates
    numbers = f"; номера сертификатов ({issued}) останутся в реестре без имени" if issued else ""
    text = (
        f"<b>{esc(words.named(view.full_name))}</b>: удалить всё, что клуб хранит об этом человеке?\n\n"
        f"Делайте это, только если человек сам попросил. Уйдут анкета, записи, переписка, пары и заявки{numbers}. "
        "Вернуть ничего нельзя."
    )
    sure = button("Да, удалить навсегда", EraseMember(member_id=view.member_id, asked=asked))
    return Screen(text, column(sure, to_member(view.member_id, "← Не удалять")))


def erased() -> Screen:
    return Screen("Готово: о человеке больше ничего не хранится.", column(to_people(), to_menu()))
