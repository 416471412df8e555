/** How much of each thing one call may bring. Bytes are those of the canonical JSON text in UTF-8. */
export const limits = {
  inputBytes: 262_144,
  stepResultBytes: 1_048_576,
  metadataBytes: 16_384,
  reasonCharacters: 2_000,
  nameCharacters: 200,
  idCharacters: 256,
  /** Of any wait, in milliseconds: ten years. */
  longestMs: 315_360_000_000,
  /** Nested arrays and objects. */
  depth: 64,
  /** Keys and array items of one payload together. */
  items: 100_000,
} as const;
