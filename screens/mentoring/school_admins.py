"""Who speaks for schools, for coordinators: who asks, schools by name, one school, a member to give the right to."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mentoring.found_people import FoundPeople
from domain.mentoring.school import SchoolAdminLine, SchoolCandidate, SchoolCard, SchoolDesk, SchoolLine
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, pager, shorten
from screens.mentoring import found_people
from screens.mentoring.mentoring import MentoringDesk
from screens.people.organization_ways import to_organization

_NAME_SHOWN = 60
_SCHOOL_SHOWN = 80


class OpenSchoolDesk(CallbackData, prefix="sadesk"):
    """Who asks, and a page of schools."""

    page: int = 0


class FindSchoolAdmin(CallbackData, prefix="safind"):
    """A member's name is typed."""


class OpenSchool(CallbackData, prefix="saone"):
    """One organisation and who speaks for it."""

    organization_id: RowId


class OpenCandidate(CallbackData, prefix="sawho"):
    """A member to whom the right may be given."""

    member_id: RowId


class GrantSchool(CallbackData, prefix="sagive"):
    """Give it."""

    member_id: RowId


class DeclineSchool(CallbackData, prefix="sano"):
    """Not this time; `sure`: asked and confirmed."""

    member_id: RowId
    sure: bool = False


class RevokeSchool(CallbackData, prefix="satake"):
    """Take the right back; `sure`: asked and confirmed."""

    organization_id: RowId
    member_id: RowId
    sure: bool = False


class WantSchoolWord(CallbackData, prefix="sawant"):
    """Whether the school is asked about pairs across schools; `sure`: pairs that wait for it may begin."""

    organization_id: RowId
    on: bool
    sure: bool = False


def to_school_desk(asks: int = 0) -> Button:
    """From the coordinators' desk; `asks`: so many members ask."""
    return button(f"Администрации школ: {asks}" if asks else "Администрации школ", OpenSchoolDesk())


# --- the list


def desk(view: SchoolDesk) -> Screen:
    """Those who ask come first."""
    lines = ["<b>Администрации школ</b>"]
    if view.asks:
        lines += ["Просят доступ:", *(f"• {_named(one.name)}, {_school(one.organization)}" for one in view.asks)]
        more = view.asks_total - len(view.asks)
        lines += [f"и{NBSP}ещё {more}"] if more > 0 else []
    numbered = list(enumerate(view.schools, view.page.offset + 1))
    if numbered:
        lines += ["Школы:", *(_line(number, one) for number, one in numbered)]
    elif not view.asks:
        lines.append("Доступа пока ни у\u00a0кого нет. Напишите фамилию того, кому его дать: «Дать доступ».")
    asks = [button(shorten(f"✋ {words.named(one.name)}"), OpenCandidate(member_id=one.member_id)) for one in view.asks]
    schools = [
        button(shorten(f"{number}. {one.organization}"), OpenSchool(organization_id=one.organization_id))
        for number, one in numbered
    ]
    turns = pager(view.page, lambda page: OpenSchoolDesk(page=page))
    return Screen(
        "\n".join(lines),
        column(*asks, *schools) + turns + column(button("Дать доступ", FindSchoolAdmin()), _to_desk()),
    )


def _line(number: int, one: SchoolLine) -> str:
    who = ", ".join(_named(name) for name in one.admins[:3]) or "никого, отвечает координатор"
    more = f" и{NBSP}ещё {len(one.admins) - 3}" if len(one.admins) > 3 else ""
    asks = "; согласует пары с\u00a0другими" if one.cross_approval else ""
    return f"{number}.{NBSP}{_school(one.organization)}: {who}{more}{asks}"


def _to_desk() -> Button:
    return button("🛠 Наставничество клуба", MentoringDesk())


# --- one school


def school(view: SchoolCard, said: str = "") -> Screen:
    """Who speaks for it, and whether it is asked about pairs; `said` tells what has just been done."""
    lines = [said, f"<b>{_school(view.organization)}</b>"]
    lines += [_admin(one) for one in view.admins] or ["За школу в\u00a0клубе никто не отвечает."]
    if view.cross_approval and view.admins:
        lines.append("О парах с\u00a0другими школами спрашиваем школу." + _waiting(view))
    elif view.cross_approval:
        lines.append("О парах с\u00a0другими школами отвечают за\u00a0неё координаторы клуба." + _waiting(view))
    else:
        lines.append("Пары с\u00a0другими школами начинаются без её согласия.")
    wanted = view.cross_approval
    takes = [
        button(
            shorten(f"Закрыть: {words.named(one.name)}"),
            RevokeSchool(organization_id=view.organization_id, member_id=one.member_id),
        )
        for one in view.admins
    ]
    return Screen(
        "\n".join(line for line in lines if line),
        column(
            *takes,
            button(
                "Не спрашивать о парах" if wanted else "Спрашивать о парах",
                WantSchoolWord(organization_id=view.organization_id, on=not wanted),
            ),
            to_organization(view.organization_id, "Карточка организации"),
            button("← Администрации школ", OpenSchoolDesk()),
        ),
    )


def _admin(one: SchoolAdminLine) -> str:
    position = f", {esc(shorten(one.position, _NAME_SHOWN))}" if one.position else ""
    elsewhere = "; теперь в\u00a0другой организации, доступ не действует" if one.elsewhere else ""
    return f"• {_named(one.name)}{position}: доступ с{NBSP}{words.day(one.granted_at)}{elsewhere}"


