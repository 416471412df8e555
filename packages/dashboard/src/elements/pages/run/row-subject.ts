import { html, nothing, type TemplateResult } from "lit";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import type { RowSubject } from "./step-rows.ts";
import "../../parts/status-mark.ts";

const text = texts.run.tree;

/** What a line stands for: how it stands, its name, and what it is if it is no plain step. */
export function renderSubject(subject: RowSubject): TemplateResult {
  if (subject.kind === "run") {
    const { status, kind } = subject.child;
    return html`${statusIcon(status)}<span class="name">${visibleText(kind)}</span
      ><span class="tag">${text.run}</span>`;
  }
  if (subject.kind === "approval") {
    const { status, tool } = subject.approval;
    return html`${statusIcon(status)}<span class="name">${visibleText(tool)}</span
      ><span class="tag">${text.approval}</span>`;
  }
  const { status, name, kind } = subject.step;
  return html`${statusIcon(status)}<span class="name">${visibleText(name)}</span>${
      kind === undefined || kind === "step" || kind === name
        ? nothing
        : html`<span class="tag">${visibleText(kind)}</span>`
    }`;
}

function statusIcon(status: string): TemplateResult {
  return html`<scoria-status class="status" .status=${status} shape></scoria-status>`;
}

/** The class by which its bar has the colour of its status. */
export function toneOf(subject: RowSubject): string {
  if (subject.kind === "step") return subject.step.status;
  return subject.kind === "run" ? subject.child.status : subject.approval.status;
}
