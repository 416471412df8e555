import type { ElementEvents } from "../src/elements/public/element-events.ts";
import { publicElements, type PublicElement } from "../src/elements/public/public-elements.ts";
import { themeProperties } from "./theme-properties.ts";

const script = "dist/elements/scoria-dashboard.js";

const attributeTexts: Readonly<Record<string, string>> = {
  base: "The path where the dashboard's handler is mounted. Default: that of the element around it, else `/scoria`.",
  "run-id": "The id of the run.",
  "approval-id": "The id of the approval.",
};

const eventTexts: Readonly<Record<keyof ElementEvents, { readonly type: string; readonly description: string }>> = {
  "scoria-run-open": {
    type: "CustomEvent<RunOpen>",
    description: "A run is about to be opened. Prevent the default, and the host shows it itself.",
  },
  "scoria-decision": {
    type: "CustomEvent<DecisionMade>",
    description: "A decision of the operator was recorded.",
  },
};

/**
 * What editors and documentation tools read of the elements, in the format of the custom elements manifest. The analyzer of
 * that format reads classes and decorators; these elements are made of a table, so that the table is read instead.
 */
export function customElementsManifest(): object {
  const declarations = Object.entries(publicElements).map(([tag, element]) => declarationOf(tag, element));
  return {
    schemaVersion: "2.1.0",
    modules: [
      {
        kind: "javascript-module",
        path: script,
        declarations,
        exports: declarations.map(({ name, tagName }) => ({
          kind: "custom-element-definition",
          name: tagName,
          declaration: { name, module: script },
        })),
      },
    ],
  };
}

function declarationOf(tagName: string, { summary, attributes, events, page }: PublicElement) {
  const named = Object.entries({ base: "base", ...attributes });
  return {
    kind: "class" as const,
    customElement: true as const,
    name: tagName.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    tagName,
    description: summary,
    superclass: { name: "HTMLElement" },
    attributes: named.map(([name, fieldName]) => ({
      name,
      fieldName,
      type: { text: "string" },
      description: attributeTexts[name],
    })),
    members: named.map(([attribute, name]) => ({
      kind: "field",
      name,
      attribute,
      type: { text: "string | undefined" },
      description: attributeTexts[attribute],
    })),
    events: events.map((name) => ({
      name,
      type: { text: eventTexts[name].type },
      description: eventTexts[name].description,
    })),
    cssParts:
      page === undefined ? [] : [{ name: "table", description: "The frame around the list, where it shows one." }],
    cssProperties: themeProperties(),
  };
}
