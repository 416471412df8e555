import { invalidInput } from "../errors.ts";

const mostParameters = 20;

/**
 * The parameters of a query string, each once.
 *
 * @throws INVALID_INPUT for one that is there twice: readers on the way may take either
 */
export function readQuery(search: URLSearchParams): Readonly<Record<string, string>> {
  const query = new Map<string, string>();
  for (const [name, value] of search) {
    if (query.has(name)) throw invalidInput("The query", "has a parameter twice");
    query.set(name, value);
  }
  if (query.size > mostParameters) throw invalidInput("The query", `has more than ${mostParameters} parameters`);
  return Object.fromEntries(query);
}
