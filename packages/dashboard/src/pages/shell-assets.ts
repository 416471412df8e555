const encoder = new TextEncoder();

/** What the page itself needs, whatever elements there are. */
export const shellAssets: ReadonlyMap<
  string,
  { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string }
> = new Map([
  [
    "shell.css",
    {
      bytes: encoder.encode(
        "html,body{height:100%;margin:0}body{font:14px/1.5 system-ui,sans-serif}scoria-dashboard{display:block;min-height:100%}",
      ),
      contentType: "text/css; charset=utf-8",
    },
  ],
  [
    "scoria.svg",
    {
      bytes: encoder.encode(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 2 28.100 9v14L16 30 3.900 23V9z" fill="#4548b8"/>' +
          '<path d="m16 9 6 3.500v7L16 23l-6-3.500v-7z" fill="none" stroke="#fff" stroke-width="3"/></svg>',
      ),
      contentType: "image/svg+xml",
    },
  ],
]);
