"""A coordinator runs an event from the idea to the thank-you, on a phone-sized page of the real process.

Two seats, three who want them: one gives the seat back, the third is offered it, comes, is scanned at the door and
takes a certificate home, whose QR code anybody can check.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from sandbox.demo import ANNA, IRINA, MARIA, PAVEL
from tests.e2e import browser
from tests.e2e import conftest as e2e
from tests.e2e.browser import Hands, answers, expect_newest, newest, press, say, tap
from tests.e2e.members import MEMBERS, invitation, join, wait_for_a_tuesday
from tests.e2e.test_process import free_port

pytestmark = browser.NEEDS_CHROMIUM

TITLE = "Первый урок: с чего начать"


def test_from_the_idea_to_the_thank_you(start: Callable[..., e2e.Process], tmp_path: Path) -> None:
    port = free_port()
    process = start(HTTP_PORT=str(port))
    page = e2e.Page(process.wait_for(r"http://[\d.]+:\d+").group())
    process.wait_for("the bot is running")
    starts_at = wait_for_a_tuesday(page) + timedelta(days=3, hours=5)
    inviting = invitation(tmp_path)
    join(page, *MEMBERS)
    link, _ = inviting.communicate(timeout=60)

    with browser.chromium() as chromium:
        window = browser.phone_window(chromium, page)
        story = Story(window, page, tmp_path)
        story.becomes_coordinator(link.strip())
        story.publishes(starts_at)
        story.passes_a_seat_on()
        story.opens_the_door()
        story.closes_the_day()
        address = story.gives_certificates()
        assert address.startswith(f"http://127.0.0.1:{port}/verify/")
        window.goto(address)
        expect(window.locator("body")).to_contain_text("действителен")
        expect(window.locator("body")).to_contain_text("Громов Павел Ильич")

    assert httpx.get(f"{address[:-4]}0000").status_code == 404
    # a test types faster than people do, and Telegram asks the bot to slow down
    mistakes = [call for call in page.errors() if call["error_code"] != 429]
    assert mistakes == [], "the bot sent what the Bot API refuses"
    assert process.stop() == 0
    assert "Traceback" not in process.log


# --- the story


class Story(Hands):
    """Four phones in one window."""

    def becomes_coordinator(self, link: str) -> None:
        self.opens_link(link, MARIA)
        expect_newest(self.phone(MARIA), "Теперь вы координатор клуба")

    def publishes(self, starts_at: datetime) -> None:
        """The wizard, question by question."""
        maria = self.phone(MARIA)
        say(maria, "/desk")
        expect_newest(maria, "Рабочий стол")
        tap(maria, "Новое мероприятие")
        answers(
            maria,
            ("Как называется", TITLE),
            ("Формальное или неформальное", press(re.compile("^Формальное"))),
            ("Какая это форма", press("Обучающий семинар")),
            ("Какие направления", press("Методика", "Готово")),
            ("К какому треку", press("Без трека")),
            ("Как проходит", press("Очно")),
            ("Где собираемся", "Школа № 901, актовый зал"),
            ("ссылка на карту", press("Без карты")),
            ("Сколько мест очно", "2"),
            ("Когда начало", f"{starts_at:%d.%m %H:%M}"),
            ("Сколько продлится", "2 часа"),
            ("одно занятие или серия", press("Одно занятие")),
            ("Сколько часов", "2"),
            ("До какого дня", press("До начала")),
            ("Напишите анонс", "Разберём первый урок по минутам. Возьмите с собой тетрадь."),
            ("картинку для афиши", press("Без афиши")),
            ("Кто партнёры", press("Без партнёров")),
        )
        expect_newest(maria, "Всё верно?")
        tap(maria, "👀 Предпросмотр")
        expect_newest(maria, "свободно 2 из 2")
        self.picture("coordinator-preview", maria)
        tap(maria, "Опубликовать")
        expect_newest(maria, "Опубликовано: встреча уже в календаре")

    def passes_a_seat_on(self) -> None:
        """Three sign up for two seats, one gives it back, the third takes it."""
        maria = self.phone(MARIA)
        tap(maria, "Поделиться")
        expect_newest(maria, "Записаться: https://t.me/")
        card = re.search(r"https://t\.me/\S+_link", newest(maria))
        assert card
        for person_id in (ANNA, IRINA, PAVEL):
            self.signs_up(person_id, card.group())
        maria = self.phone(MARIA)
        say(maria, "/desk")
        expect_newest(maria, "Рабочий стол")
        self.finds_event(maria)
        expect_newest(maria, "записано 2, ждут 1")
        self.picture("coordinator-desk", maria)
        self.opens_event(maria)
        self.picture("coordinator-event", maria)
        tap(maria, "Участники")
        expect_newest(maria, "лист ожидания, номер 1")
        self.picture("coordinator-roster", maria)

        anna = self.phone(ANNA)
        tap(anna, "Освободить место")
        expect_newest(anna, "Запись снята")
        pavel = self.phone(PAVEL)
        expect_newest(pavel, "Держим его для вас до")
        tap(pavel, "Да, приду")
        expect_newest(pavel, "Вы записаны")

    def signs_up(self, person_id: int, card: str) -> None:
        self.opens_link(card, person_id)
        one = self.phone(person_id)
        expect_newest(one, "Школа № 901, актовый зал")
        if person_id == PAVEL:
            tap(one, "В лист ожидания")
            expect_newest(one, "Вы первые в листе ожидания")
        else:
            tap(one, "Записаться")
            expect_newest(one, "Вы записаны")

    def opens_the_door(self) -> None:
        """Three days later: one is scanned, the other one's letters are typed."""
        self.waits(days=3, hours=3)
        pavel = self.phone(PAVEL)
        expect_newest(pavel, "Сегодня в 15:00")
        tap(pavel, "Карточка встречи")
        tap(pavel, "Мой билет")
        # not the newest for sure: a reminder may be on its way
        expect(pavel.get_by_text("Код:")).to_be_visible()
        maria = self.phone(MARIA)
        say(maria, "/desk")
        expect_newest(maria, "Рабочий стол")
        self.opens_event(maria)
        tap(maria, "✅ Отметить")
        expect_newest(maria, "Записано: 2. Пришло: 0.")

        self.opens_link(read_code(self.file_of(pavel)), MARIA)
        expect_newest(maria, "Отмечено: Громов Павел Ильич")
        self.picture("coordinator-door", maria)
        self.opens_link(read_code(self.file_of(pavel)), MARIA)
        expect_newest(maria, "Этот билет уже отмечен")

        irina = self.page.phone(IRINA)
        irina.taps("Карточка встречи")
        irina.taps("Мой билет")
        letters = irina.waits_for("Код: ").partition("Код: ")[2][:4]
        tap(maria, "Следующий")
        say(maria, letters.lower())
        expect_newest(maria, "Отмечено: Лебедева Ирина Павловна")
        tap(maria, "К отметке")
        expect_newest(maria, "Записано: 2. Пришло: 2.")

    def closes_the_day(self) -> None:
        """The evening: people are asked, the coordinator reads."""
        self.waits(hours=5)
        for person_id in (IRINA, PAVEL):
            one = self.page.phone(person_id)
            one.waits_for("Вопрос 1 из 6")
            for answer in ("5" if person_id == PAVEL else "4", "Пропустить", "В самый раз", "5", "Да", "Методика"):
                one.taps(answer)
        maria = self.phone(MARIA)
        say(maria, "/desk")
        expect_newest(maria, "Рабочий стол")
        tap(maria, "Прошедшие")
        expect_newest(maria, "Рабочий стол: прошедшие")
        self.opens_event(maria)
        tap(maria, "Итоги")
        expect_newest(maria, "Ответили 2 из 2")
        tap(maria, "Показать картинкой")
        expect(maria.locator("img.photo").last).to_be_visible()
        self.picture("coordinator-results", maria)

    def gives_certificates(self) -> str:
        """Issued, taken, looked at; returns the address in the QR code of the paper."""
        maria = self.phone(MARIA)
        tap(maria, "К мероприятию")
        tap(maria, "Сертификаты")
        tap(maria, "Выдать всем: 2")
        expect_newest(maria, "Выдать 2 сертификата?")
        tap(maria, "Выдать")
        expect(maria.get_by_text("Архивы отправлены: 1.")).to_be_visible()
        expect(maria.get_by_test_id("file").filter(has_text=".zip")).to_be_visible()

        pavel = self.phone(PAVEL)
        expect_newest(pavel, "Ваш сертификат готов")
        tap(pavel, "Получить PDF")
        expect_newest(pavel, "выдан Громову Павлу Ильичу")
        tap(pavel, "Верно")
        paper = pavel.get_by_test_id("file").filter(has_text=".pdf")
        with self.window.expect_download() as download:
            paper.click()
        (sheet,) = pypdfium2.PdfDocument(download.value.path())
        text = " ".join(sheet.get_textpage().get_text_bounded().split())
        for words in ("СЕРТИФИКАТ", "выдан Громову Павлу Ильичу", TITLE, "2 академических часа", "школа № 901"):
            assert words.lower() in text.lower(), text
        image = sheet.render(scale=2).to_pil()
        small = sheet.render(scale=1.2).to_pil().quantize(64)
        target = browser.picture_path("coordinator-certificate", self.folder)
        small.save(target, optimize=True)
        assert target.stat().st_size < browser.MOST_BYTES
        (found,) = zxingcpp.read_barcodes(image)
        return str(found.text)

    # --- what hands do

    def finds_event(self, maria: Locator) -> str:
        """Turns the pages of the desk to the one with the story's event; returns its number there."""
        while TITLE not in (listed := newest(maria)):
            tap(maria, "Дальше")
            expect(maria.get_by_test_id("message").last).not_to_contain_text(listed.split("\n\n")[1].splitlines()[0])
        return next(block.partition(".")[0] for block in listed.split("\n\n") if TITLE in block)

    def opens_event(self, maria: Locator) -> None:
        number = self.finds_event(maria)
        tap(maria, re.compile(f"^{number}$"))
        expect_newest(maria, "Записано: 2")


def read_code(png: bytes) -> str:
    """What a camera reads from a picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(png)))
    return str(found.text)
