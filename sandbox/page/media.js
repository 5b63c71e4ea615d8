// What a message carries besides text: files, photos, voices, stickers, contacts, places.

import { drawAlbum } from "./album.js";
import { fileUrl } from "./api.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { drawPoll } from "./poll.js";
import { plural } from "./time.js";

const NBSP = "\u00a0";

function size(bytes) {
  if (bytes === undefined || bytes === null) return "";
  if (bytes < 1024) return plural(bytes, "байт", "байта", "байт");
  const units = ["КБ", "МБ", "ГБ"];
  let amount = bytes / 1024;
  while (amount >= 1024 && units.length > 1) {
    amount /= 1024;
    units.shift();
  }
  return `${amount.toLocaleString("ru-RU", { maximumFractionDigits: amount < 10 ? 1 : 0 })}${NBSP}${units[0]}`;
}

function duration(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function card(iconName, title, details) {
  const name = el("bdi", { class: "file-name" }, title);
  const about = el("span", { class: "file-about" }, name, el("span", { class: "hint" }, details));
  return [el("span", { class: "file-icon" }, icon(iconName)), about];
}

function download(file, iconName, title, details) {
  const name = file.file_name ?? title;
  const link = { class: "file", testid: "file", href: fileUrl(file.file_id), download: name };
  return el("a", { ...link, "aria-label": `Скачать: ${name}` }, ...card(iconName, title, details));
}

function photo(sizes) {
  const largest = sizes.at(-1);
  const picture = el("img", {
    class: "photo",
    src: fileUrl(largest.file_id),
    width: largest.width,
    height: largest.height,
    alt: "Фото",
    loading: "lazy",
  });
  picture.addEventListener("error", () => {
    picture.replaceWith(el("span", { class: "file" }, ...card("photo", "Фото", "не удалось показать")));
  });
  return el("a", { class: "photo-link", testid: "file", href: fileUrl(largest.file_id), target: "_blank" }, picture);
}

function place({ latitude, longitude }) {
  const digits = (degrees) => degrees.toFixed(5);
  const where = `${digits(latitude)}, ${digits(longitude)}`;
  return el("span", { class: "file" }, ...card("location", "Место на карте", where));
}

function contact({ first_name, last_name, phone_number }) {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return el("span", { class: "file" }, ...card("contact", name, phone_number));
}

/** The parts of a message that go into media(): a change in any of them redraws it. */
export function mediaOf(message) {
  const { photo, document, voice, audio, video, animation, sticker, contact, location, venue, poll, album } = message;
  const whole = { photo, document, voice, audio, video, animation, sticker, contact, location, venue, poll };
  return { ...whole, album: album?.map((item) => [item.message_id, item.caption]) };
}

/** The element for a message's attachment, or null for plain text. */
export function media(message) {
  if (message.album) return drawAlbum(message.album, media);
  if (message.poll) return drawPoll(message.poll);
  if (message.photo?.length) return photo(message.photo);
  if (message.voice) return download(message.voice, "voice", "Голосовое", duration(message.voice.duration ?? 0));
  if (message.sticker) return el("span", { class: "sticker" }, message.sticker.emoji ?? "🙂");
  if (message.contact) return contact(message.contact);
  if (message.venue || message.location) return place(message.venue?.location ?? message.location);
  const file = message.document ?? message.audio ?? message.video ?? message.animation;
  return file ? download(file, "document", file.file_name ?? "Файл", size(file.file_size)) : null;
}
