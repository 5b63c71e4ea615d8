// Pressed inline buttons that wait for the bot's answer.

/** Telegram's clients stop waiting about then, answered or not. */
const PATIENCE_MS = 15_000;

export class Presses {
  /** `onChange` is called when a button may have to lose its spinner though no new state has come. */
  constructor(onChange) {
    this.waiting = new Set();
    this.onChange = onChange;
  }

  /** A button goes down; returns the entry for accepted() or refused(). */
  begin(phoneId, messageId, data) {
    const press = { phoneId, messageId, data, queryId: null, acceptedAt: Infinity };
    this.waiting.add(press);
    setTimeout(() => this.drop(press), PATIENCE_MS);
    return press;
  }

  /** The sandbox has made a callback query of the press. */
  accepted(press, queryId) {
    press.queryId = queryId;
    press.acceptedAt = performance.now();
  }

  drop(press) {
    if (this.waiting.delete(press)) this.onChange();
  }

  isWaiting(phoneId, messageId, data) {
    for (const press of this.waiting) {
      if (press.phoneId === phoneId && press.messageId === messageId && press.data === data) return true;
    }
    return false;
  }

  /** The phone on which the button of this callback query was pressed, if it was pressed on this page. */
  phoneOf(queryId) {
    return [...this.waiting].find((press) => press.queryId === queryId)?.phoneId;
  }

  /** Forgets the queries that are no longer open in a state asked for at `startedAt`. */
  settle(openQueries, startedAt) {
    for (const press of this.waiting) {
      if (startedAt >= press.acceptedAt && !openQueries.includes(press.queryId)) this.waiting.delete(press);
    }
  }
}
