// Mark words as an error: by selecting them with pointer or touch, or word by word with the keyboard.
// Offsets are UTF-16 units of the sentence's text; the server snaps them to graphemes and words.

const HIGHLIGHT = "marking";

/** @type {{text: HTMLElement, words: {start: number, end: number}[], from: number, to: number} | null} */
let choosing = null;

/** @param {HTMLElement} text @param {Node} node @param {number} offset */
function offsetIn(text, node, offset) {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** @param {HTMLElement} text @param {number} start @param {number} end */
function rangeOf(text, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let started = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue.length;
    if (!started && start < passed + length) {
      range.setStart(node, start - passed);
      started = true;
    }
    if (end <= passed + length) {
      range.setEnd(node, end - passed);
      break;
    }
    passed += length;
  }
  return range;
}

/** @param {Range | null} range */
function highlight(range) {
  if (!("highlights" in CSS)) return;
  if (range) CSS.highlights.set(HIGHLIGHT, new Highlight(range));
  else CSS.highlights.delete(HIGHLIGHT);
}

/** Words selected in the text field, as a place in the stored text that it shows. */
function selectedInField() {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement) || field.dataset.stored === undefined) return null;
  const { selectionStart: start, selectionEnd: end } = field;
  const text = /** @type {HTMLElement} */ (field.parentElement.querySelector(".target-text"));
  return field.value === text.textContent && start < end ? { text, start, end } : null;
}

/** @returns {{text: HTMLElement, start: number, end: number} | null} */
function selected() {
  const inField = selectedInField();
  if (inField) return inField;
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const element = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement;
  const text = /** @type {HTMLElement | null} */ (element?.closest(".row-open .text[data-side]"));
  if (!text) return null;
  const inside = text.contains(range.endContainer);
  const start = offsetIn(text, range.startContainer, range.startOffset);
  const end = inside ? offsetIn(text, range.endContainer, range.endOffset) : text.textContent.length;
  return start < end ? { text, start, end } : null;
}

/** @param {HTMLElement} text @param {number} start @param {number} end */
function openForm(text, start, end) {
  const details = /** @type {HTMLDetailsElement} */ (text.closest(".row").querySelector(".mark-form"));
  if (!details) return;
  const form = details.querySelector("form");
  form.elements.namedItem("side").value = text.dataset.side;
  form.elements.namedItem("start").value = String(start);
  form.elements.namedItem("end").value = String(end);
  const marked = details.querySelector("[data-marked]");
  marked.hidden = false;
  marked.querySelector("q").textContent = text.textContent.slice(start, end);
  details.querySelector("[data-words]").hidden = true;
  details.open = true;
  highlight(rangeOf(text, start, end));
  document.getSelection().removeAllRanges();
  form.elements.namedItem("category").focus({ preventScroll: true });
  details.scrollIntoView({ block: "nearest" });
}

/** @param {Element} row */
function openEmptyForm(row) {
  const details = /** @type {HTMLDetailsElement | null} */ (row.querySelector(".mark-form"));
  if (!details) return;
  const form = details.querySelector("form");
  for (const name of ["side", "start", "end"]) form.elements.namedItem(name).value = "";
  details.querySelector("[data-marked]").hidden = true;
  details.querySelector("[data-words]").hidden = false;
  details.open = true;
  form.elements.namedItem("first").focus({ preventScroll: true });
  details.scrollIntoView({ block: "nearest" });
}

/** @param {Element | null} row */
function closeForm(row) {
  const details = /** @type {HTMLDetailsElement | null} */ (row?.querySelector(".mark-form"));
  if (details) details.open = false;
  highlight(null);
  /** @type {HTMLElement | null | undefined} */ (row?.querySelector(".row-link"))?.focus({ preventScroll: true });
}

/** @param {HTMLElement} text */
function wordsOf(text) {
  const words = [];
  for (const part of new Intl.Segmenter(text.lang, { granularity: "word" }).segment(text.textContent)) {
    if (part.segment.trim()) words.push({ start: part.index, end: part.index + part.segment.length });
  }
  return words;
}

