// Links in messages and in the deep-link box: which of them open a chat with the bot, which are ordinary.

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);
const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

function parse(text) {
  const address = /^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** The address if a browser may open it, or null: `javascript:` and its like never become a link. */
export function safeAddress(text) {
  const url = parse(text.trim());
  return url && SAFE_SCHEMES.has(url.protocol) ? url.href : null;
}

/**
 * The payload of a link to this bot (`t.me/<bot>?start=X`, `tg://resolve?domain=<bot>&start=X`), "" when the link
 * has none, null when the link leads elsewhere.
 */
export function deepLink(text, botUsername) {
  const url = parse(text.trim());
  if (!url) return null;
  let name = null;
  if (url.protocol === "tg:" && (url.host || url.pathname.replace(/^\/+/, "")) === "resolve") {
    name = url.searchParams.get("domain");
  } else if (TELEGRAM_HOSTS.has(url.hostname.replace(/^www\./, ""))) {
    name = url.pathname.split("/")[1];
  }
  if (name?.toLowerCase() !== botUsername.toLowerCase()) return null;
  return url.searchParams.get("start") ?? "";
}

/** What the deep-link box holds: a link to this bot or the bare payload. Null for a link that leads elsewhere. */
export function payloadFrom(text, botUsername) {
  const typed = text.trim();
  const payload = deepLink(typed, botUsername);
  if (payload !== null) return payload;
  return /[/.:?]/.test(typed) ? null : typed;
}
