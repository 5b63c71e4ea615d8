// Line icons of our own, drawn on a 24 × 24 grid: no icon font, no sprite to download.

const SHAPES = {
  attach: "M20 11.5 12.2 19.3a5 5 0 0 1-7-7L13 4.5a3.3 3.3 0 0 1 4.7 4.7l-7.8 7.7a1.7 1.7 0 0 1-2.4-2.3l7.2-7.2",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.8 5.8l12.4 12.4",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5.2l3.4 2",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 8h11v13H9ZM5 16H4V3h11v2",
  contact: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
  document: "M7 3h7l5 5v13H7ZM14 3v5h5",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M4 20l1-4L16.5 4.5l3 3L8 19ZM14 7l3 3",
  keyboard: "M3 6h18v12H3ZM7 10h.1M12 10h.1M17 10h.1M8 14h8",
  forward: "M14 6l6 6-6 6M20 12h-9c-4 0-7 2-7 6",
  location: "M12 21c4.5-5 7-8.3 7-11.5a7 7 0 0 0-14 0C5 12.7 7.5 16 12 21ZM12 7.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z",
  log: "M5 6h14M5 12h14M5 18h9",
  more: "M5.5 12h.1M12 12h.1M18.5 12h.1",
  open: "M8 16 17 7M10 7h7v7",
  phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2",
  photo: "M4 5h16v14H4ZM4 16l5-5 4 4 2.5-2.5L20 17M15.5 8.5h.1",
  plus: "M12 5v14M5 12h14",
  poll: "M5 20V11M12 20V4M19 20v-6",
  reply: "M10 6 4 12l6 6M4 12h9c4 0 7 2 7 6",
  send: "M4 12h14M12 5.5 18.5 12 12 18.5",
  sliders: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  slash: "M15.5 5 8.5 19",
  sticker: "M12 3a9 9 0 1 0 9 9c-5 0-9-4-9-9ZM12 3c3 1 8 5 9 9",
  unblock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.3l2.8 2.7L16 9.5",
  voice: "M12 3.5a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0V6A2.5 2.5 0 0 0 12 3.5ZM6 11a6 6 0 0 0 12 0M12 17v3.5",
};

const SVG = "http://www.w3.org/2000/svg";

/** A decorative icon: the button around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
