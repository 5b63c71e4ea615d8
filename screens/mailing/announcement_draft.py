"""An announcement that is not sent yet: what it is made of, who gets it, what can be done with it."""

from datetime import datetime, timedelta

from content.typography import NBSP
from domain.mailing.announcement_sending import Draft, Missing, Reach, missing
from domain.mailing.announcements import MOST_PARTS, AnnouncementView, Part, PartButton, PartKind, Target
from domain.mailing.formatted import length_of, plain
from domain.vocabulary import AnnouncementState
from screens import words
from screens.kit import Screen, button, esc, in_pairs, shorten
from screens.mailing.announcements import (
    STATES,
    AddParts,
    ArrangeButtons,
    ArrangeParts,
    DropAnnouncement,
    PrepareSending,
    TestAnnouncement,
    Unschedule,
    to_announcements,
)
from screens.mailing.audience import ChooseAudience
from screens.mailing.audience_words import in_words

S = AnnouncementState
_KINDS = {
    PartKind.PHOTO: "🖼 фото",
    PartKind.DOCUMENT: "📎 файл",
    PartKind.VOICE: "🎙 голосовое",
    PartKind.POLL: "📊 опрос",
}
_TARGETS = {Target.LINK: "ссылка", Target.EVENT: "мероприятие", Target.REQUEST: "заявка", Target.TIP: "лайфхак"}
# five parts of so many signs fit a screen
_SHOWN = 120
LIVE_DRAFT = "announcement_draft"


def draft(one: Draft, now: datetime, *, news: str = "", writing: bool = False, live: bool = False) -> Screen:
    """An announcement that is not sent yet. `news` is what has just been done; `writing`: whatever comes is added.

    `live`: an album is just coming, file by file.
    """
    view, id_ = one.view, one.view.id
    full = len(view.parts) >= MOST_PARTS
    hint = "Пришлите ещё сообщение — станет следующим. Или выберите, что дальше." if writing and not full else ""
    text = "\n\n".join(part for part in [news, facts(one, now), hint] if part)
    add = None if writing or full else button("➕ Сообщение", AddParts(announcement_id=id_))
    acts = [
        add,
        button("Сообщения", ArrangeParts(announcement_id=id_)) if view.parts else None,
        button("👥 Кому", ChooseAudience(announcement_id=id_)),
        button(f"Кнопки: {len(view.buttons)}" if view.buttons else "Кнопки", ArrangeButtons(announcement_id=id_)),
        button("👀 Показать мне", TestAnnouncement(announcement_id=id_)) if _ready(view) else None,
        button("📨 Отправить…", PrepareSending(announcement_id=id_)) if _ready(view) else None,
        button("Удалить", DropAnnouncement(announcement_id=id_)) if view.state is S.DRAFT else None,
        button("Снять с расписания", Unschedule(announcement_id=id_)) if view.state is S.SCHEDULED else None,
        to_announcements(),
    ]
    rows = in_pairs([one for one in acts if one])
    return Screen(text, rows, live=f"{LIVE_DRAFT}:{id_}" if live else None)


def facts(one: Draft, now: datetime) -> str:
    """What it is made of, who gets it and when."""
    view = one.view
    when = f", {words.dated(view.scheduled_at, now)}" if view.scheduled_at else ""
    parts = [f"{number}.{NBSP}{part_line(part)}" for number, part in enumerate(view.parts, 1)]
    lines = [f"<b>Объявление</b> · {STATES[view.state]}{when}", *(parts or ["Сообщений ещё нет."]), ""]
    if view.buttons:
        lines.append("<b>Кнопки:</b> " + ", ".join(map(button_line, view.buttons)))
    match missing(view.parts, view.buttons):
        case Missing.ALBUM_BUTTONS:
            lines.append("⚠️ У альбома не бывает кнопок: добавьте после него текст — кнопки встанут под ним.")
        case _:
            pass
    lines.append(f"<b>Кому:</b> {in_words(one.audience)}")
    lines.append(whom(one))
    if view.late_until:
        last = words.dated_day(view.late_until - timedelta(minutes=1), now)
        lines.append(f"Кто вступит до{NBSP}{last}, тоже получит.")
    return "\n".join(lines)


def _ready(view: AnnouncementView) -> bool:
    return missing(view.parts, view.buttons) is None


def part_line(part: Part) -> str:
    """One message in short."""
    seen = esc(shorten(part.text if part.kind is PartKind.POLL else plain(part.text).replace("\n", " "), _SHOWN))
    if part.kind is PartKind.ALBUM:
        files = (
            words.plural(len(part.files), "файл", "файла", "файлов") if part.documents else f"{len(part.files)} фото"
        )
        return f"🗂 альбом: {files}" + (f" — {seen}" if seen else "")
    if part.kind is PartKind.TEXT:
        signs = words.plural(length_of(part.text), "знак", "знака", "знаков")
        return f"{seen} <i>({signs})</i>"
    return f"{_KINDS[part.kind]}" + (f" — {seen}" if seen else "")


def button_line(one: PartButton) -> str:
    """One button in short."""
    return f"{words.quoted(esc(shorten(one.label)))} ({_TARGETS[one.target]})"


def whom(one: Draft) -> str:
    """Who gets it, in people."""
    reach = one.reach
    others = [
        f"не{NBSP}хотят объявлений{NBSP}— {reach.declined}" if reach.declined else "",
        f"недоступны{NBSP}— {reach.unreachable}" if reach.unreachable else "",
        f"без Telegram{NBSP}— {reach.without_telegram}" if reach.without_telegram else "",
    ]
    missed = ", ".join(other for other in others if other)
    lines = [
        f"Получат сразу: {words.plural(reach.at_once, 'человек', 'человека', 'человек')}.",
        f"В{NBSP}вечернем дайджесте: {reach.in_digest}{_why_digest(reach)}." if reach.in_digest else "",
        f"Не{NBSP}получат: {missed}." if missed else "",
    ]
    return "\n".join(line for line in lines if line)


def _why_digest(reach: Reach) -> str:
    if not reach.fed_up:
        return " (так выбрали)"
    return f" (у{NBSP}{reach.fed_up} за неделю уже было три объявления)"
