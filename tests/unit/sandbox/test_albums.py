"""Albums: several photos or files that stand together, sent by the bot or by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.errors import Impossible
from sandbox.files import UploadedFile
from sandbox.pictures import sample_picture
from sandbox.schema import validate_object
from sandbox.telegram import Telegram

ANNA, GROUP = 1001, -2001
PHOTOS = [UploadedFile(f"{number}.png", sample_picture(320 + number)) for number in range(11)]
FILES = [UploadedFile(f"{number}.txt", b"1") for number in range(11)]


def item(kind: str, media: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "media": media, **more}


async def test_an_album_of_uploads_and_known_files(telegram: Telegram, result: Any) -> None:
    known = telegram.sends(ANNA, "photo")["photo"][-1]["file_id"]
    media = [
        item("photo", "attach://a", caption="<b>Афиша</b>", parse_mode="HTML"),
        item("photo", known),
    ]
    first, second = await result("sendMediaGroup", {"a": PHOTOS[0]}, chat_id=ANNA, media=media)
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], first["caption_entities"][0]["type"], "caption" in second) == ("Афиша", "bold", False)
    assert second["photo"][-1]["file_id"] == known
    assert telegram.chat(ANNA)[-2:] == [first, second]
    others = await result("sendMediaGroup", chat_id=ANNA, media=[item("photo", known)] * 10)
    assert len(others) == 10
    assert others[0]["media_group_id"] != first["media_group_id"]
    edited = await result("editMessageCaption", chat_id=ANNA, message_id=second["message_id"], caption="Иначе")
    assert (edited["caption"], edited["media_group_id"]) == ("Иначе", first["media_group_id"])


REFUSED: dict[str, tuple[Callable[[str, str], list[dict[str, Any]]], str]] = {
    "nothing": (lambda photo, text: [], "there are no messages to send"),
    "one": (lambda photo, text: [item("photo", photo)], "an album has 2-10 items"),
    "eleven": (lambda photo, text: [item("photo", photo)] * 11, "too many messages to send as an album"),
    "photos and documents": (
        lambda photo, text: [item("photo", photo), item("document", text)],
        "document can't be mixed with other media types",
    ),
    "a document as a photo": (
        lambda photo, text: [item("photo", photo), item("photo", text)],
        "can't use file of type Document as Photo",
    ),
    "what was not uploaded": (
        lambda photo, text: [item("photo", photo), item("photo", "attach://b")],
        "can't parse media: media: no file is attached under the name 'attach://b'",
    ),
    "a caption too long": (
        lambda photo, text: [item("photo", photo), item("photo", photo, caption="ж" * 1025)],
        "message caption is too long",
    ),
    "a broken picture": (
        lambda photo, text: [item("photo", photo), item("photo", "attach://broken")],
        'failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"',
    ),
    "films": (lambda photo, text: [item("video", photo)] * 2, "video is not supported here"),
}


@pytest.mark.parametrize(("media", "description"), REFUSED.values(), ids=REFUSED.keys())
async def test_refused_albums_send_nothing(telegram: Telegram, call: Any, media: Any, description: str) -> None:
    photo = telegram.sends(ANNA, "photo")["photo"][-1]["file_id"]
    text = telegram.sends(ANNA, "document")["document"]["file_id"]
    before = telegram.chat(ANNA)
    files = {"broken": UploadedFile("a.png", b"text")}
    answer = await call("sendMediaGroup", files, chat_id=ANNA, media=media(photo, text))
    assert answer.body["description"] == f"Bad Request: {description}"
    assert telegram.chat(ANNA) == before


async def test_an_album_bears_no_buttons(telegram: Telegram, call: Any) -> None:
    photo = telegram.sends(ANNA, "photo")["photo"][-1]["file_id"]
    answer = await call(
        "sendMediaGroup", chat_id=ANNA, media=[item("photo", photo)] * 2, reply_markup={"inline_keyboard": []}
    )
    assert answer.body["description"] == "Bad Request: unknown parameter 'reply_markup'"


@pytest.mark.parametrize(("kind", "files"), [("photo", PHOTOS[:3]), ("document", FILES[:3])])
async def test_an_album_of_a_person_comes_in_parts(telegram: Telegram, kind: str, files: list[UploadedFile]) -> None:
    sent = telegram.sends_album(ANNA, files, kind, captions=["<i>Первый</i>"], html=True)
    updates = telegram.take_updates()
    for update in updates:
        validate_object("Update", update)
    messages = [update["message"] for update in updates]
    assert messages == sent
    assert [message["message_id"] for message in messages] == sorted(message["message_id"] for message in messages)
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["Первый", None, None]
    assert messages[0]["caption_entities"][0]["type"] == "italic"
    assert all(kind in message for message in messages)


@pytest.mark.parametrize(
    ("files", "kind"),
    [(PHOTOS[:1], "photo"), (PHOTOS, "photo"), (FILES[:2], "voice"), ([*PHOTOS[:1], FILES[0]], "photo")],
    ids=["one", "eleven", "voices", "no picture"],
)
async def test_impossible_albums(telegram: Telegram, files: list[UploadedFile], kind: str) -> None:
    with pytest.raises(Impossible):
        telegram.sends_album(ANNA, files, kind)
    assert telegram.take_updates() == []


async def test_who_has_premium_writes_long_captions(telegram: Telegram) -> None:
    with pytest.raises(Impossible, match="1024"):
        telegram.sends(ANNA, "photo", caption="ж" * 1025)
    telegram.people[ANNA].premium = True
    sent = telegram.sends(ANNA, "photo", caption="ж" * 4096)
    assert (len(sent["caption"]), sent["from"]["is_premium"]) == (4096, True)
    with pytest.raises(Impossible, match="4096"):
        telegram.sends(ANNA, "photo", caption="ж" * 4097)
