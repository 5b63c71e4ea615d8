"""«Права»: who coordinates the club, one person's roles, giving and taking them."""

from aiogram.filters.callback_data import CallbackData

from domain.people.roles import GIVEN, MemberRights, Rights
from domain.vocabulary import Role
from screens import words
from screens.desk import to_desk
from screens.kit import Button, RowId, Screen, button, column, esc, pager, shorten
from screens.navigation import to_menu
from screens.people.members_desk import to_member
from screens.people.role_ways import OpenRoles


class OpenRights(CallbackData, prefix="rights"):
    """The club's coordinators."""

    page: int = 0


class GiveRole(CallbackData, prefix="rolgive"):
    """Grant a role; asks first unless `sure`."""

    member_id: RowId
    role: Role
    sure: bool = False


class TakeRole(CallbackData, prefix="roltake"):
    """Take a role away; asks first unless `sure`."""

    member_id: RowId
    role: Role
    sure: bool = False


class OpenInvites(CallbackData, prefix="invites"):
    """One-time links that wait for somebody."""


class AskInvite(CallbackData, prefix="invask"):
    """What a link gives, before one is made."""


def to_rights() -> Button:
    return button("Права", OpenRights())


def rights(view: Rights) -> Screen:
    """A page of coordinators, and the ways to have one more."""
    lines = [
        "<b>Права в клубе</b>",
        "Координаторы ведут мероприятия, заявки и людей; каждое их действие остаётся в журнале. "
        f"Сейчас в клубе {words.plural(view.total, 'координатор', 'координатора', 'координаторов')}.",
        "",
        *(f"• {esc(words.named(one.name))} — с {words.full_day(one.since)}" for one in view.holders),
        "",
        "Дать права тому, кто уже в клубе, можно с его карточки, а по ссылке — кому угодно.",
    ]
    people = [button(shorten(words.named(one.name)), OpenRoles(member_id=one.member_id)) for one in view.holders]
    rows = (
        *column(*people),
        *pager(view.page, lambda page: OpenRights(page=page)),
        *column(
            button("Пригласить координатора", AskInvite()),
            button(f"Ссылки: {view.invites}", OpenInvites()) if view.invites else None,
            to_desk(),
            to_menu(),
        ),
    )
    return Screen("\n".join(lines), rows)


_GIVE = {Role.COORDINATOR: "Сделать координатором", Role.MENTOR: "Отметить наставником"}
_TAKE = {Role.COORDINATOR: "Снять права", Role.MENTOR: "Снять роль наставника"}


def member(view: MemberRights, said: str = "") -> Screen:
    """One person's roles with what may be given and taken; `said` tells what has just been done."""
    names = ", ".join(words.ROLES[role] for role in view.roles) or "пока никаких"
    lines = [said, "" if said else None, f"<b>{esc(words.named(view.name))}</b>", f"Роли: {names}"]
    if not view.reachable:
        lines += ["", "Дать роль сейчас нельзя: у человека нет Telegram или закрыт доступ."]
    elif view.last:
        lines += ["", "Это единственный координатор: снять права можно, когда появится ещё один."]
    acts: list[Button | None] = []
    for role in GIVEN:
        ids = {"member_id": view.member_id, "role": role}
        acts.append(button(_GIVE[role], GiveRole(**ids)) if view.may_get(role) else None)
        acts.append(button(_TAKE[role], TakeRole(**ids)) if view.may_lose(role) else None)
    text = "\n".join(line for line in lines if line is not None).strip()
    return Screen(text, column(*acts, to_member(view.member_id), to_rights(), to_menu()))


_GIVEN_MEANS = {
    Role.COORDINATOR: (
        "Откроется рабочий стол: мероприятия, списки людей, заявки, объявления. Человеку мы сразу напишем. "
        "Права можно снять в любой момент."
    ),
    Role.MENTOR: "Роль будет видна в профиле. Карточку «Могу научить» наставник заполняет сам, а вы подтверждаете.",
}
_TAKEN_MEANS = {
    Role.COORDINATOR: "Рабочий стол закроется сразу, ссылки-приглашения этого человека перестанут открываться.",
    Role.MENTOR: "Исчезнет только роль в профиле: карточка, заявки и пары останутся как есть.",
}
_OWN = "⚠️ Это ваши собственные права. Вернуть их сможет только другой координатор."


def ask_give(view: MemberRights, role: Role) -> Screen:
    """Before a role is given."""
    text = f"<b>{esc(words.named(view.name))}</b>: дать роль «{words.ROLES[role]}»?\n\n{_GIVEN_MEANS[role]}"
    sure = button("Да, дать", GiveRole(member_id=view.member_id, role=role, sure=True))
    return Screen(text, column(sure, _back(view)))


def ask_take(view: MemberRights, role: Role) -> Screen:
    """Before a role is taken, one's own with a warning."""
    warning = f"\n\n{_OWN}" if view.oneself and role is Role.COORDINATOR else ""
    text = f"<b>{esc(words.named(view.name))}</b>: снять роль «{words.ROLES[role]}»?\n\n{_TAKEN_MEANS[role]}{warning}"
    sure = button("Да, снять", TakeRole(member_id=view.member_id, role=role, sure=True))
    return Screen(text, column(sure, _back(view)))


def given(view: MemberRights) -> Screen:
    return member(view, "Готово, роль дана. Человеку сообщим." if not view.oneself else "Готово.")


def taken(view: MemberRights) -> Screen:
    return member(view, "Готово, роль снята. Человеку сообщим." if not view.oneself else "Готово.")


def gave_up() -> Screen:
    """One's own rights are gone: the desk is closed to who pressed."""
    return Screen(
        "Готово: вы больше не координатор. Спасибо за работу! Остальное в клубе — как прежде.", column(to_menu())
    )


def told(roles: tuple[Role, ...]) -> Screen:
    """News to the person whose roles a coordinator has changed: all of them, as they are now."""
    names = ", ".join(words.lowered(words.ROLES[role]) for role in roles)
    now = f"Теперь вы в клубе: {names}." if names else "Ролей у вас сейчас нет."
    coordinator = Role.COORDINATOR in roles
    more = (
        "Рабочий стол координатора уже открыт — он в меню и по команде /desk."
        if coordinator
        else "Если это неожиданно, напишите координатору клуба."
    )
    text = f"Координатор клуба обновил ваши роли. {now}\n\n{more}"
    return Screen(text, column(to_desk() if coordinator else None, to_menu()), fresh=True)


def _back(view: MemberRights) -> Button:
    return button("← Не менять", OpenRoles(member_id=view.member_id))
