// Small helpers over the DOM. Text always travels as text nodes, so nothing a person types can become markup.

/**
 * Makes an element. Properties: `class`, `testid`, `on` ({event: listener}); a `true` value is an empty
 * attribute; `false`, `null` and `undefined` are left out; everything else is set as an attribute.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "testid") {
      node.dataset.testid = value;
    } else {
      setAttribute(node, name, value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Sets an attribute only when it differs: screen readers announce every write to a live region. */
export function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

/** Sets the text only when it differs, for the same reason. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const nodesByContainer = new WeakMap();

/**
 * Makes the children of `container` mirror `items`, reusing the node of every key that stays. A node that is
 * neither new nor moved is not touched, so focus, scroll position and a click in progress survive.
 */
export function keyed(container, items, { key, create, update }) {
  const known = nodesByContainer.get(container) ?? new Map();
  const kept = new Map();
  for (const item of items) {
    const id = key(item);
    kept.set(id, known.get(id) ?? create(item));
  }
  for (const [id, node] of known) if (!kept.has(id)) node.remove();
  nodesByContainer.set(container, kept);

  let place = container.firstChild;
  for (const item of items) {
    const node = kept.get(key(item));
    update?.(node, item);
    if (node === place) place = place.nextSibling;
    else container.insertBefore(node, place);
  }
}

/** Runs `render` on the node only when `value` has changed since the last call with the same `slot`. */
export function whenChanged(node, slot, value, render) {
  const signature = JSON.stringify(value) ?? "";
  node.signatures ??= {};
  if (node.signatures[slot] === signature) return;
  node.signatures[slot] = signature;
  render();
}
