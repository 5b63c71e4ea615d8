// Albums: messages that share a media_group_id stand in one bubble.

import { el } from "./dom.js";

/** The items of a history with every album as one of them: its first message, and `album` with all of them. */
export function joinAlbums(messages) {
  const joined = [];
  for (const message of messages) {
    const last = joined.at(-1);
    const together = message.media_group_id && last?.media_group_id === message.media_group_id;
    if (together) joined[joined.length - 1] = withItem(last, message);
    else joined.push(message);
  }
  return joined;
}

function withItem(whole, message) {
  const album = [...(whole.album ?? [whole]), message];
  const titled = album.filter((item) => item.caption);
  // The only caption of an album stands under the whole of it; several stand each under its own item.
  const [words] = titled.length === 1 ? titled : [{}];
  const { caption, caption_entities } = words;
  return { ...album[0], caption, caption_entities, edit_date: album.find((item) => item.edit_date)?.edit_date, album };
}

/** The numbers of the messages a bubble stands for. */
export const numbersOf = (message) => (message.album ?? [message]).map((item) => item.message_id);

/** The media of an album; `draw(message)` draws one item. */
export function drawAlbum(items, draw) {
  const titled = items.filter((item) => item.caption).length > 1;
  const figures = items.map((item) => {
    const words = titled && item.caption ? el("figcaption", { dir: "auto" }, item.caption) : null;
    return el("figure", { testid: "album-item" }, draw(item), words);
  });
  const look = { class: "album", testid: "album", "data-count": items.length, "data-photos": Boolean(items[0].photo) };
  return el("div", look, ...figures);
}
