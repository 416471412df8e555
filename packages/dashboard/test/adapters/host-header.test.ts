import { expect, test } from "vitest";
import { headersOf, openDashboard, operatorOf } from "../open-dashboard.ts";

test("where a framework puts another name into the URL, the origin of an effect is held against the header Host", async () => {
  await using desk = await openDashboard("pglite");
  const startFrom = async (origin: string): Promise<number> => {
    const request = new Request("http://localhost:3000/scoria/api/runs", {
      method: "POST",
      headers: { ...headersOf(operatorOf()), host: "Ops.example.com:80", origin, "content-type": "application/json" },
      body: JSON.stringify({ tenantId: "acme", kind: "refund", input: { orderId: "A-1" } }),
    });
    return (await desk.handler(request)).status;
  };
  expect(await startFrom("http://ops.example.com")).toBe(200);
  expect(await startFrom("http://localhost:3000")).toBe(200);
  expect(await startFrom("https://ops.example.com")).toBe(403);
  expect(await startFrom("http://evil.example.com")).toBe(403);
  expect(await startFrom("null")).toBe(403);
});
