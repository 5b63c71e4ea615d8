"""«Настроить рассылку»: how a member gets announcements; the evening's digest of them."""

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.announcements import WEEKLY_CAP
from domain.mailing.digests import EVENING, Digest
from domain.vocabulary import Mailing
from screens import words
from screens.kit import Button, RowId, Screen, button, column, esc, ticked
from screens.navigation import to_menu

# for where no button can stand
MAILING_COMMAND = "mailing"
MAILINGS = {
    Mailing.EACH: "Каждое сразу",
    Mailing.DIGEST: "Вечером, одним списком",
    Mailing.NONE: "Не присылать",
}
_NOW = {
    Mailing.EACH: "Сейчас: каждое сразу.",
    Mailing.DIGEST: f"Сейчас: по{NBSP}будням в{NBSP}{EVENING:%H:%M}, одним списком — и{NBSP}только если что-то есть.",
    Mailing.NONE: (
        f"Сейчас: не{NBSP}присылаем. Новые конкурсы, наборы и{NBSP}перемены можно пропустить, а{NBSP}о{NBSP}ваших "
        "встречах, заявках и парах напишем как прежде."
    ),
}


class OpenMailing(CallbackData, prefix="mail"):
    """How one gets announcements; `apart`: below an announcement, which stays readable."""

    apart: bool = False


class SetMailing(CallbackData, prefix="mailset"):
    how: Mailing


class OpenFromDigest(CallbackData, prefix="digop"):
    """Read an announcement of the digest in full."""

    announcement_id: RowId


def to_mailing() -> Button:
    return button("📬 Объявления клуба", OpenMailing())


def to_mailing_apart() -> Button:
    """For the end of an announcement."""
    return button("⚙️ Настроить рассылку", OpenMailing(apart=True))


def choice(how: Mailing, *, saved: bool = False, apart: bool = False) -> Screen:
    """What is chosen, and what else may be."""
    text = (
        f"<b>Объявления клуба</b>{' — сохранено' if saved else ''}\n"
        f"Координаторы пишут о{NBSP}встречах, конкурсах и{NBSP}переменах — не{NBSP}чаще {WEEKLY_CAP}{NBSP}раз "
        f"в{NBSP}неделю, если нет спешки.\n\n{_NOW[how]}"
    )
    rows = [button(ticked(label, one is how), SetMailing(how=one)) for one, label in MAILINGS.items()]
    return Screen(text, column(*rows, to_menu()), fresh=apart)


def digest(lines: Digest) -> Screen:
    """What has come in since the last one; a number opens an announcement in full."""
    told = (
        f"{number}.{NBSP}<b>{esc(line.title) or 'Без слов'}</b>\n{words.day(line.started_at)}"
        for number, line in enumerate(lines, 1)
    )
    numbers = [
        button(str(number), OpenFromDigest(announcement_id=line.announcement_id))
        for number, line in enumerate(lines, 1)
    ]
    rows = [tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4)]
    text = "\n\n".join(["🗞 <b>Объявления клуба</b>", *told, "Нажмите номер, чтобы прочитать целиком."])
    return Screen(text, (*rows, *column(to_mailing_apart())), fresh=True)


def taken_back() -> Screen:
    """An announcement of the digest that its coordinator has taken back."""
    return Screen("Это объявление отозвали: оно больше не действует.", column(to_mailing(), to_menu()), fresh=True)
