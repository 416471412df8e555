/** What parts say that pages are made of. */
export const partTexts = {
  copy: {
    action: (what: string): string => `Copy ${what}`,
    done: (what: string): string => `Copied: ${what}`,
    failed: "The browser did not let it be copied. Select it and copy it by hand.",
    runId: "run id",
  },

  notices: { close: "Close" },

  runState: { open: "Open the run" },

  countdown: {
    left: (length: string): string => `${length} left`,
    over: "Time is over",
  },

  confirm: {
    no: "Not now",
    reason: "Reason",
    reasonIfAny: "Reason (if any)",
    reasonIsKept: "It is recorded with what you do. Ctrl or ⌘ with Enter confirms.",
    typeIt: "To go on, type",
  },

  list: { next: "Next in the list", previous: "Previous in the list" },

  filters: {
    clear: "Clear",
    unfold: "Filters",
    any: (label: string): string => `${label}: any`,
  },

  table: {
    choose: (name: string): string => `Choose ${name}`,
    chooseAll: "Choose all that are shown",
  },

  sparkline: {
    begin: "24 h ago",
    end: "now",
    most: (most: number): string => `up to ${most}`,
    from: "From",
    count: "Count",
    point: (at: string, value: number): string => `${at}: ${value}`,
  },

  json: {
    raw: "Text",
    copyAll: "Copy",
    path: "Path",
    value: "Value",
    fields: (count: number): string => (count === 0 ? "{}" : count === 1 ? "{ 1 field }" : `{ ${count} fields }`),
    items: (count: number): string => (count === 0 ? "[]" : count === 1 ? "[ 1 item ]" : `[ ${count} items ]`),
    more: (count: number): string => `${count} more`,
    showWhole: (length: number): string => `Show all ${length} characters`,
    redacted: "redacted",
    redactedAs: (shape: string): string => `redacted: ${shape}`,
  },

  markdown: { image: "image not shown" },

  invisibleCharacter: "a character that cannot be seen",

  codePoints: {
    "0000": "null",
    "000D": "carriage return",
    "001B": "escape",
    "00AD": "soft hyphen",
    "061C": "Arabic letter mark",
    "200B": "zero-width space",
    "200C": "zero-width non-joiner",
    "200D": "zero-width joiner",
    "200E": "left-to-right mark",
    "200F": "right-to-left mark",
    "202A": "left-to-right embedding",
    "202B": "right-to-left embedding",
    "202C": "end of a direction",
    "202D": "left-to-right override",
    "202E": "right-to-left override",
    "2060": "word joiner",
    "2066": "left-to-right isolate",
    "2067": "right-to-left isolate",
    "2068": "isolate",
    "2069": "end of an isolate",
    FEFF: "zero-width no-break space",
  },
} as const;
