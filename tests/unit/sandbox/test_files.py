"""Files and photos: what people and the bot may send, what comes back, and how much is too much."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.files import MEGABYTE, UploadedFile
from sandbox.pictures import picture_size, sample_picture
from sandbox.telegram import Telegram

ANNA = 1001
# A JPEG of 640 × 480 as far as its headers: an APP0 segment, then the frame.
JPEG = b"\xff\xd8" + b"\xff\xe0" + struct.pack(">H", 4) + b"ab" + b"\xff\xc0" + struct.pack(">HBHH", 11, 8, 480, 640)


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("Сертификат.pdf", "application/pdf"),
        ("Отчёт.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("План.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("Встреча.ics", "text/calendar"),
        ("Материалы.zip", "application/zip"),
        ("безымянный", "application/octet-stream"),
    ],
)
async def test_a_file_has_the_type_of_its_name(telegram: Telegram, name: str, mime_type: str) -> None:
    sent = telegram.sends(ANNA, "document", file=UploadedFile(name, b"1"))
    assert (sent["document"]["file_name"], sent["document"]["mime_type"]) == (name, mime_type)


async def test_a_declared_type_wins(telegram: Telegram) -> None:
    sent = telegram.sends(ANNA, "document", file=UploadedFile("a.pdf", b"1", "text/plain"))
    assert sent["document"]["mime_type"] == "text/plain"


async def test_a_bot_downloads_up_to_20_megabytes(telegram: Telegram, call: Any, result: Any) -> None:
    def sent(size: int) -> dict[str, Any]:
        document: dict[str, Any] = telegram.sends(ANNA, "document", file=UploadedFile("a.pdf", b"1", "", size))[
            "document"
        ]
        return document

    just = sent(20 * MEGABYTE)
    assert (await result("getFile", file_id=just["file_id"]))["file_size"] == 20 * MEGABYTE
    over = sent(20 * MEGABYTE + 1)
    assert over["file_size"] == 20 * MEGABYTE + 1
    answer = await call("getFile", file_id=over["file_id"])
    assert answer.body["description"] == "Bad Request: file is too big"
    again = await result("sendDocument", chat_id=ANNA, document=over["file_id"])
    assert again["document"] == over, "but it can pass on what it can't download"


async def test_a_person_may_send_more_than_a_bot(telegram: Telegram, call: Any) -> None:
    def film(size: int) -> UploadedFile:
        return UploadedFile("film.mp4", b"1", "", size)

    telegram.sends(ANNA, "document", file=film(2048 * MEGABYTE))
    with pytest.raises(Impossible, match="2 ГБ"):
        telegram.sends(ANNA, "document", file=film(2048 * MEGABYTE + 1))
    assert (await call("sendDocument", {"document": film(50 * MEGABYTE)}, chat_id=ANNA)).status == 200
    assert (await call("sendDocument", {"document": film(50 * MEGABYTE + 1)}, chat_id=ANNA)).status == 413


async def test_a_caption_of_a_person_has_a_limit(telegram: Telegram) -> None:
    sent = telegram.sends(ANNA, "photo", caption="ж" * 1024)
    assert len(sent["caption"]) == 1024
    with pytest.raises(Impossible, match="1024"):
        telegram.sends(ANNA, "photo", caption="ж" * 1025)


# --- photos


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (sample_picture(1280, 720), (1280, 720)),
        (JPEG, (640, 480)),
        (b"GIF89a" + struct.pack("<HH", 100, 50), (100, 50)),
    ],
)
def test_size_of_a_picture(content: bytes, size: tuple[int, int]) -> None:
    assert picture_size(content) == size


async def test_a_photo_comes_in_sizes_the_largest_last(telegram: Telegram, result: Any) -> None:
    content = sample_picture(1280, 720)
    small, large = telegram.sends(ANNA, "photo", file=UploadedFile("Афиша.png", content))["photo"]
    assert (small["width"], small["height"], large["width"], large["height"]) == (90, 51, 1280, 720)
    for size, expected in ((small, sample_picture(90, 51)), (large, content)):
        path = (await result("getFile", file_id=size["file_id"]))["file_path"]
        stored = telegram.state.files.by_path(path)
        assert stored is not None
        assert stored.content == expected
        again = await result("sendPhoto", chat_id=ANNA, photo=size["file_id"])
        assert again["photo"] == [small, large], "any size names the whole photo"


async def test_a_tiny_photo_has_one_size(telegram: Telegram) -> None:
    [only] = telegram.sends(ANNA, "photo", file=UploadedFile("a.png", sample_picture(90, 40)))["photo"]
    assert (only["width"], only["height"]) == (90, 40)


@pytest.mark.parametrize(("width", "height", "fits"), [(5000, 5000, True), (5001, 5000, False), (20, 401, False)])
async def test_sides_of_a_photo(call: Any, width: int, height: int, fits: bool) -> None:
    content = JPEG.replace(struct.pack(">HH", 480, 640), struct.pack(">HH", height, width))
    answer = await call("sendPhoto", {"photo": UploadedFile("a.jpg", content)}, chat_id=ANNA)
    assert answer.body.get("description") == (None if fits else "Bad Request: PHOTO_INVALID_DIMENSIONS")


async def test_a_photo_of_the_bot_with_caption_and_buttons(telegram: Telegram, result: Any) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Записаться", "callback_data": "a"}]]}
    photo = {"photo": UploadedFile("Афиша.png", sample_picture())}
    sent = await result(
        "sendPhoto", photo, chat_id=ANNA, caption="<b>Афиша</b>", parse_mode="HTML", reply_markup=keyboard
    )
    assert (sent["caption"], sent["reply_markup"]) == ("Афиша", keyboard)
    telegram.presses(ANNA, sent["message_id"], "a")
    edited = await result("editMessageCaption", chat_id=ANNA, message_id=sent["message_id"], caption="Мест нет")
    assert (edited["caption"], edited["photo"]) == ("Мест нет", sent["photo"])


async def test_a_photo_is_not_a_document(telegram: Telegram, call: Any) -> None:
    document = telegram.sends(ANNA, "document", file=UploadedFile("a.png", sample_picture()))["document"]["file_id"]
    answer = await call("sendPhoto", chat_id=ANNA, photo=document)
    assert answer.body["description"] == "Bad Request: can't use file of type Document as Photo"


@pytest.mark.parametrize(
    ("method", "kind", "params"),
    [
        ("sendPhoto", "photo", {"has_spoiler": True}),
        ("sendPhoto", "photo", {"show_caption_above_media": True}),
    ],
)
async def test_what_the_page_can_not_show_is_refused(call: Any, method: str, kind: str, params: dict[str, Any]) -> None:
    [name] = params
    answer = await call(method, {kind: UploadedFile("a.png", sample_picture())}, chat_id=ANNA, **params)
    assert answer.body["description"] == f"Bad Request: {name} is not supported here"


@pytest.mark.parametrize("content", [b"", b"text", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x04"])
async def test_a_broken_picture_does_not_leave_the_phone(telegram: Telegram, content: bytes) -> None:
    with pytest.raises(Impossible, match=r"пустой|JPEG"):
        telegram.sends(ANNA, "photo", file=UploadedFile("a.png", content))
