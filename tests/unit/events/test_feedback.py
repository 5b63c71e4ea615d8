"""Questions about an event in order, forged answers, results in words, in a picture and in a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from documents import chart as charts
from documents import feedback as documents
from domain.charts import Bar, Chart, Panel
from domain.errors import InvalidAnswer, NotFound
from domain.events.feedback import (
    LONGEST_PLAN,
    OPEN_FOR,
    QUESTIONS,
    RATES,
    Ask,
    FeedbackForm,
    Opinion,
    Opinions,
    Plans,
    Results,
    after,
    average,
    before,
    is_open,
    read,
    results,
    tally,
)
from domain.paging import Page
from domain.vocabulary import Applied, Direction, Pace, Recommend
from screens.events import feedback as screens
from screens.events import feedback_results as results_screens
from screens.kit import CAPTION_LIMIT, LABEL_LIMIT, TEXT_LIMIT, Screen
from tests.unit.sample_events import HUGE, labels
from tests.unit.sample_events import read as seen

ENDS = datetime(2026, 10, 14, 12, tzinfo=UTC)
FORM = FeedbackForm(HUGE, "Разговор о <важном>", ENDS + OPEN_FOR)
FULL = Opinion(5, "Пять секунд тишины.", Pace.RIGHT, 4, Recommend.YES, Direction.PARENTS, Applied.PARTLY)


def form(**answers: object) -> FeedbackForm:
    return FeedbackForm(FORM.event_id, FORM.title, FORM.closes_at, Opinion(**answers))  # type: ignore[arg-type]


def ticks(screen: Screen) -> list[str]:
    return [label for label in labels(screen) if label.startswith("✓")]


def test_the_six_questions_stand_in_the_order_of_the_guide() -> None:
    assert QUESTIONS == (Ask.USEFULNESS, Ask.PLAN, Ask.PACE, Ask.ORGANISATION, Ask.RECOMMEND, Ask.NEXT)
    assert before(Ask.USEFULNESS) is None
    assert after(Ask.NEXT) is None
    assert [after(before(ask) or ask) for ask in QUESTIONS[1:]] == list(QUESTIONS[1:])


def test_every_question_names_its_field() -> None:
    assert [FULL.answer(ask) for ask in QUESTIONS] == [5, "Пять секунд тишины.", "RIGHT", 4, "YES", "PARENTS"]


@pytest.mark.parametrize(
    ("opinion", "ask"),
    [
        (Opinion(), Ask.USEFULNESS),
        (Opinion(usefulness=1), Ask.PLAN),
        (Opinion(usefulness=1, pace=Pace.SLOW), Ask.ORGANISATION),
        (Opinion(applied=Applied.YES), Ask.USEFULNESS),
        (Opinion(next_direction=Direction.DIGITAL), None),
        (FULL, None),
    ],
)
def test_an_interrupted_form_goes_on_where_it_stopped(opinion: Opinion, ask: Ask | None) -> None:
    assert opinion.goes_on is ask


@pytest.mark.parametrize("ask", [Ask.USEFULNESS, Ask.PACE, Ask.ORGANISATION, Ask.RECOMMEND, Ask.NEXT])
@pytest.mark.parametrize("forged", ["", "0", "6", "05", "²", "1.0", "yes", "PACE", "COORDINATOR", "5 "])
def test_what_no_button_offers_is_no_answer(ask: Ask, forged: str) -> None:
    with pytest.raises(NotFound):
        read(ask, forged)


def test_a_plan_is_cleaned_and_has_a_limit() -> None:
    assert read(Ask.PLAN, "  работа\nв  парах\u200b ") == "работа в парах"
    assert read(Ask.PLAN, "я" * LONGEST_PLAN) == "я" * LONGEST_PLAN
    for wrong in ("", "?!", "я" * (LONGEST_PLAN + 1)):
        with pytest.raises(InvalidAnswer):
            read(Ask.PLAN, wrong)


@pytest.mark.parametrize(
    ("moment", "taken"),
    [
        (ENDS - timedelta(seconds=1), False),
        (ENDS, True),
        (ENDS + OPEN_FOR - timedelta(seconds=1), True),
        (ENDS + OPEN_FOR, False),
    ],
)
def test_answers_are_taken_for_a_month(moment: datetime, taken: bool) -> None:
    assert is_open(ENDS, moment) is taken


# --- the form's screens


@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize("opinion", [Opinion(), FULL, Opinion(plan="<b>" * 100)], ids=["empty", "full", "long"])
def test_every_question_fits_a_phone_and_has_a_way_on(ask: Ask, opinion: Opinion) -> None:
    view = FeedbackForm(FORM.event_id, "Я" * 200, FORM.closes_at, opinion)
    for screen in (screens.ask(view, ask), screens.ask(view, ask, "Получилось <длинно>."), screens.evening(view)):
        assert len(seen(screen)) <= TEXT_LIMIT
        assert all(len(label) <= LABEL_LIMIT for label in labels(screen))
        assert all(len((button.data or "").encode()) <= 64 for row in screen.rows for button in row)
    assert f"Вопрос {QUESTIONS.index(ask) + 1} из 6" in seen(screens.ask(view, ask))
    assert {"Не сейчас", "Закончить", "Пропустить", "Дальше →"} & set(labels(screens.ask(view, ask)))


def test_the_answer_given_is_ticked_and_nothing_else() -> None:
    view = form(usefulness=4, pace=Pace.RIGHT, recommend=Recommend.UNSURE, next_direction=Direction.DIGITAL)
    assert [ticks(screens.ask(view, ask)) for ask in QUESTIONS] == [
        ["✓ 4"],
        [],
        ["✓ В самый раз"],
        [],
        ["✓ Пока не знаю"],
        ["✓ 💻 Цифра"],
    ]


def test_the_evening_message_carries_the_first_question_in_one_row() -> None:
    screen = screens.evening(FORM)
    assert screen.fresh
    assert [button.text for button in screen.rows[0]] == ["1", "2", "3", "4", "5"]
    assert "Как вам встреча «Разговор о <важном>»?" in seen(screen)
    assert "пригодится в работе" in seen(screen)


def test_a_plan_can_be_skipped_by_a_tap_and_erased_when_written() -> None:
    empty, written = screens.ask(FORM, Ask.PLAN), screens.ask(form(plan="<i>тишина</i>"), Ask.PLAN)
    assert "без имени" in seen(empty), "people are told who will read it"
    assert labels(empty) == ["← Назад", "Пропустить", "Не сейчас"]
    assert labels(written) == ["Стереть ответ", "← Назад", "Дальше →", "Закончить"]
    assert "Сейчас: <i>тишина</i>" in seen(written)


def test_thanks_tell_till_when_answers_can_be_changed() -> None:
    assert "до пт, 13 ноября" in seen(screens.ended(form(usefulness=5)))
    assert "Через две недели" in seen(screens.ended(form(plan="тишина")))
    assert "Через две недели" not in seen(screens.ended(form(usefulness=5)))
    assert labels(screens.ended(FORM)) == ["Оставить отзыв", "Прошедшие встречи", "🏠 В меню"]
    assert labels(screens.ended(form(applied=Applied.NO)))[0] == "Оставить отзыв", "the evening is still unanswered"


def test_two_weeks_later_the_plan_is_quoted_back() -> None:
    asked = seen(screens.two_weeks_later(form(plan="приём «Тишина».")))
    assert asked.startswith("Вы хотели попробовать: «приём „Тишина“». Удалось?")
    assert seen(screens.two_weeks_later(FORM)).startswith("Две недели назад была встреча «Разговор о <важном>».")
    again = screens.two_weeks_later(form(applied=Applied.NO_OCCASION), fresh=False)
    assert ticks(again) == ["✓ Не было случая"]
    assert not again.fresh


@pytest.mark.parametrize("answer", Applied)
def test_every_answer_of_two_weeks_later_has_its_thanks_and_a_way_on(answer: Applied) -> None:
    screen = screens.applied(FORM, answer)
    assert "пасибо" in screen.text
    assert labels(screen) == ["💡 Лайфхак", "📅 К календарю", "Изменить ответ", "🏠 В меню"]


# --- results


def found(*opinions: Opinion, asked: int = 0, over: bool = True) -> Results:
    return results(HUGE, "Разговор о <важном>", over=over, closed=False, asked=asked, opinions=opinions)


def test_counting() -> None:
    counted = tally(RATES, [5, 4, None, 5])
    assert counted.counts == ((1, 0), (2, 0), (3, 0), (4, 1), (5, 2))
    assert counted.total == 3
    assert counted.popular == ((5, 2), (4, 1))
    assert average(counted) == pytest.approx(14 / 3)
    assert average(tally(RATES, [])) is None


def test_who_answered_counts_as_asked_even_if_found_absent_later() -> None:
    assert found(FULL, FULL, asked=1).asked == 2


def test_the_summary_takes_a_dozen_lines() -> None:
    opinions = [FULL, FULL, Opinion(usefulness=4, pace=Pace.FAST), Opinion(applied=Applied.NO)]
    opinions += [Opinion(next_direction=direction) for direction in Direction]
    screen = results_screens.summary(found(*opinions, asked=20))
    assert seen(screen).split("\n") == [
        "Отзывы: «Разговор о <важном>»",
        "Ответили 12 из 20.",
        "",
        "Польза: 4,7 из 5",
        "Организация: 4,0 из 5",
        "Темп: в самый раз — 2, быстро — 1",
        "Посоветуют коллеге: да — 2",
        "Следующая встреча: Взаимодействие с родительской общественностью — 3, Методическое — 1, "
        "Реверсивное наставничество — 1",
        "Удалось применить: частично — 2, нет — 1",
    ]
    assert labels(screen) == [
        "📊 Показать картинкой",
        "Что попробуют (2)",
        "Скачать таблицу",
        "← К мероприятию",
    ]


def test_few_answers_are_shown_and_called_few() -> None:
    text = seen(results_screens.summary(found(FULL, Opinion(usefulness=1), asked=9)))
    assert "Ответили 2 из 9. Это мало: выводы делать рано." in text
    assert "Польза: 3,0 из 5" in text
    assert "мало" not in seen(results_screens.summary(found(FULL, FULL, FULL)))


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (
            found(over=False, asked=3),
            "ещё впереди. Вопросы участникам уйдут через полчаса после конца, а если поздно — утром.",
        ),
        (found(asked=0), "Спрашивать некого"),
        (found(asked=22), "Пока ответили 0 из 22. Ответы принимаем месяц после встречи."),
        (replace(found(asked=22), closed=True), "Ответили 0 из 22. Месяц на ответы прошёл"),
    ],
)
def test_no_answers_are_explained(view: Results, text: str) -> None:
    screen = results_screens.summary(view)
    assert text in seen(screen)
    assert labels(screen) == ["← К мероприятию"]


def test_without_counted_answers_there_is_nothing_to_draw() -> None:
    view = found(Opinion(plan="тишина"))
    assert results_screens.chart(view).panels == ()
    assert "📊 Показать картинкой" not in labels(results_screens.summary(view))


def test_plans_are_read_a_page_at_a_time() -> None:
    screen = results_screens.plans(Plans(HUGE, "Бал", ("<тишина>" * 30,) * 5, Page(1, 3, 5)))
    assert seen(screen).count("• <тишина>") == 5
    assert labels(screen) == ["← Раньше", "Дальше →", "← К отзывам"]
    empty = results_screens.plans(Plans(HUGE, "Бал", (), Page(0, 1, 5)))
    assert "ничего не написали" in seen(empty)


# --- the picture


def colours(png: bytes) -> tuple[tuple[int, int], set[tuple[int, ...]]]:
    image = Image.open(BytesIO(png)).convert("RGB")
    counted = image.getcolors(maxcolors=1 << 24) or []
    return image.size, {colour for count, colour in counted if count > 2000}  # type: ignore[misc]


def test_the_picture_says_what_the_summary_says() -> None:
    chart = results_screens.chart(found(FULL, Opinion(usefulness=4), asked=9))
    assert chart.title == "«Разговор о <важном>»"
    assert chart.subtitle.replace("\u00a0", " ") == "Отзывы: ответили 2 из 9"
    assert [(panel.name, [bar.count for bar in panel.bars]) for panel in chart.panels] == [
        ("Польза", [1, 1, 0, 0, 0]),
        ("Организация", [0, 1, 0, 0, 0]),
        ("Темп", [0, 1, 0]),
        ("Посоветуют коллеге", [1, 0, 0]),
        ("Удалось применить", [0, 1, 0, 0]),
    ]
    assert chart.panels[0].note.replace("\u00a0", " ") == "4,5 из 5"


def test_the_picture_is_drawn_on_a_paper_of_its_own() -> None:
    (width, height), seen_colours = colours(charts.draw(results_screens.chart(found(*[FULL] * 30, asked=40))))
    assert width == 1080
    assert 900 <= height <= 1600, "higher pictures are cut in a chat"
    assert (0xF4, 0xF1, 0xEA) in seen_colours, "paper"
    assert (0x1F, 0x7A, 0x6D) in seen_colours, "bars"


def test_a_longer_bar_means_more_people() -> None:
    def inked(count: int) -> int:
        bars = (Bar("да", count), Bar("нет", 100 - count))
        picture = Image.open(BytesIO(charts.draw(Chart("Т", "С", (Panel("П", "", bars),))))).convert("RGB")
        pixels = picture.load()
        # the first bar: the uppermost row of the picture that has the bars' colour
        for y in range(picture.height):
            row = sum(pixels[x, y] == (0x1F, 0x7A, 0x6D) for x in range(picture.width))  # type: ignore[index]
            if row > 5:
                return row
        raise AssertionError("no bar")

    assert inked(25) < inked(50) < inked(100)


def test_titles_are_never_markup_and_long_ones_fit() -> None:
    panel = Panel("Темп #set", "$x$", (Bar("*да*", 0), Bar("не было случая", 2000)))
    (width, height), _ = colours(charts.draw(Chart("#panic() _*" + "Слово " * 33, "[", (panel, panel))))
    assert (width, height > 700) == (1080, True)


# --- the table


def test_the_table_holds_every_answer_as_text() -> None:
    view = Opinions("Бал", (FULL, Opinion(plan='=HYPERLINK("https://example.org")'), Opinion()))
    content = documents.answers_table(*results_screens.table(view))
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == [
        "Польза, 1–5",
        "Темп",
        "Организация, 1–5",
        "Посоветует коллеге",
        "Следующая встреча",
        "Удалось применить",
        "Что попробует",
    ]
    assert rows[1] == [
        5,
        "в самый раз",
        4,
        "да",
        "Взаимодействие с родительской общественностью",
        "частично",
        "Пять секунд тишины.",
    ]
    assert rows[2] == [None] * 6 + ['=HYPERLINK("https://example.org")']
    assert [cell.data_type for cell in sheet["G"]] == ["s", "s", "s"], "a formula would be «f»"
    assert sheet.freeze_panes == "A2"


def test_captions_fit() -> None:
    view = results(1, "Я" * 200, over=True, closed=False, asked=1, opinions=[FULL])
    assert len(results_screens.picture(view, b"").caption) <= CAPTION_LIMIT
    assert len(results_screens.table_file(Opinions("Я" * 200, ()), b"").caption) <= CAPTION_LIMIT
