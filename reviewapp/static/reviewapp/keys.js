// The keys of the review page. Single letters act outside text fields only and can be switched off.

const rows = document.getElementById("sentences");
const usesLetters = rows.dataset.keys === "on";

const openRow = () => document.querySelector(".row-open");

/** @param {number} step */
function move(step) {
  const all = [...rows.querySelectorAll(".row")];
  const at = all.indexOf(openRow());
  const next = all[at + step];
  if (next) /** @type {HTMLElement} */ (next.querySelector(".row-link")).click();
}

function edit() {
  const field = /** @type {HTMLTextAreaElement | null} */ (openRow()?.querySelector("textarea[data-stored]"));
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}

const letters = {
  j: () => move(1),
  k: () => move(-1),
  e: edit,
  Enter: edit,
  a: () => /** @type {HTMLElement | null} */ (openRow()?.querySelector("[data-key=a]"))?.click(),
  m: () => document.dispatchEvent(new CustomEvent("reviewapp:mark")),
  "?": () => /** @type {HTMLDialogElement} */ (document.getElementById("keys-help")).showModal(),
};

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  // Vietnamese, Japanese and Chinese are typed through compositions: their keys are not ours.
  if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const target = /** @type {Element} */ (event.target);
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && target.closest(".editor, .row-open")) {
    event.preventDefault();
    openRow()?.querySelector(".editor")?.requestSubmit(openRow().querySelector(".editor .primary"));
  } else if (event.key === "Escape" && target.closest(".editor")) {
    /** @type {HTMLElement} */ (openRow().querySelector(".row-link")).focus();
  } else if (!isTyping(target) && !event.ctrlKey && !event.metaKey && !event.altKey && event.key in letters) {
    if (!usesLetters && event.key.length === 1) return;
    if (event.key === "Enter" && target.closest("a:not(.row-open .row-link), button, summary")) return;
    event.preventDefault();
    letters[event.key]();
  }
});
