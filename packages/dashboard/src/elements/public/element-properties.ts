/** The properties of each element that a host may put into its page, by the element's tag. */
export interface ElementProperties {
  "scoria-dashboard": MountedElement;
  "scoria-run": RunElement;
  "scoria-run-list": MountedElement;
  "scoria-evidence": RunElement;
  "scoria-approvals": MountedElement;
  "scoria-approval": ApprovalElement;
  "scoria-sessions": MountedElement;
  "scoria-queues": MountedElement;
  "scoria-nodes": MountedElement;
}

/** The tag of an element that a host may put into its page. */
export type PublicTag = keyof ElementProperties;

/** What every element is told. */
export interface MountedElement {
  /** The path where the dashboard's handler is mounted. Default: that of the element around it, else `/scoria`. */
  base?: string | undefined;
}

/** What an element about one run is told. */
export interface RunElement extends MountedElement {
  /** The id of the run. */
  runId?: string | undefined;
}

/** What an element about one approval is told. */
export interface ApprovalElement extends MountedElement {
  /** The id of the approval. */
  approvalId?: string | undefined;
}

/** The name of a property as markup writes it: `run-id` for `runId`. */
export type AttributeName<Property> = Property extends `${infer Subject}Id` ? `${Subject}-id` : Property;

/** What markup may say of an element: its properties by their own names, and by those of their attributes. */
export type ElementAttributes<Tag extends PublicTag> = ElementProperties[Tag] & {
  [Property in keyof ElementProperties[Tag] as AttributeName<Property>]?: ElementProperties[Tag][Property];
};
