import { asked } from "../what-is-asked.ts";

const view = document.querySelector<HTMLElement>("#view")!;
const told = document.querySelector("[role=status]")!;

const list = document.createElement("scoria-run-list");
list.addEventListener("scoria-run-open", (event) => {
  event.preventDefault();
  told.textContent = `Opened ${event.detail.runId}`;
  showRun(event.detail.runId);
});

function showRun(runId: string): void {
  const shown = view.querySelector("scoria-run");
  if (shown !== null) return shown.setAttribute("run-id", runId);
  const run = document.createElement("scoria-run");
  run.runId = runId;
  view.replaceChildren(run);
}

function showApproval(): void {
  view.innerHTML = "<scoria-approval></scoria-approval>";
  view.firstElementChild!.setAttribute("approval-id", asked.approval);
}

view.addEventListener("scoria-decision", ({ detail }) => (told.textContent = `Decided: ${detail.decision}`));

const actions: Readonly<Record<string, () => void>> = {
  List: () => view.replaceChildren(list),
  "Other run": () => showRun(asked.other),
  Approval: showApproval,
  Leave: () => view.replaceChildren(),
};
for (const button of document.querySelectorAll("button"))
  button.addEventListener("click", actions[button.textContent]!);
view.append(list);
