"""Questions about a request and answers in two columns of words: nothing is lost, nothing is mixed up."""

from hypothesis import given
from hypothesis import strategies as st

from domain.mentoring import exchanges
from domain.mentoring.exchanges import Exchange, ExchangesPage, Reader
from domain.mentoring.inbox import read_question
from domain.mentoring.request_answers import read_details
from domain.paging import page_of
from domain.vocabulary import RequestAct, RequestState
from screens.kit import TEXT_LIMIT, button
from screens.mentoring import exchanges as screens
from screens.mentoring import inbox
from screens.mentoring.exchanges import ShowExchanges
from tests.unit.mentoring.test_inbox import asked

LINES = st.lists(st.sampled_from(["", "Да", "12 детей", "\u2028", "\r", " ", "…"]), max_size=9).map("\n".join)
ASKED, ANSWERED, SENT = RequestAct.ASK, RequestAct.ANSWER, RequestAct.DECLINE
DETAILS, WAITING = RequestState.DETAILS, RequestState.WAITING


@given(st.lists(st.tuples(LINES, LINES), max_size=4))
def test_whatever_is_typed_comes_back_in_its_place(typed: list[tuple[str, str]]) -> None:
    told: tuple[Exchange, ...] = ()
    for question, answer in typed:
        told = exchanges.asked(told, read_question(f"Какой класс? {question}"))
        told = exchanges.load(*exchanges.dump(told))
        assert told[-1].answer is None
        told = exchanges.load(*exchanges.dump(exchanges.replied(told, read_details(f"Седьмой\n{answer}"))))
    assert [one.question for one in told] == [read_question(f"Какой класс? {one}") for one, _ in typed]
    assert [one.answer for one in told] == [read_details(f"Седьмой\n{one}") for _, one in typed]
    assert exchanges.answered(exchanges.asked(told, "А ещё?")) == told


def test_the_words_of_one_mentor_go_and_answers_stay() -> None:
    # Irina (1) asked and was answered, then Pavel (2); between them a question of Olga (3) found no answer
    steps = [
        (ASKED, DETAILS, 1),
        (ANSWERED, WAITING, 9),
        (SENT, WAITING, 1),
        (ASKED, DETAILS, 3),
        (SENT, WAITING, 3),
        (ASKED, DETAILS, 2),
        (ANSWERED, WAITING, 9),
    ]
    told = (Exchange("Класс?", "Седьмой"), Exchange("Предмет?", "Химия"))
    assert exchanges.without_words_of(1, told, steps) == (Exchange("", "Седьмой"), told[1])
    assert exchanges.without_words_of(2, told, steps) == (told[0], Exchange("", "Химия"))
    assert exchanges.without_words_of(3, told, steps) == told
    softened = exchanges.load(*exchanges.dump(exchanges.without_words_of(1, told, steps)))
    assert softened == (Exchange("", "Седьмой"), told[1])
    # a question still open goes whole
    open_ = (told[0], Exchange("Предмет?"))
    assert exchanges.without_words_of(2, open_, steps[:-1]) == (told[0],)
    assert exchanges.without_words_of(1, (), []) == ()
    assert exchanges.load(None, "Седьмой") == (Exchange("", "Седьмой"),)


def test_what_does_not_fit_the_card_is_behind_a_button() -> None:
    short, long = Exchange("Какой класс?", "Седьмой"), Exchange("Ы" * 300, "Ы" * 1500)
    for earlier, shown in ((short, 2), (long, 1)):
        screen = inbox.asked(asked(earlier=(earlier,), questions_left=0))
        assert len(screen.text) <= TEXT_LIMIT
        assert screen.text.count("Вопрос: ") == shown
        labels = [one.text for row in screen.rows for one in row]
        assert "Вопросы и ответы: 2" in labels
        assert "Спросить ещё" not in labels
    usual = inbox.asked(asked(need="Шумно", earlier=(short,), questions_left=1))
    assert usual.text.index("Седьмой") < usual.text.index("Ы" * 300)
    back = button("← К заявке", ShowExchanges(request_id=1))
    page = screens.page(ExchangesPage(2**62, Reader.MENTOR, page_of(6, 1, 2), (long, long)), back)
    assert len(page.text) <= TEXT_LIMIT
    assert "<b>3.</b>" in page.text
