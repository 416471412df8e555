import { html, type TemplateResult } from "lit";
import type { Resource } from "../base/resource.ts";
import "./state-message.ts";

export interface ResourceViews<T> {
  readonly ready: (value: T) => unknown;
  /** Default: a line that says it is loading, once that takes noticeably long. */
  readonly loading?: () => unknown;
  /** What to say of something that is not there, instead of the server's words. */
  readonly absent?: string;
}

/** What there is to show of a resource, whatever its state. */
export function renderResource<T>(resource: Resource<T>, views: ResourceViews<T>): unknown {
  const { state } = resource;
  if (state.kind === "ready") return views.ready(state.value);
  if (state.kind === "loading") return views.loading?.() ?? loading;
  const { kind, error } = state;
  return html`<scoria-state
    .kind=${kind}
    .detail=${kind === "absent" ? (views.absent ?? error.message) : error.message}
    .onRetry=${kind === "failed" ? () => resource.retry() : undefined}
  ></scoria-state>`;
}

const loading: TemplateResult = html`<scoria-state kind="loading"></scoria-state>`;
