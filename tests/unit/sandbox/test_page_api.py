"""The API of the chat page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from sandbox.demo import populate
from sandbox.files import UploadedFile
from sandbox.flood import Limits
from sandbox.pictures import sample_picture
from sandbox.server import create_app, serving
from sandbox.telegram import Telegram
from tests.unit.sandbox.articles import article

ANNA, IRINA, GROUP, FORUM = 1001, 1002, -2001, -1001000000001
KEYBOARD = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}


@pytest.fixture
async def http(telegram: Telegram) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(telegram))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        yield http


async def test_state_tells_all_the_page_draws(telegram: Telegram, http: httpx.AsyncClient, result: Any) -> None:
    await result("setMyCommands", commands=[{"command": "start", "description": "Начать"}])
    sent = await result("sendMessage", chat_id=ANNA, text="Придёте?", reply_markup=KEYBOARD)
    await result("sendMessage", chat_id=ANNA, text="Меню", reply_markup={"keyboard": [[{"text": "Меню"}]]})
    query_id = telegram.presses(ANNA, sent["message_id"], "yes")
    await result("answerCallbackQuery", callback_query_id=query_id, text="Записали")
    await result("sendChatAction", chat_id=ANNA, action="typing")

    state = (await http.get("/sandbox/state")).json()
    assert state["bot"]["username"] == "nastavnik_local_bot"
    assert state["clock"] == {"now": "2026-02-11T04:00:00+00:00", "offset_seconds": 0}
    assert state["time_zone"] == "Asia/Yekaterinburg"
    assert state["commands"] == [{"command": "start", "description": "Начать"}]
    assert [(person["id"], person["started"]) for person in state["people"]] == [(ANNA, True), (IRINA, False)]
    assert state["groups"] == [{"id": GROUP, "title": "Учительская", "members": [ANNA, IRINA], "topics": None}]
    start, question, menu = state["chats"][str(ANNA)]
    assert [message["from_bot"] for message in (start, question, menu)] == [False, True, True]
    assert question["reply_markup"] == KEYBOARD
    assert menu["reply_keyboard"] == {"keyboard": [[{"text": "Меню"}]]}
    assert [toast["text"] for toast in state["toasts"][str(ANNA)]] == ["Записали"]
    assert state["typing"] == [{"chat_id": ANNA, "action": "typing"}]
    assert [entry["method"] for entry in state["log"]][-2:] == ["answerCallbackQuery", "sendChatAction"]


async def test_people_act(telegram: Telegram, http: httpx.AsyncClient, result: Any) -> None:
    async def post(path: str, **body: Any) -> Any:
        response = await http.post(f"/sandbox/people/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    await post(f"{IRINA}/start", payload="invite")
    said = await post(f"{IRINA}/say", text="Здравствуйте")
    await post(f"{IRINA}/edit", message_id=said["message_id"], text="Добрый день")
    await post(f"{IRINA}/send", kind="sticker")
    await post(f"{IRINA}/say", text="/help", chat_id=GROUP)
    sent = await result("sendMessage", chat_id=IRINA, text="Придёте?", reply_markup=KEYBOARD)
    pressed = await post(f"{IRINA}/press", message_id=sent["message_id"], data="yes")
    assert await post(f"{IRINA}/block", blocked=True) == {"blocked": True}
    kinds = [next(key for key in update if key != "update_id") for update in telegram.take_updates()]
    assert kinds == [
        "message",
        "message",
        "edited_message",
        "message",
        "message",
        "callback_query",
        "my_chat_member",
    ]
    assert [query["id"] for query in telegram.open_queries()] == [pressed["callback_query_id"]]
    assert await post(f"{IRINA}/block", blocked=False) == {"blocked": False}


async def test_real_file(telegram: Telegram, http: httpx.AsyncClient) -> None:
    response = await http.post(
        f"/sandbox/people/{ANNA}/send",
        data={"kind": "document"},
        files={"file": ("Отчёт.txt", b"\x00\x01", "text/plain")},
    )
    document = response.json()["document"]
    assert document["file_name"] == "Отчёт.txt"
    assert (await http.get(f"/sandbox/file/{document['file_id']}")).content == b"\x00\x01"


async def test_real_photo_with_a_caption(telegram: Telegram, http: httpx.AsyncClient) -> None:
    response = await http.post(
        f"/sandbox/people/{ANNA}/send",
        data={"kind": "photo", "caption": "Афиша"},
        files={"file": ("Афиша.png", sample_picture(), "image/png")},
    )
    assert response.json()["caption"] == "Афиша"
    shown = await http.get(f"/sandbox/file/{response.json()['photo'][-1]['file_id']}")
    assert (shown.content, shown.headers["content-type"]) == (sample_picture(), "image/png")


async def test_several_files_are_an_album(telegram: Telegram, http: httpx.AsyncClient) -> None:
    response = await http.post(
        f"/sandbox/people/{ANNA}/send",
        data={"kind": "photo", "caption": "Класс"},
        files=[("file", (f"{number}.png", sample_picture(), "image/png")) for number in range(3)],
    )
    assert response.json()["messages"] == telegram.chat(ANNA)[-3:]
    assert [message.get("caption") for message in telegram.chat(ANNA)[-3:]] == ["Класс", None, None]


async def test_a_poll_and_a_forward(telegram: Telegram, http: httpx.AsyncClient) -> None:
    poll = {"question": "Когда?", "options": "Среда\n\nЧетверг", "several": True, "chat_id": GROUP}
    sent = (await http.post(f"/sandbox/people/{ANNA}/poll", json=poll)).json()
    assert [option["text"] for option in sent["poll"]["options"]] == ["Среда", "Четверг"]
    body = {"message_ids": [sent["message_id"]], "chat_id": GROUP}
    [forwarded] = (await http.post(f"/sandbox/people/{ANNA}/forward", json=body)).json()["messages"]
    assert (forwarded["chat"]["id"], forwarded["poll"]) == (ANNA, sent["poll"])
    assert "forward_origin" in forwarded


async def test_topics_of_a_forum(telegram: Telegram, http: httpx.AsyncClient) -> None:
    telegram.add_group(FORUM, "Координаторы", [ANNA], forum=True, bot_rights=["can_manage_topics"])
    topic = telegram.opens_topic(ANNA, FORUM, "Письма")
    state = (await http.get("/sandbox/state")).json()
    assert state["groups"][1]["topics"] == [{"id": topic, "name": "Письма", "closed": False}]
    place = {"chat_id": FORUM, "topic_id": topic}
    said = (await http.post(f"/sandbox/people/{ANNA}/say", json={"text": "Да", **place})).json()
    sent = (await http.post(f"/sandbox/people/{ANNA}/send", json={"kind": "voice", **place})).json()
    assert said["message_thread_id"] == sent["message_thread_id"] == topic


async def test_a_file_that_is_no_photo_gets_a_russian_sentence(http: httpx.AsyncClient) -> None:
    file = {"file": ("Афиша.png", b"text", "image/png")}
    response = await http.post(f"/sandbox/people/{ANNA}/send", data={"kind": "photo"}, files=file)
    assert response.status_code == 400
    assert response.json() == {"error": "Не получилось: это не картинка JPEG, PNG или GIF."}


async def test_inline_results_come_when_the_bot_answers(
    telegram: Telegram, http: httpx.AsyncClient, result: Any, until: Any
) -> None:
    asking = asyncio.create_task(http.post(f"/sandbox/people/{IRINA}/inline", json={"query": "а", "chat_id": GROUP}))
    await until(lambda: len(telegram.state.updates) == 1)
    [update] = telegram.take_updates()
    results = [article(1), article(2)]
    await result("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=results, next_offset="2")
    answer = (await asking).json()
    assert answer == {
        "query_id": update["inline_query"]["id"],
        "results": results,
        "next_offset": "2",
        "button": None,
    }
    choice = {"query_id": answer["query_id"], "result_id": "2", "chat_id": GROUP}
    sent = await http.post(f"/sandbox/people/{IRINA}/choose", json=choice)
    assert sent.json()["via_bot"]["username"] == "nastavnik_local_bot"
    assert telegram.chat(GROUP)[-1]["text"] == "Встреча в четверг"
    assert (await http.post(f"/sandbox/people/{IRINA}/choose", json=choice | {"result_id": "3"})).status_code == 400


async def test_a_bot_that_leaves_a_query_unanswered(clock: Any) -> None:
    telegram = Telegram(clock=clock, limits=Limits(inline_seconds=0.01))
    telegram.add_person(ANNA, "Анна")
    telegram.starts(ANNA)
    transport = httpx.ASGITransport(create_app(telegram))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        response = await http.post(f"/sandbox/people/{ANNA}/inline", json={"query": "а"})
    assert (response.status_code, response.json()) == (400, {"error": "Бот на этот запрос не ответил."})


async def test_stopping_does_not_wait_for_an_inline_answer(telegram: Telegram, until: Any) -> None:
    loop = asyncio.get_running_loop()
    async with serving(telegram) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        asking = asyncio.create_task(client.post(f"/sandbox/people/{ANNA}/inline", json={"query": "а"}))
        await until(lambda: len(telegram.state.updates) == 1)
        began = loop.time()
        telegram.close()
        assert (await asking).status_code == 400
    assert loop.time() - began < 5


@pytest.mark.parametrize("name", ["Сертификат.pdf", "Отчёт.xlsx", "Материалы встречи.zip", "Встреча.ics"])
async def test_a_file_of_the_bot_keeps_its_name(http: httpx.AsyncClient, result: Any, name: str) -> None:
    sent = await result("sendDocument", {"document": UploadedFile(name, b"1")}, chat_id=ANNA)
    given = await http.get(f"/sandbox/file/{sent['document']['file_id']}")
    disposition = given.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert unquote(disposition.partition("''")[2]) == name
    assert given.headers["content-type"].partition(";")[0] == sent["document"]["mime_type"]


async def test_new_phone(telegram: Telegram, http: httpx.AsyncClient) -> None:
    person = (await http.post("/sandbox/people", json={"first_name": "Олег", "last_name": "Юрьев"})).json()
    assert telegram.people[person["id"]].last_name == "Юрьев"
    assert person["id"] == IRINA + 1


async def test_time_is_moved_by_seconds_and_by_shortcuts(telegram: Telegram, http: httpx.AsyncClient) -> None:
    moments: list[datetime | None] = [telegram.clock.now() + timedelta(hours=5), None]

    async def next_message() -> datetime | None:
        return moments.pop(0)

    telegram.shortcuts["до следующего сообщения"] = next_message
    moved = await http.post("/sandbox/advance", json={"seconds": 3600})
    assert moved.json() == {"now": "2026-02-11T05:00:00+00:00"}
    moved = await http.post("/sandbox/advance", json={"shortcut": "до следующего сообщения"})
    assert moved.json() == {"now": "2026-02-11T09:00:00+00:00"}
    nothing = await http.post("/sandbox/advance", json={"shortcut": "до следующего сообщения"})
    assert nothing.status_code == 400
    assert nothing.json()["error"].startswith("Нечего ждать")
    assert telegram.clock.offset == timedelta(hours=5)


WRONG = [
    (f"people/{IRINA}/say", {"text": "Здравствуйте"}),
    (f"people/{ANNA}/say", {}),
    (f"people/{ANNA}/say", {"text": 5}),
    (f"people/{ANNA}/press", {"data": "yes"}),
    (f"people/{ANNA}/press", {"message_id": "abc", "data": "yes"}),
    (f"people/{ANNA}/inline", {"query": "ж" * 257}),
    (f"people/{ANNA}/choose", {"query_id": "1", "result_id": "1"}),
    (f"people/{ANNA}/choose", {}),
    (f"people/{ANNA}/start", {"payload": "привет"}),
    (f"people/{ANNA}/send", {"kind": "hologram"}),
    (f"people/{ANNA}/poll", {"question": "Когда?", "options": "Среда"}),
    (f"people/{ANNA}/forward", {"message_ids": [999]}),
    (f"people/{ANNA}/forward", {"message_ids": "1"}),
    (f"people/{ANNA}/say", {"text": "Куда?", "chat_id": GROUP, "topic_id": 5}),
    ("people/5/say", {"text": "Привет"}),
    ("people", {"first_name": " "}),
    ("advance", {"seconds": -1}),
    ("advance", {"seconds": 10**12}),
    ("advance", {"shortcut": "никогда"}),
    ("advance", []),
]


@pytest.mark.parametrize(("path", "body"), WRONG)
async def test_wrong_request_gets_a_russian_sentence(
    telegram: Telegram, http: httpx.AsyncClient, path: str, body: Any
) -> None:
    response = await http.post(f"/sandbox/{path}", json=body)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error[0].isupper()
    assert error.endswith(".")
    assert telegram.take_updates() == []


async def test_stream_tells_of_changes(telegram: Telegram) -> None:
    async with (
        serving(telegram) as url,
        httpx.AsyncClient(trust_env=False).stream("GET", f"{url}/sandbox/stream") as stream,
    ):
        lines = stream.aiter_lines()
        first = [await anext(lines) for _ in range(3)]
        assert first[0] == "event: changed"
        telegram.says(ANNA, "Привет")
        async with asyncio.timeout(5):
            second = [await anext(lines) for _ in range(3)]
        assert second[1] == f'data: {{"version": {telegram.state.version}}}'
        assert second != first


async def test_the_page_itself(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "/static/" in page.text
    assert (await http.get("/static/%2e%2e/server.py")).status_code == 404


async def test_demo_people(clock: Any) -> None:
    telegram = Telegram(clock=clock)
    populate(telegram)
    assert len(telegram.people) >= 4
    assert all(person.about for person in telegram.people.values())
    [group] = telegram.state.groups.values()
    assert len(group.members) == 3
