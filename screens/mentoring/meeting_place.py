"""Another place, or another way to meet, for a meeting whose time stands."""

from aiogram.filters.callback_data import CallbackData

from domain.mentoring.meetings import PLACE_EXAMPLES, MeetingView, PlaceDraft
from domain.vocabulary import Attendance
from screens import words
from screens.kit import RowId, Screen, button, column, esc, question, ticked
from screens.mentoring.meetings import ChangePlace, OpenMeeting, details


class PlaceLater(CallbackData, prefix="pmpllater"):
    """Where exactly is agreed upon later."""

    meeting_id: RowId
    way: Attendance


def ask(view: MeetingView, draft: PlaceDraft, problem: str | None = None) -> Screen:
    """How, by a button, and where, in words: words end it."""
    online = draft.way is Attendance.ONLINE
    where = f"Напишите, где встретимся, например: {PLACE_EXAMPLES[draft.way]}"
    when = f", {words.when(view.starts_at)}" if view.starts_at else ""
    asked = question(
        f"<b>Место встречи{when}</b>\nСейчас: {details(view)}\n\n"
        f"{'Пришлите ссылку на видеовстречу' if online else where}. Время не изменится, коллеге сообщим.",
        problem=esc(problem) if problem else None,
    )
    ways = tuple(
        button(ticked(words.ATTENDANCES[way].capitalize(), way is draft.way), ChangePlace(meeting_id=view.id, way=way))
        for way in Attendance
    )
    return Screen(
        asked.text,
        (
            ways,
            *column(
                button("Решим позже", PlaceLater(meeting_id=view.id, way=draft.way)),
                button("← К встрече", OpenMeeting(meeting_id=view.id)),
            ),
        ),
    )
