"""The main menu, «О клубе», help, privacy, and short answers to what the bot can't read."""

from functools import cache

from aiogram.filters.callback_data import CallbackData

from content import load_about, load_privacy
from domain.actors import Actor
from screens.desk import to_desk
from screens.events.events import Calendar, MyEvents
from screens.kit import Button, Screen, button, column, esc, link
from screens.mailing.letters import to_letters
from screens.mentoring.mentoring import to_mentoring
from screens.navigation import to_menu
from screens.people.claim_ways import to_code
from screens.people.joining import Join
from screens.people.mydata import MyData
from screens.people.partner_ways import to_partners
from screens.people.profile import Profile
from screens.tips.tips import ShowTip

_about = cache(load_about)
_privacy = cache(load_privacy)


class About(CallbackData, prefix="about"):
    """A page about the club, by its number."""

    page: int = 0


def menu(actor: Actor, *, started: bool = False, greet: bool = False) -> Screen:
    """The main menu: what fits a guest, somebody on the way to joining (`started` answering or not), a member."""
    desk = to_desk() if actor.is_coordinator else None
    if actor.joined:
        text = "Чем помочь сегодня?"
        rows = column(
            desk,
            button("📅 Календарь встреч", Calendar()),
            button("🎟 Мои встречи", MyEvents()),
            to_mentoring(),
            button("💡 Лайфхак", ShowTip()),
            button("👤 Мой профиль", Profile()),
            to_letters(),
            button("О клубе", About()),
        )
    else:
        known = actor.member_id is not None
        text = (_RESUME if started else _ACQUAINTANCE) if known else _GREETING
        rows = column(
            desk,
            button("Продолжить знакомство" if known else "Вступить в клуб", Join()),
            button("📅 Календарь встреч", Calendar()),
            button("💡 Лайфхак", ShowTip()),
            to_letters() if known else None,
            button("О клубе", About()),
        )
    return Screen(f"Здравствуйте! {text}" if greet else text, rows)


_GREETING = (
    "Это клуб «Наставник». Помогу найти наставника, записаться на встречу и вовремя о ней напомню. "
    "Начнём с короткого знакомства — две минуты."
)
_ACQUAINTANCE = "Осталось познакомиться: несколько вопросов, две минуты."
_RESUME = "Мы не закончили знакомство: осталось несколько вопросов. Ваши ответы сохранены."


def about(page: int, *, joined: bool) -> Screen:
    """One page about the club; a number out of range shows the nearest page."""
    pages = _about().pages
    number = min(max(page, 0), len(pages) - 1)
    shown = pages[number]
    turns = []
    if number > 0:
        turns.append(button("← Назад", About(page=number - 1)))
    if number < len(pages) - 1:
        turns.append(button("Дальше →", About(page=number + 1)))
    rows: list[tuple[Button, ...]] = [tuple(turns), (to_partners(),)]
    if not joined:
        rows.append((button("Вступить в клуб", Join()),))
    rows.append((to_menu(),))
    return Screen(f"<b>{esc(shown.title)}</b>\n\n{esc(shown.text)}", tuple(rows))


def help_page() -> Screen:
    return Screen(esc(_about().help), column(to_code(), to_menu()))


def privacy(*, known: bool) -> Screen:
    """What is stored; people we know get the way to their data."""
    return Screen(_privacy().html, column(button("Мои данные", MyData()) if known else None, to_menu()))


def cancelled(*, something: bool) -> Screen:
    """After /cancel: whether there was anything to stop."""
    text = "Остановились. К этому можно вернуться из меню." if something else "Сейчас нечего прерывать. Вот меню."
    return Screen(text, column(to_menu()))


def not_understood() -> Screen:
    return Screen("Не понимаю свободный текст, зато хорошо понимаю кнопки. Откройте меню или /help.", column(to_menu()))


def unknown_command() -> Screen:
    return Screen("Такой команды нет. Все команды — в /help, а проще всего — из меню.", column(to_menu()))


def wrong_link() -> Screen:
    return Screen("Эта ссылка не открылась: возможно, она неполная. Вот меню — отсюда доступно всё.", column(to_menu()))


def answer_expected() -> Screen:
    """Something unreadable came while a typed answer is awaited."""
    text = "Жду ответ на вопрос выше: напишите его или нажмите кнопку. Прервать — /cancel."
    return Screen(text, column(to_menu()))


def unreadable(kind: str) -> Screen:
    """What to say to a message that is not text; `kind` is Telegram's content type."""
    return Screen(UNREADABLE.get(kind, UNREADABLE["document"]), column(to_menu()))


UNREADABLE = {
    "sticker": "Хороший стикер! Но по стикерам я не читаю — выберите в меню, чем помочь.",
    "voice": "Голосовые пока не слушаю. Выберите в меню, чем помочь.",
    "video_note": "Видеосообщения пока не смотрю. Выберите в меню, чем помочь.",
    "photo": "Фото получено, но разобрать его не смогу. Выберите в меню, чем помочь.",
    "document": "Файл здесь ни к чему, поэтому открывать его не буду. Выберите в меню, чем помочь.",
    "contact": "Телефон не нужен: ничьих номеров не храню. Выберите в меню, чем помочь.",
    "location": "Место встречи есть в карточке встречи. Выберите в меню, чем помочь.",
}


def edited() -> Screen:
    return Screen("Вижу, вы поправили сообщение. Я читаю только новые — пришлите ответ ещё раз.", column(to_menu()))


def group_hint(username: str) -> Screen:
    """In a group the bot says one thing: personal matters live in the private chat."""
    return Screen(
        "Я отвечаю в личных сообщениях: там запись на встречи и лайфхаки наставников.",
        column(link("Открыть личный чат", f"https://t.me/{username}?start=group")),
    )


def stale_button() -> str:
    """A toast for a button nobody knows."""
    return "Эта кнопка больше не работает. Откройте меню: /menu"
