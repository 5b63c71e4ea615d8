"""Russian in numbers and dates: plural forms, «чт, 16 октября, 15:00», codes of the vocabulary in words."""

from datetime import datetime, timedelta

from babel import Locale
from babel.dates import format_date

from content.typography import NBSP
from domain import clubtime
from domain.vocabulary import (
    Attendance,
    DeclineReason,
    Direction,
    EventForm,
    EventFormat,
    MentoringForm,
    Municipality,
    ParticipantRole,
    RegistrationStatus,
    Role,
    Source,
    Stage,
    Track,
    Urgency,
)

_ON_WEEKDAYS = (
    "в\u00a0понедельник",
    "во\u00a0вторник",
    "в\u00a0среду",
    "в\u00a0четверг",
    "в\u00a0пятницу",
    "в\u00a0субботу",
    "в\u00a0воскресенье",
)
_RUSSIAN = Locale("ru")

ROLES = {
    Role.YOUNG_TEACHER: "Молодой педагог",
    Role.MENTOR: "Наставник",
    Role.ADMIN_TEAM: "Администрация ОО",
    Role.GUEST: "Гость",
    Role.COORDINATOR: "Координатор",
}
MUNICIPALITIES = {
    Municipality.TYUMEN: "Тюмень",
    Municipality.TOBOLSK: "Тобольск",
    Municipality.ZAVODOUKOVSK: "Заводоуковск",
    Municipality.YALUTOROVSK: "Ялуторовск",
    Municipality.OTHER: "Другой",
}
DIRECTIONS = {
    Direction.METHODICAL: "Методическое",
    Direction.REVERSE: "Реверсивное наставничество",
    Direction.DIGITAL: "Цифровое",
    Direction.PROJECT: "Проектная деятельность",
    Direction.SELF_EDUCATION: "Самообразование",
    Direction.CONTEST: "Конкурсное движение",
    Direction.ED_PROCESS: "Организация ОД",
    Direction.SOCIAL_DESIGN: "Социальное проектирование",
    Direction.PARENTS: "Взаимодействие с родительской общественностью",
}
DIRECTION_LABELS = {
    Direction.METHODICAL: "📘 Методика",
    Direction.REVERSE: "🔄 Реверс",
    Direction.DIGITAL: "💻 Цифра",
    Direction.PROJECT: "🧩 Проекты",
    Direction.SELF_EDUCATION: "📚 Саморазвитие",
    Direction.CONTEST: "🏆 Конкурсы",
    Direction.ED_PROCESS: "🗓 Организация ОД",
    Direction.SOCIAL_DESIGN: "🌱 Соцпроекты",
    Direction.PARENTS: "👪 Родители",
}
FORMS = {
    EventForm.SKILL_CONTEST: "Конкурс профессионального мастерства",
    EventForm.SEMINAR: "Обучающий семинар",
    EventForm.TRAINEE_SITE: "Стажёрская площадка",
    EventForm.ATTESTATION: "Аттестация педагогов (консультация)",
    EventForm.EDU_SESSION: "Образовательная сессия",
    EventForm.ROUND_TABLE: "Круглый стол",
    EventForm.ONLINE_EXPO: "Онлайн-выставка",
    EventForm.EXCURSION: "Экскурсия",
    EventForm.OTHER_FORMAL: "Другое (формальное)",
    EventForm.VOLUNTEER_SQUAD: "Волонтёрский педагогический отряд",
    EventForm.CONFERENCE: "НПК педагогических работников",
    EventForm.SALON: "Литературно-музыкальная гостиная",
    EventForm.BALL: "Бал молодых педагогов",
    EventForm.WALTZ: "Вальс на набережной",
    EventForm.OTHER_INFORMAL: "Другое (неформальное)",
}
FORM_LABELS = {
    **FORMS,
    EventForm.SKILL_CONTEST: "Конкурс мастерства",
    EventForm.ATTESTATION: "Аттестация",
    EventForm.EDU_SESSION: "Образовательная сессия",
    EventForm.VOLUNTEER_SQUAD: "Волонтёрский отряд",
    EventForm.CONFERENCE: "НПК",
    EventForm.SALON: "Гостиная",
    EventForm.OTHER_FORMAL: "Другое формальное",
    EventForm.OTHER_INFORMAL: "Другое неформальное",
}
FORMATS = {EventFormat.OFFLINE: "очно", EventFormat.ONLINE: "онлайн", EventFormat.HYBRID: "смешанно"}
ATTENDANCES = {Attendance.OFFLINE: "очно", Attendance.ONLINE: "онлайн"}
PARTICIPANT_ROLES = {
    ParticipantRole.PARTICIPANT: "участник",
    ParticipantRole.SPEAKER: "спикер",
    ParticipantRole.ORGANIZER: "организатор",
    ParticipantRole.VOLUNTEER: "волонтёр",
}
STANDINGS = {
    RegistrationStatus.REGISTERED: "есть место",
    RegistrationStatus.OFFERED: "место предложено",
    RegistrationStatus.WAITLISTED: "лист ожидания",
    RegistrationStatus.CANCELLED: "запись снята",
}
SOURCES = {
    Source.CALENDAR: "календарь",
    Source.LINK: "ссылка",
    Source.INLINE: "поиск в чате",
    Source.MANUAL: "записал координатор",
}
TRACKS = {
    Track.MINPROSV_SCHOOL: "Молодые педагоги в «Школе Минпросвещения России»: старты, вызовы, возможности",
    Track.QUALITY: "Наставничество как механизм управления качеством образования",
    Track.DIGITAL_GROWTH: (
        "Возможности профессионально-личностного развития молодого педагога в условиях цифровизации"
    ),
    Track.REVERSE_ICT: "Реверсивное наставничество в овладении ИКТ",
    Track.COOPERATION: (
        "Технология сотрудничества как способ развития профессиональной компетентности молодого педагога"
    ),
    Track.LIFEHACK: "Лайфхак от наставника",
    Track.CITY_MODEL: "Стратегическая модель наставничества в системе образования города Тюмени",
}


