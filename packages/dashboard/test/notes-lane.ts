import { ScoriaError, type Json } from "@scoria/core";
import type { Lane } from "@scoria/core/lane";

export interface NotesStep {
  /** Keeps a note. */
  write(text: string): Promise<Json>;
  /** Has the reader look at a text inside the run, with something beside it. */
  read(input: Json, context: Json): Promise<Json>;
}

export interface NotesLane extends Lane<
  "notes",
  { readonly step: NotesStep; readonly detail: { readonly notes: readonly string[] } }
> {}

/**
 * A lane that keeps notes of runs, shows them to operators in capitals, and lets them erase them. A draft it sends back once,
 * with `feedback`.
 */
export function notesLane(feedback: Json = "not yet"): NotesLane {
  return {
    name: "notes",
    migrations: [
      {
        name: "0001-notes",
        sql: `
create table scoria.notes_notes (
  run_id     uuid not null,
  seq        integer not null,
  tenant_id  text not null check (tenant_id <> ''),
  text       text not null,
  primary key (run_id, seq)
);
select scoria.protect_table('scoria.notes_notes');`,
      },
    ],
    attach(host) {
      host.registerHandler<unknown>("notes.reader", { run: (ctx) => ctx.step("look", () => "read") });
      return {
        step: (call) => ({
          write: (text) => call.record({ type: "notes.written", payload: { text } }),
          read: (input, context) => call.runHandler("read", { kind: "notes.reader", role: "reader", input, context }),
        }),
        detail: (entries) => ({
          notes: entries.flatMap(({ type, payload }) => (type === "notes.written" ? [capitals(payload)] : [])),
        }),
        gates: {
          beforeComplete: (_, { output, round }) =>
            round === 1 && textOf(output) === "draft" ? { verdict: "send-back", feedback } : { verdict: "go-on" },
        },
        follow: {
          types: ["notes.written"],
          async take({ runId, tenantId, entries }) {
            for (const { seq, payload } of entries) {
              await host.tables.query({
                text: `
insert into scoria.notes_notes (run_id, seq, tenant_id, text) values ($1, $2, $3, $4) on conflict do nothing`,
                values: [runId, seq, tenantId, capitals(payload)],
              });
            }
          },
        },
        operator: {
          reads: {
            written: {
              permission: "notes.read",
              read: async ({ tenants }, query) => {
                const rows = await host.tables.query<{ text: string }>({
                  text: "select text from scoria.notes_notes where tenant_id = any ($1::text[]) order by run_id, seq",
                  values: [tenants],
                });
                return { asked: query, texts: rows.map(({ text }) => text) };
              },
            },
          },
          actions: {
            erase: {
              permission: "notes.erase",
              act: async ({ actorId, tenants }, body) => {
                if (body === "nothing") throw new ScoriaError("NOTES_NOT_NAMED", "Say which notes.", {});
                const rows = await host.tables.query({
                  text: "delete from scoria.notes_notes where tenant_id = any ($1::text[]) returning seq",
                  values: [tenants],
                });
                return { by: actorId, erased: rows.length };
              },
            },
          },
        },
      };
    },
  };
}

function textOf(payload: Json): string {
  return String((payload as { readonly text?: unknown } | null)?.text);
}

function capitals(payload: Json): string {
  return textOf(payload).toUpperCase();
}
