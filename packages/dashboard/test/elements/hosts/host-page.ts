/** One page of a host: how it is written, and where its elements come from. */
export interface HostPage {
  readonly name: string;
  /** Below the folder of the host. */
  readonly entry: string;
  readonly body: string;
  /** Scripts that it loads beside its own. Default: none, as what builds it bundles the elements. */
  readonly scripts?: readonly string[];
}

const byHand =
  "<main><button>List</button><button>Other run</button><button>Approval</button><button>Leave</button>" +
  '<p role="status"></p><div id="view"></div></main>';

/** The same page in each way in which hosts write pages. */
export const hostPages: readonly HostPage[] = [
  { name: "plain", entry: "main.ts", body: byHand, scripts: ["/scoria/assets/scoria-dashboard.js"] },
  { name: "react", entry: "main.tsx", body: '<div id="app"></div>' },
  { name: "vue", entry: "main.ts", body: '<div id="app"></div>' },
  { name: "svelte", entry: "main.ts", body: '<div id="app"></div>' },
];
