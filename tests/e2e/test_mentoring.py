"""From «нужна помощь» to each other's ratings: a young teacher and a mentor, each at a browser of their own.

The real process, real HTTP; the coordinator, who is needed twice, borrows the mentor's browser.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Locator, expect

from sandbox.demo import ANNA, IRINA, MARIA
from tests.e2e import browser
from tests.e2e import conftest as e2e
from tests.e2e.browser import Hands, answers, expect_newest, newest, press, say, tap
from tests.e2e.members import MEMBERS, invitation, join, wait_for_a_tuesday

pytestmark = browser.NEEDS_CHROMIUM

MENTEE, MENTOR = MEMBERS[ANNA][1], MEMBERS[IRINA][1]
ABOUT = "Помогу начать урок так, чтобы класс слушал с первой минуты. Разберём ваш урок без оценок."
NEED = "Шестой урок в седьмом классе тонет в шуме. Хочу увидеть, как начинают урок другие."
QUESTION = "Какой это класс и сколько в нём ребят?"
ANSWER = "Седьмой «Б», двадцать восемь человек, шестой урок по вторникам."
FIVE = re.compile("^5$")


def test_from_asking_for_help_to_each_others_ratings(start: Callable[..., e2e.Process], tmp_path: Path) -> None:
    process = start()
    page = e2e.Page(process.wait_for(r"http://[\d.]+:\d+").group())
    process.wait_for("the bot is running")
    meets_at = wait_for_a_tuesday(page) + timedelta(days=2, hours=5)
    inviting = invitation(tmp_path)
    join(page, ANNA, IRINA, MARIA)
    writes_card(page.phone(IRINA))
    link, _ = inviting.communicate(timeout=60)

    with browser.chromium() as chromium:
        mentees, mentors = (Hands(browser.phone_window(chromium, page), page, tmp_path) for _ in range(2))
        confirms_card(mentors, link.strip())
        story = Story(mentees, mentors)
        story.asks_for_help()
        story.asks_back_and_accepts()
        story.write_to_each_other()
        story.meet(meets_at)
        story.keep_the_journal()
        story.finish()
        story.rate_each_other()
        leaves_it_to_the_club(page.phone(ANNA))
        makes_a_pair(mentors)
        page.post("advance", seconds=22 * 24 * 3600)
        finds_it_silent(mentors)

    # a test types faster than people do, and Telegram asks the bot to slow down
    mistakes = [(call["method"], call["description"]) for call in page.errors() if call["error_code"] != 429]
    assert mistakes == [], "the bot sent what the Bot API refuses"
    assert process.stop() == 0
    assert "Traceback" not in process.log


# --- before the story


def writes_card(irina: e2e.RemotePhone) -> None:
    irina.says("/menu")
    for label in ("Наставничество", "Могу научить", "Заполнить карточку", "Методика", "Организация ОД", "Готово"):
        irina.taps(label)
    irina.says("русский язык")
    for label in ("5–9 классы", "Готово"):
        irina.taps(label)
    irina.says(ABOUT)
    for label in ("Разовая помощь", "Короткая цель", "Готово", "И так и так", "3", "Нет, без спешки", "Отправить"):
        irina.taps(label)
    assert "Карточка у координатора" in irina.sees(), irina.sees()


def confirms_card(hands: Hands, link: str) -> None:
    """Nobody sees a card before a coordinator has read it."""
    maria = hands.phone(MARIA)
    hands.opens_link(link, MARIA)
    expect_newest(maria, "Теперь вы координатор клуба")
    opens_desk(maria)
    answers(
        maria,
        ("В очереди координатора", press("На проверку: 1")),
        ("Карточки на проверку", press(re.compile("^1$"))),
    )
    expect_newest(maria, ABOUT)
    hands.picture("mentoring-card", maria)
    tap(maria, "Подтвердить")
    expect_newest(maria, "её видят коллеги")


def leaves_it_to_the_club(anna: e2e.RemotePhone) -> None:
    """In a hurry, with nobody on duty: the request comes to the coordinators."""
    anna.says("/menu")
    for label in ("Наставничество", "Срочно, до завтра", "Родители", "Готово"):
        anna.taps(label)
    anna.says("Завтра первое собрание: с чего начать разговор с родителями?")
    anna.taps("Отправить")
    assert "Срочная заявка у координатора" in anna.sees(), anna.sees()


def makes_a_pair(hands: Hands) -> None:
    """Of a request in the queue: the deadline is red, and the coordinator has spoken with the mentor."""
    maria = hands.phone(MARIA)
    opens_desk(maria)
    expect_newest(maria, "В очереди координатора: 1 заявка")
    tap(maria, "Заявки")
    expect_newest(maria, "🔴")
    hands.picture("mentoring-queue", maria)
    answers(
        maria,
        ("🔴", press(f"1. {MENTEE[:8]}")),
        ("Завтра первое собрание", press("Сразу создать пару")),
        (f"1. {MENTOR}", press(re.compile("^1$"))),
        ("Создать пару?", press("Да, создать пару")),
    )
    expect_newest(maria, "есть пара")


def finds_it_silent(hands: Hands) -> None:
    """Three weeks without a meeting: the desk says so."""
    maria = hands.phone(MARIA)
    opens_desk(maria)
    expect_newest(maria, "В работе: 1 пара")
    hands.picture("mentoring-desk", maria)
    tap(maria, "Требуют внимания: 1")
    expect_newest(maria, "22 дня в паре и ни одной встречи")
    hands.picture("mentoring-pairs", maria)
    tap(maria, f"1. {MENTEE[:8]}")
    expect_newest(maria, "По плану до")
    expect(maria.get_by_test_id("inline-button").filter(has_text="Напомнить обоим")).to_be_visible()


def opens_desk(maria: Locator) -> None:
    say(maria, "/menu")
    answers(
        maria,
        ("Чем помочь сегодня?", press("Наставничество")),
        ("Опишите, с чем нужна помощь", press("Наставничество клуба")),
    )


# --- the story


class Story:
    """Two who have joined, and their two browsers."""

    def __init__(self, mentees: Hands, mentors: Hands) -> None:
        self.mentees = mentees
        self.mentors = mentors
        self.anna = mentees.phone(ANNA)
        self.irina = mentors.phone(IRINA)

    def asks_for_help(self) -> None:
        """The form, question by question, to a mentor who is suggested with reasons."""
        anna, one = self.anna, re.compile("^1$")
        say(anna, "/menu")
        expect_newest(anna, "Чем помочь сегодня?")
        tap(anna, "Наставничество")
        expect_newest(anna, "Опишите, с чем нужна помощь")
        tap(anna, "Нужна помощь")
        answers(
            anna,
            ("С чем нужна помощь?", press("Организация ОД", "Готово")),
            ("Напишите своими словами", NEED),
            ("Как скоро", press("На этой неделе")),
            ("Как удобнее работать?", press("Короткая цель")),
            ("Как удобнее встречаться?", press("Всё равно")),
            ("Показать наставнику ваше имя", press("Показать имя")),
            ("из вашей организации", press("Подойдёт")),
        )
        expect_newest(anna, f"1. {MENTOR}")
        self.mentees.picture("mentoring-suggestions", anna)
        answers(anna, ("Кого спросить?", press(one)), ("Ваш список: 1-й", press("Готово")))
        expect_newest(anna, "Отправляем?")
        tap(anna, "Отправить")
        expect_newest(anna, "Заявка у наставника")

    def asks_back_and_accepts(self) -> None:
        irina, anna = self.mentors.phone(IRINA), self.anna
        expect_newest(irina, NEED)
        self.mentors.picture("mentoring-request", irina)
        tap(irina, "Спросить")
        expect_newest(irina, "Что хочется уточнить?")
        say(irina, QUESTION)
        expect_newest(irina, "Вопрос отправлен")
        expect_newest(anna, QUESTION)
        tap(anna, "Ответить")
        expect_newest(anna, "Напишите ответ")
        say(anna, ANSWER)
        expect_newest(anna, "Ответ передан наставнику")
        expect_newest(irina, ANSWER)
        tap(irina, "Беру")
        expect_newest(anna, "Вы в паре! Наставник")
        self.mentees.picture("mentoring-pair", anna)
        expect_newest(irina, "Вы в паре! Коллега")

    def write_to_each_other(self) -> None:
        """Through the bot: words, a photo, a file."""
        irina, anna = self.irina, self.anna
        tap(irina, "Написать")
        expect_newest(irina, "Пишите — передам")
        say(irina, "Добрый день! Покажите, как вы начинаете урок: план или доску.")
        expect_newest(irina, "Передаю")
        expect_newest(anna, "Покажите, как вы начинаете урок")
        tap(anna, "Ответить")
        expect_newest(anna, "Пишите — передам")
        self.sends(self.mentees, anna, "Доска за пять минут до звонка", "photo", "доска.png", blackboard())
        expect(irina.locator("img.photo").last).to_be_visible()
        expect_newest(irina, "Доска за пять минут до звонка")
        self.mentors.picture("mentoring-relay", irina)
        self.sends(self.mentors, irina, "Мой план начала урока", "document", "начало урока.txt", b"1. \xe2\x80\xa6")
        expect(anna.get_by_test_id("file").filter(has_text="начало урока.txt")).to_be_visible()
        for one, name in ((anna, "Лебедева"), (irina, "Светлова")):
            assert "@" not in newest(one), "nobody learns how to find the other outside the bot"
            expect(one.get_by_test_id("message").filter(has_text=f"передам: {name}")).not_to_have_count(0)

    def sends(self, hands: Hands, one: Locator, caption: str, kind: str, name: str, content: bytes) -> None:
        """Attach a file as people do."""
        one.get_by_test_id("composer").fill(caption)
        one.get_by_test_id("attach").click()
        with hands.window.expect_file_chooser() as chooser:
            one.get_by_test_id(f"attach-{kind}").click()
        chooser.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})

    def meet(self, meets_at: datetime) -> None:
        """Two times are proposed, one is taken; the page's clock jumps from message to message."""
        irina, anna = self.irina, self.anna
        say(anna, "/menu")
        answers(
            anna,
            ("Чем помочь сегодня?", press("Наставничество")),
            ("У вас 1 пара", press("Мои пары")),
            ("наставник, идёт", press(f"1. {MENTOR[:8]}")),
            ("По плану до", press("Встречи")),
            ("Впереди пока ничего", press("Предложить встречу")),
        )
        expect_newest(anna, "Когда встретимся?")
        anna.get_by_test_id("inline-button").filter(has_text=re.compile("15:00")).last.click()
        say(anna, f"{meets_at + timedelta(hours=1):%d.%m %H:%M}")
        answers(
            anna,
            ("Когда встретимся?", press("Дальше → (2)")),
            ("Как встретимся?", press("Очно")),
            ("Где встретимся?", "Школа № 901, кабинет 12"),
            ("Предложим коллеге встретиться", press("Отправить")),
        )
        expect_newest(anna, "Ждём ответа коллеги")
        expect_newest(irina, "предлагает встретиться")
        self.mentors.picture("mentoring-meeting", irina)
        tap(irina, f"{meets_at + timedelta(hours=1):%H:%M}")
        expect_newest(irina, "Договорились")
        expect_newest(anna, "Договорились")
        for words in ("Завтра в 16:00", "Сегодня в 16:00", "Удалось встретиться"):
            self.mentees.jumps()
            expect_newest(anna, words)
            expect_newest(irina, words)

    def keep_the_journal(self) -> None:
        irina, anna = self.irina, self.anna
        answers(
            irina,
            ("Удалось встретиться", press("Да, встретились")),
            ("Вопрос 1 из 5", press("Организация ОД", re.compile("^O1$"))),
            ("Вопрос 2 из 5", "Посмотрели на доску и вход в класс"),
            ("Вопрос 3 из 5", "К пятнице — план первых пяти минут"),
            ("Вопрос 4 из 5", press(FIVE)),
            ("Вопрос 5 из 5", "Похвалить за порядок на доске"),
            ("Записали в дневник", press("Дневник встреч")),
        )
        answers(
            anna,
            ("Удалось встретиться", press("Да, встретились")),
            ("Вопрос 1 из 5", press("Пропустить")),
            ("Вопрос 2 из 5", "Придумали начало урока с загадки"),
            ("Вопрос 3 из 5", press("Закончить")),
            ("Записали в дневник", press("Дневник встреч")),
        )
        expect_newest(anna, "Сделали (коллега): Посмотрели на доску и вход в класс")
        assert "Похвалить" not in newest(anna), "a remark is for its author alone"
        self.mentees.picture("mentoring-journal", anna)

    def finish(self) -> None:
        anna = self.anna
        answers(
            anna,
            ("Дневник встреч", press("К встречам")),
            ("Состоялось: 1 встреча", press("К паре")),
            ("По плану до", press("Ещё…")),
            ("Контакты видны", press("Завершить программу")),
        )
        expect_newest(anna, "1 встреча, 1 час")
        tap(anna, "Да, завершить")
        expect_newest(anna, "Поздравляем вас обоих!")
        expect_newest(self.irina, "Программа завершена")

    def rate_each_other(self) -> None:
        """Neither sees the other's ratings before both have answered."""
        irina, anna, skip = self.irina, self.anna, press("Пропустить")
        tap(anna, "Оставить отзыв")
        answers(
            anna,
            ("Вопрос 1 из 8", press(FIVE)),
            ("Вопрос 2 из 8", press(FIVE)),
            ("Вопрос 3 из 8", press(re.compile("^4$"))),
            ("Вопрос 4 из 8", press("Скорее да")),
            ("Вопрос 5 из 8", "разбор моего урока"),
            ("Вопрос 6 из 8", skip),
            ("Вопрос 7 из 8", press(re.compile("^Да$"))),
            ("Вопрос 8 из 8", skip),
            ("когда придёт и второй отзыв", lambda _: None),
        )
        assert "из 5" not in newest(irina)
        tap(irina, "Оставить отзыв")
        answers(
            irina,
            ("Вопрос 1 из 6", press(re.compile("^3$"))),
            ("Вопрос 2 из 6", press(FIVE)),
            ("Вопрос 3 из 6", press(FIVE)),
            ("Вопрос 4 из 6", skip),
            ("Вопрос 5 из 6", skip),
            ("Вопрос 6 из 6", press(re.compile("^Да$"))),
        )
        expect_newest(irina, "Встречи были регулярными: 4 из 5")
        expect_newest(anna, "Прогресс коллеги: 3 из 5")
        self.mentees.picture("mentoring-ratings", anna)


def blackboard() -> bytes:
    """What a teacher photographs."""
    board = Image.new("RGB", (900, 540), "#2f5d50")
    pen, font = ImageDraw.Draw(board), ImageFont.truetype(Path(e2e.ROOT) / "documents" / "fonts" / "PTS55F.ttf", 44)
    for number, line in enumerate(("Урок 12. Причастный оборот", "1. Загадка на доске", "2. Три минуты тишины")):
        pen.text((60, 70 + number * 130), line, "#f4f1e4", font)
    pen.rectangle((0, 0, 899, 539), outline="#8a6242", width=22)
    kept = BytesIO()
    board.save(kept, "PNG")
    return kept.getvalue()