MENTORING_FORMS = {
    MentoringForm.ONE_TO_ONE: "Один на один",
    MentoringForm.GROUP: "Группа",
    MentoringForm.SITUATIONAL: "Разовая помощь",
    MentoringForm.SHORT_GOAL: "Короткая цель",
    MentoringForm.SPEED: "Быстрые встречи",
    MentoringForm.VIRTUAL: "Только онлайн",
    MentoringForm.REVERSIVE: "Реверс",
}
STAGES = {
    Stage.PRESCHOOL: "Дошкольники",
    Stage.PRIMARY: "Начальная школа",
    Stage.BASIC: "5–9 классы",
    Stage.SENIOR: "10–11 классы",
    Stage.ADDITIONAL: "Допобразование",
    Stage.VOCATIONAL: "Колледж",
}
URGENCIES = {
    Urgency.URGENT: "Срочно, до завтра",
    Urgency.WEEK: "На этой неделе",
    Urgency.MONTH: "В течение месяца",
    Urgency.NO_HURRY: "Не спешу",
}
DECLINE_REASONS = {
    DeclineReason.NO_TIME: "Сейчас нет времени",
    DeclineReason.LIMIT: "Уже достаточно пар",
    DeclineReason.OTHER_TOPIC: "Это не моя тема",
    DeclineReason.OTHER_STAGE: "Другой предмет, возраст",
    DeclineReason.LATER: "Смогу позже",
    DeclineReason.PERSONAL_LINK: "Лучше со стороны",
    DeclineReason.NO_PAPERS: "Нет оформления",
    DeclineReason.LEAVE: "Отпуск или здоровье",
    DeclineReason.OTHER: "Другое",
}


def plural(number: int, one: str, few: str, many: str) -> str:
    """«1 место», «2 места», «5 мест», joined by a non-breaking space."""
    form = {"one": one, "few": few}.get(_RUSSIAN.plural_form(number), many)
    return f"{number}{NBSP}{form}"


def seats(number: int) -> str:
    return plural(number, "место", "места", "мест")


