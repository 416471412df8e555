/** What a worker says to whoever started it: one JSON line each on its standard output. */
export type WorkerLine =
  | { readonly says: "ready" }
  | { readonly says: "run"; readonly runId: string }
  | { readonly says: "began"; readonly step: string; readonly key: string }
  | { readonly says: "done"; readonly step: string; readonly answer: "done" | "known" }
  | { readonly says: "answered"; readonly step: string };
