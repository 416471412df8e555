// What the examples in doc comments may use without saying where it comes from.
declare const scoria: import("@scoria/core").Scoria;
declare const identity: import("@scoria/core").Identity;
declare const reviewer: import("@scoria/core").Identity;
declare const runId: string;
declare const approvalId: string;
