import type { Handler } from "../../../src/index.ts";
import type { Lane, Migration } from "../../../src/lane/index.ts";

/** The two versions of one host that stand side by side during a deploy. */
export type Version = "as it was" | "as it is";

interface NoteParts {
  readonly step: { take(text: string): Promise<void> };
}

const asItWas: Migration = {
  name: "0001-notes",
  sql: `
create table scoria.note_notes (
  run_id     uuid not null,
  seq        integer not null,
  tenant_id  text not null check (tenant_id <> ''),
  text       text not null,
  primary key (run_id, seq)
);
select scoria.protect_table('scoria.note_notes');`,
};

/** What the next version adds: nothing that the one before would have to know. */
const added: readonly Migration[] = [
  { name: "0002-lengths", sql: "alter table scoria.note_notes add column length integer" },
  { name: "0003-by-text", indexes: [{ name: "note_notes_by_text", on: "scoria.note_notes (tenant_id, text)" }] },
];

/** A lane whose table follows the journal. */
export function noteLane(version: Version): Lane<"note", NoteParts> {
  const isNow = version === "as it is";
  return {
    name: "note",
    migrations: isNow ? [asItWas, ...added] : [asItWas],
    attach: (host) => ({
      step: (call) => ({
        async take(text) {
          await call.record({ type: "note.taken", payload: { text } });
        },
      }),
      follow: {
        types: ["note.taken"],
        async take({ runId, tenantId, entries }) {
          for (const { seq, payload } of entries) {
            const { text } = payload as { readonly text: string };
            await host.tables.query({
              name: "note_insert",
              text: isNow
                ? "insert into scoria.note_notes (run_id, seq, tenant_id, text, length) values ($1, $2, $3, $4, length($4)) on conflict do nothing"
                : "insert into scoria.note_notes values ($1, $2, $3, $4) on conflict do nothing",
              values: [runId, seq, tenantId, text],
            });
          }
        },
      },
    }),
  };
}

/** Tells the world outside that a step of a run was done. */
export type Note = (runId: string, step: string) => Promise<void>;

/**
 * An order: a step, a note, a person's word, a step. As it is there is one step more, after all that was recorded before, and
 * what a step does has changed.
 */
export function deskHandlers(
  version: Version,
  note: Note,
): { readonly order: Handler<{ note: Lane<"note", NoteParts> }> } {
  return {
    order: async (ctx) => {
      const reserved = await ctx.step("reserve", async () => {
        await note(ctx.runId, "reserve");
        return version;
      });
      await ctx.note.take("reserved");
      const decision = await ctx.requestApproval({ tool: "ship", arguments: { what: "a box" } });
      if (decision.status !== "approved") return { reserved, shipped: null, ended: version };
      const shipped = await ctx.step(
        "ship",
        async () => {
          await note(ctx.runId, "ship");
          return version;
        },
        { approval: decision },
      );
      if (version === "as it is") await ctx.step("tell", () => note(ctx.runId, "tell"));
      return { reserved, shipped, ended: version };
    },
  };
}
