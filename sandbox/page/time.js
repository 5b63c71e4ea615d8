// Moments as people in the club see them. The server names the time zone; moments arrive in UTC.

let zone = "Asia/Yekaterinburg";
let formats = makeFormats();

function makeFormats() {
  const format = (options) => new Intl.DateTimeFormat("ru-RU", { timeZone: zone, ...options });
  return {
    day: format({ weekday: "short", day: "numeric", month: "long" }),
    dayAndYear: format({ weekday: "short", day: "numeric", month: "long", year: "numeric" }),
    key: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
    time: format({ hour: "2-digit", minute: "2-digit" }),
    seconds: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    full: format({ weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }),
  };
}

/** The IANA name of the time zone to show moments in. */
export function setTimeZone(name) {
  if (!name || name === zone) return;
  zone = name;
  formats = makeFormats();
}

export const fromUnix = (seconds) => new Date(seconds * 1000);
export const time = (date) => formats.time.format(date);
export const timeWithSeconds = (date) => formats.seconds.format(date);
export const day = (date) => formats.day.format(date);
export const dayKey = (date) => formats.key.format(date);
export const moment = (date) => `${day(date)}, ${time(date)}`;

/** «чт, 16 октября», with the year when it is not the year of `now`; «Сегодня» for the day of `now`. */
export function dayHeading(date, now) {
  const key = dayKey(date);
  if (key === dayKey(now)) return "Сегодня";
  if (key === dayKey(new Date(now.getTime() - 86_400_000))) return "Вчера";
  const sameYear = key.slice(-4) === dayKey(now).slice(-4);
  return (sameYear ? formats.day : formats.dayAndYear).format(date);
}

/** The right Russian form: plural(5, "час", "часа", "часов") → «5 часов», not torn at a line's end. */
export function plural(count, one, few, many) {
  const tens = count % 100;
  const units = count % 10;
  const teen = tens > 10 && tens < 20;
  const form = !teen && units === 1 ? one : !teen && units > 1 && units < 5 ? few : many;
  return `${count}\u00a0${form}`;
}

/** How far the clock is ahead, in whole days, hours and minutes; empty when it shows real time. */
export function ahead(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return "";
  const parts = [
    [Math.floor(minutes / 1440), "день", "дня", "дней"],
    [Math.floor(minutes / 60) % 24, "час", "часа", "часов"],
    [minutes % 60, "минута", "минуты", "минут"],
  ];
  return parts.filter(([count]) => count > 0).map(([count, ...forms]) => plural(count, ...forms)).join(" ");
}

/** A moment that keeps walking between two answers of the server. */
export class Clock {
  constructor() {
    this.shift = 0;
  }

  /** Takes the server's moment (ISO, UTC). */
  set(iso) {
    this.shift = new Date(iso).getTime() - Date.now();
  }

  now() {
    return new Date(Date.now() + this.shift);
  }
}
