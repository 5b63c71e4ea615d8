"""The run of an announcement: its ways, its words, its report."""

import io
import random
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from documents.announcements import workbook
from domain.errors import AnnouncementMoved, InvalidAnswer, NotFound
from domain.mailing.announcement_run import (
    DECLINED,
    TO_DIGEST,
    Correcting,
    Fate,
    Figures,
    Place,
    RecallPreview,
    RecipientRow,
    RecipientTable,
    Report,
    RunView,
    Tally,
    after,
    correctable,
    corrected,
    fate_of,
    seconds_for,
)
from domain.mailing.announcements import WAYS, Act, AnnouncementView, Part, PartKind
from domain.mailing.digests import DigestLine, moment_of
from domain.vocabulary import AnnouncementState, Mailing, Municipality, OutboxState
from screens.kit import LABEL_LIMIT, TEXT_LIMIT, Screen
from screens.mailing import announcement_report, mailing_choice
from screens.mailing import announcement_run as screens

S = AnnouncementState
NOW = datetime(2026, 10, 7, 5, 0, tzinfo=UTC)
POLL = Part(PartKind.POLL, "Придёте?", choices=("Да", "Нет"))
ID = 2**63 - 1


def view(state: AnnouncementState = S.SENDING, *parts: Part) -> AnnouncementView:
    return AnnouncementView(
        id=ID,
        state=state,
        parts=parts or (Part(PartKind.TEXT, "Вечер <b>&lt;1&gt;</b>"),),
        buttons=(),
        audience={},
        late_until=NOW + timedelta(days=7),
        urgent_reason=None,
        scheduled_at=None,
        started_at=NOW,
        finished_at=None,
        revision=0,
        author="Озерова <Мария>",
    )


def run(state: AnnouncementState = S.SENDING, seconds: int | None = 70, **fates: int) -> RunView:
    figures = Figures({Fate(name): count for name, count in fates.items()}, seconds)
    return RunView(view(state), figures, Tally(3, 1, 2), None)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_done_in_whatever_order_the_end_is_an_end(seed: int) -> None:
    dice, state, seen = random.Random(seed), S.DRAFT, {S.DRAFT}
    for _ in range(100):
        act = dice.choice([one for one in Act if one is not Act.DROP])
        try:
            to = after(state, act)
        except AnnouncementMoved:
            assert (state, act) not in WAYS
            continue
        assert to not in (S.DRAFT, S.SCHEDULED) or state in (S.DRAFT, S.SCHEDULED), "what has left is no draft again"
        assert state not in (S.STOPPED, S.DONE) or to in (state, S.RECALLED), "what is over does not go on"
        assert state is not S.RECALLED
        state = to
        seen.add(state)
    assert S.SENDING in seen


def test_another_text_fits_and_a_poll_has_none() -> None:
    parts = (Part(PartKind.PHOTO, "Афиша", ("file",)), POLL, Part(PartKind.TEXT, "Ждём"))
    assert correctable(parts) == (0, 2)
    assert corrected(parts, 2, "<b>Ждём</b> вас") == (*parts[:2], Part(PartKind.TEXT, "<b>Ждём</b> вас"))
    assert corrected(parts, 0, "Новая")[0] == Part(PartKind.PHOTO, "Новая", ("file",))
    assert corrected((Part(PartKind.ALBUM, "", ("1", "2")),), 0, "я" * 960)
    with pytest.raises(InvalidAnswer):
        corrected((Part(PartKind.ALBUM, "", ("1", "2")),), 0, "я" * 961)
    for number, text in ((0, "я" * 1025), (2, "я" * 4097), (2, " \n")):
        with pytest.raises(InvalidAnswer):
            corrected(parts, number, text)
    for forged in (1, 3, -1):
        with pytest.raises(NotFound):
            corrected(parts, forged, "х")
    draft = Correcting(7, 2, "текст")
    assert Correcting.load(draft.dump()) == draft


