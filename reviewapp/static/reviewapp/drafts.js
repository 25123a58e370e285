// Keep what is being typed through a reload, a crash or a closed tab, and offer it back.

const PREFIX = "reviewapp-draft-";

/** @param {Element} row */
const keyOf = (row) => PREFIX + /** @type {HTMLElement} */ (row).dataset.translation;

/** @param {Element} row @returns {HTMLTextAreaElement | null} */
const fieldOf = (row) => row.querySelector("textarea[data-stored]");

/** A text on its way through a swap that leaves its sentence open, such as a mark. @type {{key: string, text: string} | null} */
let carried = null;

/** @param {HTMLTextAreaElement} field @param {string} text */
function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Offer the open row's draft, and say of closed rows that they have one. */
function showDrafts() {
  for (const row of document.querySelectorAll(".row")) {
    const field = fieldOf(row);
    // What a closed sentence shows is what is stored: a draft that equals it was saved, by script or without.
    if (!field && row.querySelector(".target-text")?.textContent === localStorage.getItem(keyOf(row))) localStorage.removeItem(keyOf(row));
    const draft = localStorage.getItem(keyOf(row));
    row.classList.toggle("has-draft", draft !== null && !field);
    if (!field || draft === null) continue;
    if (draft === field.dataset.stored) localStorage.removeItem(keyOf(row));
    else if (carried?.key === keyOf(row)) put(field, carried.text);
    else if (draft !== field.value) /** @type {HTMLElement} */ (row.querySelector(".draft-offer")).hidden = false;
  }
  carried = null;
}

document.addEventListener("input", (event) => {
  const field = /** @type {HTMLTextAreaElement} */ (event.target);
  const row = field.closest?.(".row-open");
  if (!row || field.name !== "text") return;
  if (field.value === field.dataset.stored) localStorage.removeItem(keyOf(row));
  else localStorage.setItem(keyOf(row), field.value);
  /** @type {HTMLElement} */ (row.querySelector(".draft-offer")).hidden = true;
});

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.("[data-draft]"));
  if (!button) return;
  const row = /** @type {Element} */ (button.closest(".row"));
  const field = /** @type {HTMLTextAreaElement} */ (fieldOf(row));
  if (button.dataset.draft === "take") put(field, localStorage.getItem(keyOf(row)) ?? field.value);
  else localStorage.removeItem(keyOf(row));
  /** @type {HTMLElement} */ (row.querySelector(".draft-offer")).hidden = true;
  field.focus();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  const field = target.matches?.(".row-open") ? fieldOf(target) : null;
  const keepsText = requestConfig.path.includes("/errors/");
  carried = field && keepsText && field.value !== field.dataset.stored ? { key: keyOf(target), text: field.value } : null;
});

// The server has the text: the draft has done its service. A refused save (409, 422) keeps it.
document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful, xhr, target } = /** @type {CustomEvent} */ (event).detail;
  const saved = successful && requestConfig.path.endsWith("/save/") && xhr.responseURL.endsWith("/save/");
  if (saved && target) localStorage.removeItem(keyOf(target));
});

// Seconds spent typing in this sentence; pauses longer than half a minute do not count.
let lastKey = 0;
const active = new WeakMap();
document.addEventListener("keydown", (event) => {
  const form = /** @type {Element} */ (event.target).closest?.(".editor");
  if (!form) return;
  const now = performance.now();
  const pause = now - lastKey;
  lastKey = now;
  active.set(form, (active.get(form) ?? 0) + (pause < 30000 ? pause : 0));
  /** @type {HTMLInputElement} */ (form.querySelector("[name=seconds]")).value = (active.get(form) / 1000).toFixed(1);
});

document.addEventListener("htmx:afterSettle", showDrafts);
showDrafts();
