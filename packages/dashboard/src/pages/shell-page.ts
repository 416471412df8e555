/** The one page: all else is done by the elements that it loads, by the path that it was asked for under. */
export function shellPage(basePath: string): string {
  const base = escaped(basePath);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Scoria</title>
    <link rel="icon" type="image/svg+xml" href="${base}/assets/scoria.svg">
    <link rel="stylesheet" href="${base}/assets/shell.css">
    <script type="module" src="${base}/assets/scoria-dashboard.js"></script>
  </head>
  <body>
    <scoria-dashboard base="${base}"></scoria-dashboard>
    <noscript>This page is made by scripts of the same origin. Let them run to see it.</noscript>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