def test_every_row_of_the_outbox_means_something() -> None:
    assert fate_of(OutboxState.SENT, None) is Fate.GOT
    assert {fate_of(one, None) for one in (OutboxState.HELD, OutboxState.RETRY, OutboxState.SENDING)} == {Fate.LEFT}
    assert fate_of(OutboxState.DEAD, "ChatGone") is Fate.GONE
    assert fate_of(OutboxState.DEAD, "Refused") is Fate.REFUSED
    assert fate_of(OutboxState.DEAD, "ServerFault") is Fate.FAILED
    assert fate_of(OutboxState.UNCERTAIN, "no answer") is Fate.UNKNOWN
    assert fate_of(OutboxState.MISSED, DECLINED) is Fate.DECLINED
    assert fate_of(OutboxState.MISSED, TO_DIGEST) is None
    assert fate_of(OutboxState.MISSED, None) is Fate.STOPPED


def test_the_progress_says_how_long() -> None:
    assert (seconds_for(3000), seconds_for(1)) == (120, 1)
    text = screens.card(run(got=1200, left=1750, blocked=50), NOW).text.replace("\u00a0", " ")
    assert "▓▓▓▓▓░░░░░░░ 1250 из 3000" in text
    assert "Осталось: 1750 — ещё около 2 минут" in text
    assert "Недоступны: 50" in text
    assert "Исправлено: 3 из 6, не удалось: 1" in text
    assert "Вечер &lt;1&gt;" in text
    later = Figures({Fate.LEFT: 1}, None, NOW + timedelta(hours=22))
    assert "продолжим чт, 8 октября, 08:00" in screens.card(RunView(view(), later, None, None), NOW).text.replace(
        "\u00a0", " "
    )


def test_what_moves_is_live_and_what_is_over_is_not() -> None:
    assert screens.card(run(left=1), NOW).live == f"announcement:{ID}"
    still = RunView(view(S.PAUSED), Figures({Fate.LEFT: 5}), None, None)
    assert screens.card(still, NOW).live is None
    assert screens.card(RunView(view(S.DONE), Figures({Fate.GOT: 5}), None, None), NOW).live is None


def test_the_digest_is_of_an_evening_of_a_weekday() -> None:
    six = datetime(2026, 10, 7, 13, 0, tzinfo=UTC)
    assert moment_of(six) == moment_of(six + timedelta(hours=2)) == six
    for silent in (six - timedelta(minutes=1), six + timedelta(hours=3), six + timedelta(days=3)):
        assert moment_of(silent) is None


def test_every_screen_fits_a_phone() -> None:
    long = view(S.DONE, Part(PartKind.TEXT, "щ" * 4096), POLL)
    shown: list[Screen] = [screens.card(run(state, got=1, left=1, unknown=1), NOW) for state in S]
    shown += [
        screens.confirm_stop(run(left=21)),
        screens.confirm_recall(view(), RecallPreview(21, 2, 1)),
        screens.choose_part(long),
        screens.only_polls(view(S.DONE, POLL)),
        screens.ask_text(long, 0, "длинно"),
        screens.confirm_correction(run(got=5), Correcting(ID, 0, "<b>" + "щ" * 4000 + "</b>")),
        announcement_report.report(
            Report(view(), run(got=3).figures, (Place(None, 1, 2), Place(Municipality.TYUMEN, 2, 2))), NOW
        ),
        announcement_report.report(Report(view(), Figures({}), ()), NOW),
        announcement_report.after_file(ID),
        *(mailing_choice.choice(one) for one in Mailing),
        mailing_choice.digest([DigestLine(ID, "<Вечер>", NOW)] * 8),
        mailing_choice.taken_back(),
    ]
    for screen in shown:
        buttons = [one for row in screen.rows for one in row]
        assert buttons
        assert len(screen.text) <= TEXT_LIMIT
        assert all(len(one.text) <= LABEL_LIMIT for one in buttons)
        assert all(one.data and len(one.data.encode()) <= 64 for one in buttons)


def test_the_table_holds_text_and_no_formula() -> None:
    evil = '=HYPERLINK("http://example.org","х")'
    rows = (
        RecipientRow(evil, "+7", Municipality.TOBOLSK, Fate.GOT, NOW),
        RecipientRow(None, None, None, Fate.BLOCKED, None),
    )
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(RecipientTable("Вечер", rows), announcement_report.say))).active
    assert sheet is not None
    first, second = list(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in first[:5]] == [1, evil, "+7", "Тобольск", "получили"]
    assert first[1].data_type == "s"
    assert str(first[5].value) == "2026-10-07 10:00:00"
    assert [cell.value for cell in second] == [2, None, None, None, "остановили бота", None]
