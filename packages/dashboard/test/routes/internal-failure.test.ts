import { createTestScoria, testIdentity } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { createDashboardHandler } from "../../src/index.ts";
import { authorizeByHeader, operatorOf } from "../open-dashboard.ts";
import { send } from "./send.ts";

test("what fails inside is told to the host's log and to nobody else, for one run of many too", async () => {
  const lines: string[] = [];
  const ignore = (): void => {};
  const error = (message: string, fields?: object): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const logger = { debug: ignore, info: ignore, warn: ignore, error };
  await using scoria = await createTestScoria({ engine: "pglite", logger });
  const { runId } = await scoria.startRun(testIdentity(), {});
  const broken = { ...scoria, cancelRun: () => Promise.reject(new TypeError("a part is broken")) };
  const handler = createDashboardHandler(broken, { authorize: authorizeByHeader });
  const one = await send(handler, operatorOf(), "cancelRun", { params: { runId }, body: {} });
  expect(one.status).toBe(500);
  const many = await send(handler, operatorOf(), "cancelRuns", { body: { runIds: [runId] } });
  expect(JSON.parse(many.text)).toMatchObject({ results: [{ runId, ok: false, error: { code: "INTERNAL" } }] });
  expect(one.text + many.text).not.toContain("broken");
  expect(lines).toEqual([
    expect.stringMatching(/^The dashboard failed to answer cancelRun\. .*a part is broken/),
    expect.stringMatching(/^The dashboard failed to answer cancelRuns\. .*a part is broken/),
  ]);
});
