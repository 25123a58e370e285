// Keep the reader's place when rows are swapped, open rows by clicking on them, and say what went wrong.

const rows = /** @type {HTMLElement} */ (document.getElementById("sentences"));
const trouble = /** @type {HTMLElement} */ (document.getElementById("trouble"));

/** Requests sent out of a text field: whoever saves there goes on in the next one. @type {WeakSet<XMLHttpRequest>} */
const sentFromField = new WeakSet();

/** Where each row stood before a swap, in pixels from the top of the window. @type {Map<string, number>} */
let places = new Map();

const openRow = () => /** @type {HTMLElement | null} */ (document.querySelector(".row-open"));

/** @param {string} text @param {HTMLElement[]} links */
function showTrouble(text, ...links) {
  trouble.replaceChildren(text, ...links);
  trouble.hidden = !text;
}

/** @param {string} address @param {string} label */
function linkTo(address, label) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = label;
  return link;
}

/** @param {HTMLElement} text @param {number} x @param {number} y */
function offsetAt(text, x, y) {
  const place = document.caretPositionFromPoint?.(x, y);
  const [node, offset] = place ? [place.offsetNode, place.offset] : [text, 0];
  if (!text.contains(node)) return text.textContent.length;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

// A click into a sentence opens it, a click into the open one's text edits it, unless words were selected.
rows.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("a, button, input, textarea, select, summary, label") || !document.getSelection().isCollapsed) return;
  const text = /** @type {HTMLElement | null} */ (target.closest(".field .target-text"));
  if (text) {
    const field = /** @type {HTMLTextAreaElement} */ (text.parentElement.querySelector("textarea"));
    const at = offsetAt(text, event.clientX, event.clientY);
    field.focus({ preventScroll: true });
    field.setSelectionRange(at, at);
    return;
  }
  if (target.closest(".row-open")) return;
  /** @type {HTMLElement | null | undefined} */ (target.closest(".row")?.querySelector(".row-link"))?.click();
});

/** Let the field be as tall as its text where the style sheet cannot. @param {HTMLTextAreaElement} field */
function fit(field) {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

/** @param {HTMLTextAreaElement} field */
function showChanged(field) {
  field.parentElement.classList.toggle("field-changed", field.value !== field.dataset.stored);
  fit(field);
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement && event.target.dataset.stored !== undefined) showChanged(event.target);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const source = /** @type {Element} */ (event.target);
  if (!source.closest?.(".editor") || source.matches("textarea")) return;
  if (document.activeElement instanceof HTMLTextAreaElement) sentFromField.add(/** @type {CustomEvent} */ (event).detail.xhr);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  if (target.matches?.(".row")) {
    places = new Map([...rows.children].map((row) => [row.id, row.getBoundingClientRect().top]));
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { elt: settled, xhr } = /** @type {CustomEvent} */ (event).detail;
  const open = openRow();
  if (!(settled instanceof Element) || !settled.matches?.(".row") || !open || !places.size) return;
  const before = places.get(open.id);
  places = new Map();
  // The sentence that opens stays where the eyes are, although the one above it closes.
  if (before !== undefined) scrollBy({ top: open.getBoundingClientRect().top - before, behavior: "instant" });
  open.scrollIntoView({ block: "nearest", behavior: "instant" });
  const field = /** @type {HTMLTextAreaElement | null} */ (open.querySelector("textarea[data-stored]"));
  if (field) showChanged(field);
  if (field && sentFromField.has(xhr)) {
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
  } else if (!document.activeElement?.closest(".row-open")) {
    /** @type {HTMLElement} */ (open.querySelector(".row-link")).focus({ preventScroll: true });
  }
  // A reload comes back to this sentence.
  history.replaceState(history.state, "", /** @type {HTMLAnchorElement} */ (open.querySelector(".row-link")).href);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.successful && !trouble.querySelector("a")) showTrouble("");
});

document.addEventListener("htmx:responseError", (event) => {
  const status = /** @type {CustomEvent} */ (event).detail.xhr.status;
  if (status === 401) {
    const here = encodeURIComponent(location.pathname + location.search);
    showTrouble("Your log-in has ended, so nothing was saved. What you typed is kept in this browser and offered here again. ", linkTo(`/login/?next=${here}`, "Log in"));
    return;
  }
  const reasons = { 400: "This page is out of date.", 403: "You may not do this, or your log-in has changed.", 404: "This sentence is no longer there." };
  showTrouble(`${reasons[status] ?? "The server could not do this."} Nothing was saved; what you typed is kept in this browser. `, linkTo(location.href, "Reload the page"));
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    showTrouble("The server cannot be reached. What you typed is kept here; save again when the connection is back.");
  });
}

for (const button of document.querySelectorAll("[data-dialog]")) {
  button.addEventListener("click", () => {
    /** @type {HTMLDialogElement} */ (document.getElementById(/** @type {HTMLElement} */ (button).dataset.dialog)).showModal();
  });
}

for (const field of document.querySelectorAll("textarea[data-stored]")) showChanged(/** @type {HTMLTextAreaElement} */ (field));

// An address without a place in the article continues where the work is.
const opened = openRow();
if (opened && !location.hash && opened.getBoundingClientRect().bottom > innerHeight) opened.scrollIntoView({ block: "center", behavior: "instant" });