def lowered(label: str) -> str:
    """A label inside a sentence: «администрация ОО», «без Telegram»."""
    return label[:1].lower() + label[1:]


def quoted(title: str) -> str:
    """«Знакомимся»; quotes inside become the inner ones: «Секция „Наставничество“»."""
    inner = title.replace("«", "„").replace("»", "“")
    return f"«{inner}»"


def named(name: str | None) -> str:
    """A person as a coordinator sees them, also one whose name nobody told."""
    return name or "Имя не указано"


def clock_face(moment: datetime) -> str:
    """«15:00» in club time."""
    return f"{clubtime.local(moment):%H:%M}"


def day(moment: datetime) -> str:
    """«чт, 16 октября» in club time."""
    return _in_russian(moment, "EEE, d MMMM")


def when(moment: datetime) -> str:
    """«чт, 16 октября, 15:00» in club time."""
    return f"{day(moment)}, {clock_face(moment)}"


def dated_day(moment: datetime, now: datetime) -> str:
    """«чт, 16 октября» in club time; the year only when it is another one than that of `now`."""
    year = clubtime.local(moment).year
    return day(moment) if year == clubtime.local(now).year else f"{day(moment)}{NBSP}{year}"


def dated(moment: datetime, now: datetime) -> str:
    """«чт, 16 октября, 15:00» in club time; the year only when it is another one than that of `now`."""
    return f"{dated_day(moment, now)}, {clock_face(moment)}"


def deadline(moment: datetime) -> str:
    """«чт, 16 октября, 15:00», to follow «до»; midnight belongs to the day it ends: «конца дня ср, 15 октября»."""
    if clock_face(moment) == "00:00":
        return f"конца дня{NBSP}{day(moment - timedelta(minutes=1))}"
    return when(moment)


def exactly(moment: datetime) -> str:
    """«сб, 12 сентября 2026, 15:00» in club time: how a typed date was understood, the year included."""
    return f"{_in_russian(moment, 'EEE, d MMMM y')}, {clock_face(moment)}"


def lasting(length: timedelta) -> str:
    """«1 час 30 минут», «2 дня»."""
    minutes = int(length.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    parts = [
        plural(days, "день", "дня", "дней") if days else "",
        plural(hours, "час", "часа", "часов") if hours else "",
        plural(minutes % 60, "минута", "минуты", "минут") if minutes % 60 else "",
    ]
    return " ".join(part for part in parts if part)


def hours(number: float) -> str:
    """«3 часа», «1,5 часа»."""
    if number == int(number):
        return plural(int(number), "час", "часа", "часов")
    return f"{number:g}".replace(".", ",") + f"{NBSP}часа"


def on_day(moment: datetime) -> str:
    """«в четверг, 16 октября» in club time."""
    here = clubtime.local(moment)
    return f"{_ON_WEEKDAYS[here.weekday()]}, {_in_russian(moment, 'd MMMM')}"


def from_to(first: datetime, last: datetime, now: datetime) -> str:
    """«со 2 по 9 декабря», «с 30 ноября по 7 декабря» in club time; of one day, the day. Years: as in `dated_day`."""
    start, end, today = clubtime.local(first), clubtime.local(last), clubtime.local(now)
    if start.date() == end.date():
        return dated_day(first, now)
    years = "" if start.year == end.year == today.year else " y"
    since = f"d MMMM{years}" if start.year != end.year else "d MMMM" if start.month != end.month else "d"
    # «со второго»
    preposition = "со" if start.day == 2 else "с"
    return f"{preposition}{NBSP}{_in_russian(first, since)} по{NBSP}{_in_russian(last, f'd MMMM{years}')}"


def full_day(moment: datetime) -> str:
    """«16 октября 2026 года» in club time, for documents."""
    return f"{_in_russian(moment, 'd MMMM y')}{NBSP}года"


def _in_russian(moment: datetime, pattern: str) -> str:
    return format_date(clubtime.local(moment).date(), pattern, locale=_RUSSIAN).replace(" ", NBSP)
