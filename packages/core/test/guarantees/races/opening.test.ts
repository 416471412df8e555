import { expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase, serverUrl } from "../../../src/testing/test-databases.ts";
import { PgProxy } from "./pg-proxy.ts";

test.skipIf(serverUrl === undefined)(
  "a facade whose connection is cut off while it begins says so with a code, and no driver's error",
  async () => {
    await using on = await createTestDatabase("postgres");
    await using proxy = await PgProxy.open(on.url);
    proxy.cutNext("answer", ({ statement }) => statement.startsWith("scoria_beat"));
    const opening = openScoria({ database: proxy.url, worker: quickWorker, logger: quietLogger, handlers: {} });
    await expect(opening).rejects.toMatchObject({ name: "ScoriaError", code: "DATABASE_UNAVAILABLE" });
    expect(proxy.cuts).toBe(1);
  },
);
