"""The bench of mailing in small: real time, a Telegram that keeps its limits, people who write meanwhile."""

from db.engine import Sessions
from tests.bench import mailing


async def test_everybody_gets_it_and_telegram_asks_for_no_pause(sessions: Sessions) -> None:
    figures = await mailing.measure(sessions, 40)
    assert (figures.arrived, figures.floods) == (40, 0)
    assert figures.said > figures.people, "the progress and the answers went out meanwhile"
    # faster than the pace would mean that nobody keeps it
    assert figures.seconds >= figures.people / 25 - 1