def _waiting(view: SchoolCard) -> str:
    if not view.waiting:
        return ""
    return f" Ответа {words.plural(view.waiting, 'пара ждёт', 'пары ждут', 'пар ждут')}."


def ask_revoke(view: SchoolCard, admin: SchoolAdminLine) -> Screen:
    """Before a right is taken back."""
    return Screen(
        f"Закрыть доступ к{NBSP}школе?\n{_named(admin.name)}, {_school(view.organization)}.\n"
        "Человеку напишем. Пары, которые ждут ответа, перейдут к\u00a0другим администраторам школы, а без них — "
        "к\u00a0координаторам. Дать доступ снова можно в\u00a0любой момент.",
        column(
            button(
                "Да, закрыть",
                RevokeSchool(organization_id=view.organization_id, member_id=admin.member_id, sure=True),
            ),
            _to_school(view),
        ),
    )


def ask_let_go(view: SchoolCard) -> Screen:
    """Before a school is asked no more, while pairs wait for its word."""
    waiting = words.plural(view.waiting, "пара ждёт", "пары ждут", "пар ждут")
    return Screen(
        f"Ответа школы {waiting}. Если больше не спрашивать, школа считается согласной и они начнут работу. "
        "Это не отменить, но новые пары можно снова взять на согласование.",
        column(
            button("Да, не спрашивать", WantSchoolWord(organization_id=view.organization_id, on=False, sure=True)),
            _to_school(view),
        ),
    )


REVOKED = "Доступ закрыт, человеку написали."
WANTED = "Теперь о\u00a0каждой новой паре спросим школу."
NOT_WANTED = "Теперь пары с\u00a0другими школами начинаются сразу."


def _to_school(view: SchoolCard) -> Button:
    return button("← К школе", OpenSchool(organization_id=view.organization_id))


# --- a member


def ask_name(problem: str | None = None) -> Screen:
    """A name is awaited."""
    warning = f"⚠️ {esc(problem)}\n" if problem else ""
    return Screen(
        f"{warning}Кому дать доступ к{NBSP}школе? Напишите фамилию.\n"
        f"Откроем ту организацию, которая указана в{NBSP}профиле.",
        column(button("← Администрации школ", OpenSchoolDesk())),
    )


def found(view: FoundPeople) -> Screen:
    """Members a typed name may mean; another name may follow at once."""
    rows = found_people.numbers((one.id for one in view.people), lambda one: OpenCandidate(member_id=one))
    return Screen(found_people.told(view), (*rows, *column(button("← Администрации школ", OpenSchoolDesk()))))


def _person(one: SchoolCandidate) -> str:
    parts = [one.position, one.organization]
    about = ", ".join(esc(shorten(part, _SCHOOL_SHOWN)) for part in parts if part)
    return f"<b>{_named(one.name)}</b>{f', {about}' if about else ''}{' — доступ есть' if one.granted else ''}"


def candidate(view: SchoolCandidate, said: str = "") -> Screen:
    """One member: whether they have the right, ask for it, can be given it."""
    lines = [said, _person(view), *_standing(view)]
    may_have = view.organization_id is not None and not view.granted
    return Screen(
        "\n".join(line for line in lines if line),
        column(
            button("Дать доступ", GrantSchool(member_id=view.member_id)) if may_have else None,
            button("Не давать", DeclineSchool(member_id=view.member_id)) if view.asked else None,
            button("К школе", OpenSchool(organization_id=view.organization_id)) if view.organization_id else None,
            button("← Администрации школ", OpenSchoolDesk()),
        ),
    )


def _standing(view: SchoolCandidate) -> list[str]:
    if view.granted:
        return []
    if view.organization_id is None:
        return ["Организация записана своими словами, в\u00a0списке клуба её нет: доступ дать пока не к\u00a0чему."]
    role = "называет себя администрацией" if view.calls_self else "роль «Администрация» в\u00a0профиле не выбрана"
    asks = "Просит доступ: " if view.asked else ""
    return [
        f"{asks}{role}.",
        "Увидит пары своей школы и их ход, без содержания. Проверьте, что это и правда администрация школы.",
    ]


GRANTED = "Доступ дан, человеку написали."
DECLINED = "Отказали, человеку мягко написали."


def ask_decline(view: SchoolCandidate) -> Screen:
    """Before an ask is turned down."""
    return Screen(
        f"Не давать доступ?\n{_person(view)}\nЧеловеку мягко напишем, что проверить пока не удалось. "
        "Попросить можно будет снова.",
        column(
            button("Да, не давать", DeclineSchool(member_id=view.member_id, sure=True)),
            button("← Назад", OpenCandidate(member_id=view.member_id)),
        ),
    )


def asked(view: SchoolCandidate) -> Screen:
    """News: somebody asks."""
    shown = candidate(view)
    return Screen(f"Просят доступ к{NBSP}школе.\n{shown.text}", shown.rows, fresh=True)


# --- inside


def _named(name: str) -> str:
    return esc(shorten(words.named(name), _NAME_SHOWN))


def _school(name: str) -> str:
    return esc(shorten(name, _SCHOOL_SHOWN))
