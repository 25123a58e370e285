// Keep what is being typed through a reload, a crash or a closed tab, and offer it back.

const PREFIX = "reviewapp-draft-";

/** @param {Element} row */
const keyOf = (row) => PREFIX + /** @type {HTMLElement} */ (row).dataset.translation;

/** @param {ParentNode} root */
function offerDrafts(root) {
  for (const field of root.querySelectorAll(".row-open textarea[data-stored]")) {
    const row = field.closest(".row");
    const draft = localStorage.getItem(keyOf(row));
    const offer = row.querySelector(".draft-offer");
    if (draft === null || !offer) continue;
    if (draft === field.value || draft === field.dataset.stored) {
      if (draft === field.dataset.stored) localStorage.removeItem(keyOf(row));
      continue;
    }
    offer.hidden = false;
  }
}

document.addEventListener("input", (event) => {
  const field = /** @type {HTMLTextAreaElement} */ (event.target);
  const row = field.closest?.(".row-open");
  if (!row || field.name !== "text") return;
  if (field.value === field.dataset.stored) localStorage.removeItem(keyOf(row));
  else localStorage.setItem(keyOf(row), field.value);
  row.querySelector(".draft-offer").hidden = true;
});

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-draft]");
  if (!button) return;
  const row = button.closest(".row");
  const field = /** @type {HTMLTextAreaElement} */ (row.querySelector("textarea[data-stored]"));
  if (button.dataset.draft === "take") {
    field.value = localStorage.getItem(keyOf(row)) ?? field.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  } else {
    localStorage.removeItem(keyOf(row));
  }
  row.querySelector(".draft-offer").hidden = true;
});

// The server has the text: the draft has done its service. A refused save (409, 422) keeps it.
document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful } = /** @type {CustomEvent} */ (event).detail;
  const row = /** @type {Element} */ (event.target).closest?.(".row");
  if (row && successful && requestConfig.path.endsWith("/save/")) localStorage.removeItem(keyOf(row));
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
  form.querySelector("[name=seconds]").value = (active.get(form) / 1000).toFixed(1);
});

document.addEventListener("htmx:afterSettle", () => offerDrafts(document));
offerDrafts(document);