/** @param {HTMLElement} text */
function choose(text) {
  stopChoosing();
  choosing = { text, words: wordsOf(text), from: 0, to: 0 };
  text.classList.add("marking-now");
  text.tabIndex = -1;
  text.focus();
  showChoice();
}

function showChoice() {
  const { text, words, from, to } = choosing;
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  highlight(rangeOf(text, words[first].start, words[last].end));
  say(text.textContent.slice(words[first].start, words[last].end));
}

function stopChoosing() {
  choosing?.text.classList.remove("marking-now");
  choosing = null;
}

/** @param {KeyboardEvent} event */
function chooseByKey(event) {
  const { text, words } = choosing;
  const backwards = getComputedStyle(text).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const step = event.key === backwards ? -1 : 1;
    choosing.to = Math.min(words.length - 1, Math.max(0, choosing.to + step));
    if (!event.shiftKey) choosing.from = choosing.to;
    showChoice();
  } else if (event.key === "Tab") {
    const sides = [...text.closest(".row").querySelectorAll(".text[data-side]")].filter((side) => side.textContent && side.offsetParent);
    choose(/** @type {HTMLElement} */ (sides[(sides.indexOf(text) + 1) % sides.length]));
  } else if (event.key === "Enter") {
    const [first, last] = [Math.min(choosing.from, choosing.to), Math.max(choosing.from, choosing.to)];
    stopChoosing();
    openForm(text, words[first].start, words[last].end);
  } else if (event.key === "Escape") {
    stopChoosing();
    highlight(null);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Begin a mark: with the selection if there is one, else word by word. */
function begin() {
  const place = selected();
  const row = document.querySelector(".row-open");
  if (!row?.querySelector(".mark-form")) return;
  if (place) openForm(place.text, place.start, place.end);
  else if (row.querySelector(".field-changed")) openEmptyForm(row);
  else {
    const texts = [.../** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll(".target-text, .source-text"))].reverse();
    const text = texts.find((side) => side.textContent.trim() && side.offsetParent);
    if (text) choose(text);
    else openEmptyForm(row);
  }
}

/** @param {string} text */
function say(text) {
  document.getElementById("announcement").textContent = text;
}

document.addEventListener("reviewapp:mark", begin);
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const inForm = /** @type {Element} */ (event.target).closest?.(".mark-form[open]");
  if (choosing) chooseByKey(event);
  else if (inForm && event.key === "Escape") closeForm(inForm.closest(".row"));
  else if (inForm && !(event.target instanceof HTMLInputElement && event.target.name === "note") && !event.ctrlKey && !event.metaKey && !event.altKey) labelByKey(event, inForm);
}, true);

/** Digits choose a category, s the next severity. @param {KeyboardEvent} event @param {Element} details */
function labelByKey(event, details) {
  const form = details.querySelector("form");
  if (/^[1-9]$/.test(event.key)) {
    const categories = /** @type {HTMLSelectElement} */ (form.elements.namedItem("category"));
    if (Number(event.key) < categories.options.length) categories.selectedIndex = Number(event.key);
  } else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) {
    form.requestSubmit();
  } else if (event.key === "s") {
    const choices = [...form.querySelectorAll("[name=severity]")];
    const at = choices.findIndex((choice) => choice.checked);
    choices[(at + 1) % choices.length].checked = true;
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

// The button must not take the selection away before it is read.
for (const name of ["pointerdown", "mousedown"]) {
  document.addEventListener(name, (event) => {
    if (/** @type {Element} */ (event.target).closest?.("[data-mark=open]")) event.preventDefault();
  });
}
document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-mark]");
  if (!button) return;
  const row = button.closest(".row");
  if (button.dataset.mark === "close") {
    closeForm(row);
    return;
  }
  const place = selected();
  if (place) openForm(place.text, place.start, place.end);
  else openEmptyForm(row);
});
document.addEventListener("htmx:afterSettle", () => {
  if (choosing && !choosing.text.isConnected) choosing = null;
  if (!document.querySelector(".mark-form[open]") && !choosing) highlight(null);
});
