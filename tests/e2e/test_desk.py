"""The coordinators' desk on a phone-sized page of the real process.

An announcement to a hundred people from the first word to the report; a mentor's tip on its way to a young teacher's
morning; a letter, its answer, and the person who wrote it.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from sandbox.demo import ANNA, IRINA, MARIA
from tests.e2e import browser, crowd
from tests.e2e import conftest as e2e
from tests.e2e.browser import Hands, answers, expect_newest, press, say, tap
from tests.e2e.clocks import at, wait_for_december, wait_till
from tests.e2e.members import invitation, join, wait_for_a_tuesday

pytestmark = browser.NEEDS_CHROMIUM

# sent at 25 a second, they leave a coordinator the time to change their mind
CROWD = 90
WORDS = "Коллеги, в пятницу встречаемся в школе № 901. Начало в 15:00, возьмите сменную обувь."
CORRECTED = WORDS.replace("15:00", "16:00")


def test_an_announcement_from_the_first_word_to_the_report(start: Callable[..., e2e.Process], tmp_path: Path) -> None:
    process, page = club(start)
    wait_for_a_tuesday(page)
    inviting = invitation(tmp_path)
    join(page, ANNA, MARIA)
    people = crowd.gather(page, tmp_path, CROWD)
    link, _ = inviting.communicate(timeout=60)

    with browser.chromium() as chromium:
        story = Announcing(browser.phone_window(chromium, page), page, tmp_path)
        story.becomes_coordinator(link.strip())
        story.writes()
        event = story.adds_a_button()
        story.picks_people()
        story.looks_at_it_first(event)
        story.schedules()
        story.changes_her_mind_on_the_way(*people[-2:])
        story.corrects()
        story.reads_the_report()
        story.anna_follows_the_button(event)
    ends(process, page, allowed=(403,))


def test_a_mentors_tip_travels_to_a_young_teachers_morning(start: Callable[..., e2e.Process], tmp_path: Path) -> None:
    process, page = club(start)
    wait_for_december(page)
    inviting = invitation(tmp_path)
    join(page, ANNA, IRINA, MARIA)
    anna = page.phone(ANNA)
    anna.says("/tip")
    for label in ("Подписка", "Каждый день"):
        anna.taps(label)
    link, _ = inviting.communicate(timeout=60)
    page.phone(MARIA).starts(link.strip().partition("?start=")[2])

    with browser.chromium() as chromium:
        story = Tip(browser.phone_window(chromium, page), page, tmp_path)
        story.is_proposed()
        story.is_mended_and_published()
        story.comes_in_the_morning()
        story.is_thanked_for()
    ends(process, page)


def test_a_letter_its_answer_and_who_wrote_it(start: Callable[..., e2e.Process], tmp_path: Path) -> None:
    process, page = club(start)
    wait_for_a_tuesday(page)
    inviting = invitation(tmp_path)
    join(page, ANNA, IRINA, MARIA)
    link, _ = inviting.communicate(timeout=60)
    page.phone(MARIA).starts(link.strip().partition("?start=")[2])

    with browser.chromium() as chromium:
        story = Letter(browser.phone_window(chromium, page), page, tmp_path)
        story.is_written()
        story.is_answered()
        story.tells_of_its_author()
        story.leads_to_her_school()
    ends(process, page)


# --- an announcement


class Announcing(Hands):
    """Maria, who coordinates, and Anna, one of the many who read."""

    @property
    def maria(self) -> Locator:
        return self.phone(MARIA)

    def becomes_coordinator(self, link: str) -> None:
        self.opens_link(link, MARIA)
        expect_newest(self.maria, "Теперь вы координатор клуба")

    def writes(self) -> None:
        maria = self.maria
        say(maria, "/desk")
        answers(
            maria,
            ("Рабочий стол", press("Объявления")),
            ("Пока ни одного", press("Новое объявление")),
            ("Напишите или перешлите сообщение", WORDS),
        )
        expect_newest(maria, "Кому: весь клуб")
        expect_newest(maria, f"Получат сразу: {CROWD + 2}")

    def adds_a_button(self) -> str:
        """One that opens the first event ahead; returns its label."""
        maria = self.maria
        tap(maria, "Кнопки")
        tap(maria, "📅 Мероприятие")
        expect_newest(maria, "Какое мероприятие открывать?")
        label = maria.get_by_test_id("message").last.get_by_test_id("inline-button").first.inner_text()
        tap(maria, label)
        expect_newest(maria, "(мероприятие)")
        tap(maria, "К объявлению")
        return label

    def picks_people(self) -> None:
        """Young teachers of two cities, the count on every screen."""
        maria = self.maria
        tap(maria, "👥 Кому")
        tap(maria, "Роли")
        tap(maria, "Молодой педагог")
        expect_newest(maria, f"{CROWD + 1} человек получит")
        tap(maria, "Готово")
        tap(maria, "Города")
        tap(maria, "Тюмень")
        tap(maria, "Тобольск")
        tap(maria, "Готово")
        expect_newest(maria, "молодые педагоги из Тюмени и Тобольска")
        self.picture("announcement-audience", maria)
        tap(maria, "К объявлению")
        expect_newest(maria, "молодые педагоги из Тюмени и Тобольска")
        self.picture("announcement-draft", maria)

    def looks_at_it_first(self, event: str) -> None:
        maria = self.maria
        tap(maria, "👀 Показать мне")
        expect_newest(maria, "Показали только вам")
        shown = maria.get_by_test_id("message").nth(-2)
        expect(shown).to_contain_text(WORDS)
        expect(shown.get_by_test_id("inline-button").first).to_have_text(event)
        expect(self.phone(ANNA).get_by_text(WORDS)).to_have_count(0)
        tap(self.maria, "К объявлению")

    def schedules(self) -> None:
        maria = self.maria
        tap(maria, "📨 Отправить…")
        expect_newest(maria, "Отправить сейчас")
        tap(maria, "🕒 Запланировать")
        expect_newest(maria, "Когда отправить?")
        say(maria, "завтра 9:00")
        expect_newest(maria, "Отправим ср")
        tap(maria, "К объявлению")
        expect_newest(maria, "запланировано, ср")

    def changes_her_mind_on_the_way(self, lost: int, last: int) -> None:
        """The morning comes, it starts by itself; she pauses it, and lets it go on. Somebody leaves meanwhile."""
        maria = self.maria
        wait_till(self.page, at(self.page, 9, days=1))
        self.page.phone(ANNA).waits_for(WORDS)
        self.page.phone(MARIA).taps("📨 Отправить…")
        expect_newest(maria, "отправляется")
        tap(maria, "⏸ Пауза")
        expect_newest(maria, "на паузе")
        assert self.page.phone(last).sees() != WORDS
        self.picture("announcement-paused", maria)
        self.page.post(f"people/{lost}/block", blocked=True)
        tap(maria, "▶️ Продолжить")
        expect_newest(maria, "отправлено")
        assert self.page.phone(last).sees() == WORDS

    def corrects(self) -> None:
        maria = self.maria
        tap(maria, "✏️ Исправить текст")
        expect_newest(maria, "Пришлите новый текст сообщения целиком")
        say(maria, CORRECTED)
        expect_newest(maria, "Станет так")
        tap(maria, re.compile("^Исправить$"))
        expect_newest(maria, "Исправлено")

    def reads_the_report(self) -> None:
        maria = self.maria
        tap(maria, "📊 Отчёт")
        expect_newest(maria, "Остановили бота: 1")
        self.picture("announcement-report", maria)
        tap(maria, "Таблица XLSX")
        table = maria.get_by_test_id("file").filter(has_text=".xlsx")
        with self.window.expect_download() as download:
            table.click()
        (sheet,) = load_workbook(BytesIO(download.value.path().read_bytes())).worksheets
        rows = list(sheet.iter_rows(values_only=True))
        assert any("остановили бота" in str(row) for row in rows)

    def anna_follows_the_button(self, event: str) -> None:
        anna = self.phone(ANNA)
        expect_newest(anna, CORRECTED)
        tap(anna, event)
        expect_newest(anna, "Где:")


# --- a tip

TITLE = "Ёлка за один урок"
TIP = "За неделю до праздника раздайте роли: кто ведёт, кто украшает, кто фотографирует. Вам останется улыбаться."
MENDED = TIP.replace("За неделю", "За две недели")
RESULT = "украсили класс за перемену"


class Tip(Hands):
    """Irina, a mentor; Maria, who coordinates; Anna, a young teacher with a subscription."""

    def is_proposed(self) -> None:
        irina = self.phone(IRINA)
        say(irina, "/menu")
        answers(
            irina,
            ("Чем помочь сегодня?", press("💡 Лайфхак")),
            ("Ещё один", press("📚 Все лайфхаки")),
            ("Лайфхаки клуба", press("✍️ Поделиться лайфхаком")),
            ("О чём ваш лайфхак?", press("Методика")),
            ("Как его назвать?", TITLE),
            ("Теперь сам приём", TIP),
            ("Пришлите фото или голосовое", press("Без фото и голоса")),
            ("К какому времени года", press("Новый год")),
        )
        expect_newest(irina, "Покажем под Новый год.")
        tap(irina, "📨 Отправить")
        expect_newest(irina, "у координатора")

    def is_mended_and_published(self) -> None:
        maria = self.phone(MARIA)
        expect_newest(maria, "Есть новый лайфхак от участника")
        tap(maria, TITLE)
        expect_newest(maria, "Автор: Лебедева Ирина Павловна")
        tap(maria, "✏️ Текст")
        expect_newest(maria, "Новый текст целиком")
        say(maria, MENDED)
        expect_newest(maria, "Правка, которую увидит автор")
        self.picture("tip-review", maria)
        tap(maria, "✅ Опубликовать")
        expect_newest(maria, "Опубликован")
        irina = self.phone(IRINA)
        expect_newest(irina, "опубликован, клуб уже читает его")
        self.picture("tip-published", irina)

    def comes_in_the_morning(self) -> None:
        wait_till(self.page, at(self.page, 9, days=1))
        anna = self.phone(ANNA)
        expect_newest(anna, MENDED)
        expect_newest(anna, "Делится: Лебедева Ирина Павловна")
        tap(anna, "💛 Спасибо")
        expect_newest(anna, "💛 Спасибо ✓")
        tap(anna, "🧪 Попробовал(а)")
        expect_newest(anna, "Как вышло?")
        say(anna, RESULT)
        expect_newest(anna, f"«{RESULT}»")

    def is_thanked_for(self) -> None:
        wait_till(self.page, at(self.page, 18))
        irina = self.phone(IRINA)
        expect_newest(irina, "Коллегам пригодилось")
        expect_newest(irina, RESULT)
        self.picture("tip-news", irina)


# --- a letter

ASKED = "Здравствуйте! Потеряла справку о наставничестве за прошлый год. Можно выдать её ещё раз?"
ANSWERED = "Здравствуйте! Конечно: подготовим к пятнице и пришлём сюда."


class Letter(Hands):
    """Anna asks, Maria answers and looks at who it was."""

    @property
    def maria(self) -> Locator:
        return self.phone(MARIA)

    def is_written(self) -> None:
        anna = self.phone(ANNA)
        say(anna, "/menu")
        answers(
            anna,
            ("Чем помочь сегодня?", press("✉️ Написать координатору")),
            ("передам координаторам клуба", ASKED),
        )
        expect_newest(anna, "Передали координаторам. Ответим до")
        expect_newest(self.phone(MARIA), "Новое письмо: Светлова")

    def is_answered(self) -> None:
        maria = self.maria
        say(maria, "/desk")
        answers(
            maria,
            ("Рабочий стол", press("✉️ Письма: 1")),
            ("не взято", press("1. Светлова")),
        )
        expect_newest(maria, ASKED)
        self.picture("letter", maria)
        tap(maria, "Ответить")
        expect_newest(maria, "Пишите ответ")
        say(maria, ANSWERED)
        expect_newest(maria, "Передаю: Светлова")
        anna = self.phone(ANNA)
        expect_newest(anna, ANSWERED)
        tap(anna, "Вопрос решён")
        expect_newest(anna, "вопрос закрыт")

    def tells_of_its_author(self) -> None:
        maria = self.maria
        say(maria, "/desk")
        expect_newest(maria, "Рабочий стол")
        tap(maria, "👥 Люди")
        expect_newest(maria, "Напишите имя или школу")
        say(maria, "светл 901")
        expect_newest(maria, "1. Светлова Анна Игоревна")
        tap(maria, "1. Светлова")
        expect_newest(maria, "Письма: 1")
        self.picture("people-card", maria)

    def leads_to_her_school(self) -> None:
        maria = self.maria
        say(maria, "/desk")
        answers(
            maria,
            ("Рабочий стол", press("🏫 Организации")),
            ("Напишите номер или название", "901"),
            ("1. Школа № 901", press("1. Школа № 901")),
        )
        expect_newest(maria, "В клубе: 3 человека")
        self.picture("organization", maria)


# --- what stories share


def club(start: Callable[..., e2e.Process]) -> tuple[e2e.Process, e2e.Page]:
    """A process that is running, and its page."""
    process = start()
    page = e2e.Page(process.wait_for(r"http://[\d.]+:\d+").group())
    process.wait_for("the bot is running")
    return process, page


def ends(process: e2e.Process, page: e2e.Page, allowed: tuple[int, ...] = ()) -> None:
    """Nothing was sent that Telegram refuses, but for too much at once (a test types faster than people do)."""
    mistakes = [
        (one["method"], one["description"]) for one in page.errors() if one["error_code"] not in (429, *allowed)
    ]
    assert mistakes == [], "the bot sent what the Bot API refuses"
    assert process.stop() == 0
    assert "Traceback" not in process.log
