"""Pages of the real process: a phone's calendar, a certificate's check, what is not there."""

import re
from collections.abc import Callable

import httpx
import pytest
import vobject

from sandbox.demo import ANNA
from screens.events.calendar_feed import OpenFeed
from tests.e2e.conftest import Page, Process
from tests.e2e.test_process import free_port

pytestmark = pytest.mark.e2e


def test_a_personal_calendar_is_served_and_its_secret_is_logged_nowhere(start: Callable[..., Process]) -> None:
    port = free_port()
    process = start(HTTP_PORT=str(port), LOG_LEVEL="DEBUG")
    page = Page(process.wait_for(r"http://[\d.]+:\d+").group())
    process.wait_for("the bot is running")
    anna = page.phone(ANNA)
    anna.starts()
    anna.taps("Вступить")
    anna.taps("Даю согласие")
    page.post(f"people/{ANNA}/press", message_id=anna.messages()[-1]["message_id"], data=OpenFeed().pack())
    anna.waits_for("/calendar/")
    address = re.search(rf"http://127\.0\.0\.1:{port}/calendar/[\w-]+\.ics", anna.sees())
    assert address, anna.sees()

    answer = httpx.get(address.group())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert vobject.readOne(answer.text).contents["x-wr-calname"][0].value == "Наставник"
    again = httpx.get(address.group(), headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "webcal://" in httpx.get(address.group().removesuffix(".ics")).text

    missing = httpx.get(f"http://127.0.0.1:{port}/verify/K7PM-2QXD-9R4T")
    assert missing.status_code == 404
    assert "Сертификат не найден" in missing.text
    assert process.stop() == 0
    assert address.group().rpartition("/")[2].removesuffix(".ics") not in process.log
    assert "Traceback" not in process.log
