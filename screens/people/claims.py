"""A code for somebody without Telegram, and the way it opens their record."""

from collections.abc import Callable
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.people.claims import ClaimedRecord, Missed, spelt
from domain.people.members_desk import MemberCard
from screens import words
from screens.kit import Photo, Screen, Toast, button, column, esc, question
from screens.navigation import to_menu
from screens.people.claim_ways import EnterCode
from screens.people.members_desk import IssueClaim, to_member
from screens.people.profile import to_profile

# a code that waits for the consent and is not typed yet
NOT_TYPED = "-"


class TakeRecord(CallbackData, prefix="clmy"):
    """The record this code opens is mine."""

    code: str


# --- by coordinators


def ask_issue(view: MemberCard) -> Screen:
    """What a code is for, before one is made."""
    again = "\n\nПрежний код перестанет работать." if view.claim_till else ""
    text = (
        f"<b>{esc(words.named(view.full_name))}</b>: сделать код для входа?\n\n"
        "По нему человек, у которого появился Telegram, сам подключит свою запись: встречи и сертификаты останутся "
        f"с{NBSP}ним. Код действует 30{NBSP}дней и сработает один раз. Передайте его лично.{again}"
    )
    sure = button("Сделать код", IssueClaim(member_id=view.member_id, sure=True, till=till_of(view)))
    return Screen(text, column(sure, to_member(view.member_id)))


def till_of(view: MemberCard) -> int:
    """When the code that waits ends, in seconds of Unix time; 0 when none waits."""
    return int(view.claim_till.timestamp()) if view.claim_till else 0


def issued_already() -> Toast:
    return Toast("Код уже готов, он в сообщении ниже. Нужен другой — откройте карточку человека.", alert=True)


def issued(view: MemberCard, code: str, address: str, till: datetime, picture: Callable[[], bytes]) -> Photo:
    """The code to be printed or read out: shown once."""
    caption = (
        f"Клуб «Наставник»: код для входа\n<b>{esc(words.named(view.full_name))}</b>\n\n"
        f"Код: <code>{spelt(code)}</code>\nСсылка: {esc(address)}\n\n"
        "Наведите камеру телефона на QR-код или откройте бота и нажмите «У меня есть код».\n"
        f"Действует до {words.when(till)}. Второй раз показать этот код не смогу: "
        "картинку можно сохранить и распечатать."
    )
    return Photo(picture, caption, column(to_member(view.member_id), to_menu()))


# --- by the person


def ask_code(problem: str | None = None) -> Screen:
    """A code is typed."""
    return question(
        "Напишите код, который дал координатор: восемь букв. Например: BCDF-GHJK.",
        problem=esc(problem) if problem else None,
        exits=(to_menu(),),
    )


def missed(one: Missed) -> Screen:
    """The code opened nothing: unknown, used or too old, which is all the same."""
    if not one.left:
        return Screen(
            "Такой код не подошёл, и попытки на сегодня закончились. Завтра можно снова, а новый код даст координатор.",
            column(to_menu()),
        )
    left = words.plural(one.left, "попытка", "попытки", "попыток")
    return ask_code(f"Такой код не подошёл: в нём ошибка, он использован или устарел. Ещё {left} на сегодня.")


def ask_take(record: ClaimedRecord) -> Screen:
    """Whose record the code opens."""
    place = f"\n{esc(record.organization)}" if record.organization else ""
    more = "Она добавится к вашему профилю." if record.joins else "Встречи и сертификаты из неё станут вашими."
    text = f"Нашлась запись:\n<b>{esc(words.named(record.full_name))}</b>{place}\n\nЭто вы? {more}"
    return Screen(
        text, column(button("Да, это я", TakeRecord(code=record.code)), button("Нет, это не я", EnterCode()), to_menu())
    )


def taken() -> Screen:
    return Screen("Готово: запись ваша. Проверьте профиль — и до встречи!", column(to_profile(), to_menu()))
