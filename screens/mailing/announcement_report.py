"""What became of an announcement: the report in figures, and everybody it was meant for as a spreadsheet."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from content.typography import NBSP
from domain.mailing.announcement_run import Fate, Place, Report
from screens import words
from screens.kit import Content, File, RowId, Screen, button, column, shorten
from screens.mailing.announcement_run import standing, titled
from screens.mailing.announcements import to_announcement

_MOST_PLACES = 6
FATES = {
    Fate.GOT: "получили",
    Fate.LEFT: "ещё не отправлено",
    Fate.IN_DIGEST: "ждут вечернего дайджеста",
    Fate.DIGEST_SENT: "получили в дайджесте",
    Fate.BLOCKED: "остановили бота",
    Fate.GONE: "чата больше нет",
    Fate.REFUSED: "Telegram не принял сообщение",
    Fate.FAILED: "не удалось отправить",
    Fate.UNKNOWN: "неизвестно (Telegram не ответил, второй раз не шлём)",
    Fate.STOPPED: "отправку остановили",
    Fate.DECLINED: "отказались от объявлений",
}


class ReportTable(CallbackData, prefix="arxl"):
    """Everybody it was meant for, as a spreadsheet."""

    announcement_id: RowId


def report(one: Report, now: datetime) -> Screen:
    """Totals with reasons, each city, and the way to the table."""
    id_, figures = one.view.id, one.figures
    lines = [f"<b>Отчёт: {titled(one.view)}</b>", standing(one.view, now), ""]
    lines += [
        f"{label[0].upper()}{label[1:]}: {figures.people(fate)}"
        for fate, label in FATES.items()
        if figures.people(fate)
    ]
    if not sum(figures.fates.values()):
        lines.append("Адресатов не осталось: они покинули клуб.")
    if len(one.places) > 1:
        lines += ["", *map(_place, one.places[:_MOST_PLACES])]
    rows = column(button("Таблица XLSX", ReportTable(announcement_id=id_)), to_announcement(id_))
    return Screen("\n".join(lines), rows)


def _place(place: Place) -> str:
    name = words.MUNICIPALITIES[place.municipality] if place.municipality else "Город не указан"
    return f"{name}: {place.got} из{NBSP}{place.planned}"


def spreadsheet(title: str, content: Content) -> File:
    """Everybody it was meant for, to keep."""
    kept = "".join(sign if sign.isalnum() or sign in " -№«»" else " " for sign in title)
    name = shorten(" ".join(kept.split()), 50).rstrip("…") or "без слов"
    return File(f"Отчёт, {name}.xlsx", content, "Кто получил объявление, кто нет и почему.")


def after_file(announcement_id: int) -> Screen:
    """What can be done next, below a file."""
    return Screen("Что дальше?", column(to_announcement(announcement_id)), fresh=True)


def say(value: object) -> str:
    """A code of the report as a cell shows it."""
    match value:
        case Fate():
            return FATES[value]
        case _:
            return words.MUNICIPALITIES[value]  # type: ignore[index]
