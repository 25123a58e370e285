// Keep the reader's place when rows are swapped, open rows by clicking on them, and say what went wrong.

const rows = document.getElementById("sentences");
const trouble = document.getElementById("trouble");
let editsNext = false;

/** @param {string} text */
function showTrouble(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

// A click into a sentence opens it, unless the reader was selecting words.
rows.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("a, button, input, textarea, select, summary, label, .row-open")) return;
  if (!document.getSelection().isCollapsed) return;
  const link = target.closest(".row")?.querySelector(".row-link");
  if (link) /** @type {HTMLElement} */ (link).click();
});

// Whoever saves from the text field goes on in the next text field.
document.addEventListener("htmx:beforeRequest", (event) => {
  const source = /** @type {Element} */ (event.target);
  if (source.closest?.(".editor") && !source.matches("textarea")) {
    editsNext = document.activeElement instanceof HTMLTextAreaElement || editsNext;
  }
  showTrouble("");
});

document.addEventListener("htmx:afterSettle", (event) => {
  const settled = /** @type {CustomEvent} */ (event).detail.elt;
  if (!(settled instanceof Element) || !settled.matches?.(".row")) return;
  const open = document.querySelector(".row-open");
  if (!open) return;
  open.scrollIntoView({ block: "nearest" });
  const field = /** @type {HTMLTextAreaElement | null} */ (open.querySelector("textarea"));
  if (editsNext && field) {
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
  } else if (document.activeElement === document.body || document.activeElement === null) {
    /** @type {HTMLElement} */ (open.querySelector(".row-link")).focus({ preventScroll: true });
  }
  editsNext = false;
});

document.addEventListener("htmx:responseError", (event) => {
  const status = /** @type {CustomEvent} */ (event).detail.xhr.status;
  const reasons = { 400: "This page is out of date.", 403: "You may not do this, or your log-in has ended.", 404: "This sentence is no longer there." };
  showTrouble(`${reasons[status] ?? "The server could not do this."} Nothing was saved; what you typed is still here. Reload the page to go on.`);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    showTrouble("The server cannot be reached. What you typed is kept here; save again when the connection is back.");
  });
}

for (const button of document.querySelectorAll("[data-dialog]")) {
  button.addEventListener("click", () => {
    /** @type {HTMLDialogElement} */ (document.getElementById(button.dataset.dialog)).showModal();
  });
}
