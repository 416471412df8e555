/** Work that a node does beside its runs. */
export interface Duty {
  /** Called at each poll of the node. It does not wait for what it begins. */
  look(): void;
  /** Ends what is under way, and begins nothing any more. */
  stop(): Promise<void>;
}
