/** Up to here a wait is spent in memory; a longer one pauses the run, which then costs two commits and no process. */
export const longestNapMs = 5_000;
