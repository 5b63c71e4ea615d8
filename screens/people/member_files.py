"""The list of people as a spreadsheet, on its way to a coordinator."""

from domain.people.members_desk import Contact
from domain.vocabulary import Municipality, Role
from screens import words
from screens.kit import Content, File

_CONTACTS = {
    Contact.REACHABLE: "на связи",
    Contact.UNREACHABLE: "бот остановлен",
    Contact.NO_TELEGRAM: "без Telegram",
    Contact.BLOCKED: "доступ закрыт",
}


def say(code: object) -> str:
    """A code of the table in words."""
    if isinstance(code, Contact):
        return _CONTACTS[code]
    if isinstance(code, Role):
        return words.ROLES[code]
    return words.MUNICIPALITIES[Municipality(str(code))]


def spreadsheet(content: Content) -> File:
    return File("Люди клуба.xlsx", content)
