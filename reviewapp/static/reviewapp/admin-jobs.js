/* Keep the list of jobs current while something runs; choices and focus stay, for only cells are replaced. */
const PAUSE = 3000;
const LIVE = ["state", "progress", "message", "finished_at"];

const rowsByJob = (root) =>
  new Map(
    [...root.querySelectorAll("#result_list tbody tr")].map((row) => [
      row.querySelector("input.action-select")?.value,
      row,
    ]),
  );

const isRunning = () =>
  [...document.querySelectorAll("#result_list .field-state")].some((cell) =>
    ["Queued", "Running"].includes(cell.textContent.trim()),
  );

async function refresh() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return false;
  const fresh = rowsByJob(new DOMParser().parseFromString(await answer.text(), "text/html"));
  for (const [job, row] of rowsByJob(document)) {
    for (const name of LIVE) {
      const [seen, now] = [row, fresh.get(job)].map((place) => place?.querySelector(`.field-${name}`));
      if (seen && now && seen.innerHTML !== now.innerHTML) seen.replaceChildren(...now.childNodes);
    }
  }
  return true;
}

async function keepCurrent() {
  while (isRunning()) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (document.hidden) continue;
    try {
      if (!(await refresh())) return;
    } catch (error) {
      // The next round tries again: the list is only a little old, and the server keeps the truth.
      console.warn("The list of jobs could not be refreshed.", error);
    }
  }
}

keepCurrent();
