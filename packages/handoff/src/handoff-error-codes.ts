/** Every code that `@scoria/handoff` throws beside those of the core. A code never changes its meaning. */
export const handoffErrorCodes = {
  INVALID_DELEGATED_ROLE: {
    means: "A handoff does not say to which role it delegates, or says it with something that is no name.",
    remedy: "Pass the delegated role as a non-blank string of at most 200 characters, or a handoff of defineHandoff.",
    retryable: false,
  },
  INVALID_ROOT_ROLE: {
    means: "A handoff that starts a run does not say which role delegates.",
    remedy: "Pass rootRole as a non-blank string of at most 200 characters. It has no default here.",
    retryable: false,
  },
  INVALID_DELEGATED_KIND: {
    means: "A handoff does not say which handler the delegated role acts with.",
    remedy: "Pass delegatedKind: the kind under which its handler stands in createScoria({ handlers }).",
    retryable: false,
  },
  INVALID_HANDOFF_INPUT: {
    means: "A handoff has no handoffInput, or one that is no object of plain JSON.",
    remedy: "Pass the work brief as an object of plain JSON; `{}` when there is none.",
    retryable: false,
  },
  INVALID_PROJECTED_CONTEXT: {
    means: "A handoff has no projectedContext, or one that is no object of plain JSON, or that its schema refuses.",
    remedy: "Pass the slice that the delegated role may see; `{}` says that it sees nothing. There is no default.",
    retryable: false,
  },
  UNSAFE_PROJECTED_CONTEXT: {
    means:
      "What would be handed on holds conversation, session or runtime state, or a secret, by its key or by what it looks like. Nothing was written.",
    remedy:
      "Leave out what the message names, or hand on a summary of it. If it is honest, lift its path with `allow`.",
    retryable: false,
  },
  INVALID_HANDOFF_RESULT: {
    means: "What the delegated role answered does not pass the result schema of the handoff.",
    remedy: "Correct the handler of the delegated kind; what it answered stands in the detail of the run.",
    retryable: false,
  },
  HANDOFF_UNDECLARED: {
    means: "A handoff of defineHandoff is used with a facade that does not list it.",
    remedy: "List it where the lane is made: handoffLane({ handoffs: [review] }).",
    retryable: false,
  },
  HANDOFF_TOO_DEEP: {
    means: "As many roles stand under one another as may.",
    remedy: "Have a role further up delegate, or raise limits.maxDepth of the lane.",
    retryable: false,
  },
  HANDOFF_TOO_WIDE: {
    means: "One handler has made as many handoffs as it may.",
    remedy: "Give each more of the work, start child runs instead, or raise limits.maxBreadth of the lane.",
    retryable: false,
  },
  HANDOFF_CIRCULAR: {
    means: "A role would be given back what it, or a role that it got it from, has given away.",
    remedy: "Answer instead of delegating back: the answer reaches the role that asked.",
    retryable: false,
  },
} as const;

export type HandoffErrorCode = keyof typeof handoffErrorCodes;
