/** What the page of a host is asked to show, in its own address. */
export const asked: { readonly other: string; readonly approval: string } = {
  other: new URLSearchParams(location.search).get("other") ?? "",
  approval: new URLSearchParams(location.search).get("approval") ?? "",
};
