// Where to: a menu of the chats one person may send something to.

import { openMenu } from "./menu.js";
import { showToast } from "./toasts.js";

/** Opens the menu inside a phone; `act(chatId)` is called with the choice, `allowed` is {own, groups}. */
export function chooseChat(phone, anchor, label, allowed, act) {
  const { bot, groups } = phone.app.state;
  const own = allowed.own ? [{ id: phone.speakerId, title: bot.first_name }] : [];
  const shared = groups.filter((group) => allowed.groups && group.members.includes(phone.speakerId));
  const items = [...own, ...shared].map(({ id, title }) => {
    return { label: title, icon: "send", testid: `share-${id}`, act: () => act(id) };
  });
  if (items.length > 0) openMenu(phone.screen, anchor, label, items);
  else showToast(phone.toasts, "Такого чата у этого человека нет");
}
