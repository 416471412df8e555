import { expect, test } from "vitest";
import { actAtDesk } from "./act-at-desk.ts";

actAtDesk("lanes", (at) => {
  test("a lane's page shows what the lane holds, and what was done to it shows there", async () => {
    const { page, faults } = await at.open("");
    await page.getByRole("link", { name: "stock" }).click();
    await page.getByRole("treeitem", { name: "apple: 3" }).waitFor();
    expect(await at.accessFaultsOf(page)).toEqual([]);
    await page.getByRole("textbox", { name: "What to send, as JSON" }).fill('{"article": "pear", "count": 5}');
    await page.getByRole("button", { name: "add…" }).click();
    const dialog = page.getByRole("dialog", { name: "Do add of stock?" });
    await dialog.getByRole("treeitem", { name: 'article: "pear"' }).waitFor();
    await dialog.getByRole("button", { name: "add", exact: true }).click();
    await page.getByRole("tree", { name: "Answer of add" }).getByRole("treeitem", { name: "pear: 5" }).waitFor();
    await page.getByRole("tree", { name: "Answer of levels" }).getByRole("treeitem", { name: "pear: 5" }).waitFor();
    expect(await at.accessFaultsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
