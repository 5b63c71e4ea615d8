// The page's way to the sandbox: what people do goes as POST, the whole state comes by GET after every change.

/** The sandbox refused or did not answer; `message` is a Russian sentence for the person at the screen. */
export class Refusal extends Error {}

const NO_CONNECTION = "Симулятор не отвечает. Проверьте, запущен ли он.";

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal(NO_CONNECTION);
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new Refusal(body?.error ?? `Симулятор ответил ошибкой ${response.status}.`);
}

/** Posts JSON, or a form with a file in it, and returns the parsed answer. Raises Refusal. */
export function post(path, body = {}) {
  if (body instanceof FormData) return request(path, { method: "POST", body });
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body) });
}

export const fileUrl = (fileId) => `/sandbox/file/${encodeURIComponent(fileId)}`;

const RETRY_MS = 1500;

/**
 * Follows the sandbox: `onState(state, startedAt)` after each change, `onConnection(bool)` when it is lost
 * or found. `startedAt` (performance.now()) tells when the request for that state was sent: whoever waits for
 * the effect of an action must not believe a state asked for before it.
 */
export class Feed {
  constructor({ onState, onConnection }) {
    this.onState = onState;
    this.onConnection = onConnection;
    this.version = 0;
    this.loading = false;
    this.stale = false;
  }

  start() {
    this.listen();
    this.refresh();
  }

  listen() {
    const stream = new EventSource("/sandbox/stream");
    // The stream says nothing of what happened while it was down, so every (re)connection asks for the state.
    stream.onopen = () => this.refresh();
    stream.addEventListener("changed", (event) => {
      this.version = JSON.parse(event.data).version;
      this.refresh();
    });
    stream.onerror = () => {
      this.onConnection(false);
      // The browser reconnects by itself after a broken connection, but not after an answer such as 502.
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), RETRY_MS);
    };
  }

  /** Asks for the state; calls made meanwhile are merged into one more request. */
  async refresh() {
    if (this.loading) {
      this.stale = true;
      return;
    }
    this.loading = true;
    const startedAt = performance.now();
    try {
      const state = await request(`/sandbox/state?since=${this.version}`, { cache: "no-store" });
      this.onConnection(true);
      this.onState(state, startedAt);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      this.onConnection(false);
      setTimeout(() => this.refresh(), RETRY_MS);
    } finally {
      this.loading = false;
      if (this.stale) {
        this.stale = false;
        this.refresh();
      }
    }
  }
}
