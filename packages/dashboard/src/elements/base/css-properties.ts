import { nothing, type ElementPart } from "lit";
import { Directive, directive, type DirectiveResult } from "lit/directive.js";

type Properties = Readonly<Record<string, string | number | undefined>>;

class CssProperties extends Directive {
  render(_properties: Properties): unknown {
    return nothing;
  }

  override update(part: ElementPart, [properties]: [Properties]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined) style.removeProperty(name);
      else style.setProperty(name, String(value));
    }
    return nothing;
  }
}

/**
 * Sets properties of an element's style by script, where a `style` attribute would be refused by a strict
 * content security policy: <code>&lt;tr ${cssProperties({ height: "40px" })}></code>.
 */
export const cssProperties: (properties: Properties) => DirectiveResult<typeof CssProperties> =
  directive(CssProperties);
