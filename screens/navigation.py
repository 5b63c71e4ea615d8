"""The way home that every screen may offer, and the bot's commands."""

from aiogram.filters.callback_data import CallbackData

from screens.kit import Button, button

# what Telegram shows behind «/», in this order
COMMANDS = {
    "menu": "Главное меню",
    "events": "Календарь встреч",
    "my": "Мои встречи",
    "mentoring": "Наставничество",
    "certificates": "Мои сертификаты",
    "tip": "Лайфхак от наставника",
    "profile": "Мой профиль",
    "letters": "Написать координатору",
    "mydata": "Мои данные: скачать или удалить",
    "verify": "Проверить сертификат по коду",
    "help": "Что умеет бот",
    "privacy": "Что бот хранит о вас",
    "cancel": "Прервать начатое",
}


class Menu(CallbackData, prefix="menu"):
    """Back to the main menu."""


def to_menu() -> Button:
    return button("🏠 В меню", Menu())
