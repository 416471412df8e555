/** What the thread of the watchdog is told when it starts. */
export interface WatchdogOrders {
  readonly shared: SharedArrayBuffer;
  /** How long the event loop may stand still, in milliseconds. */
  readonly limitMs: number;
}

/** The cells, of 32 bits each, that the event loop and the thread share. */
export const places = {
  /** Goes up each time the loop turns. */
  turns: 0,
  /** 1: the thread is to end. */
  isOver: 1,
  /** 1: a debugger is attached, which holds the loop up on purpose. */
  isDebugged: 2,
} as const;

export const cellCount = 3;

/** How often the thread looks before the limit is over. */
export const slicesOf = 8;
