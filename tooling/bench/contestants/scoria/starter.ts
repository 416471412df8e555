/** Who starts all runs. */
export const starter = { actorId: "bench", tenantId: "acme", sessionId: "session-0" };
