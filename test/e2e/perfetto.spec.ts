import { exampleIds, expect, test } from "./fixtures.ts";

const VIEWER = "https://ui.perfetto.dev";
/** Stands in for Perfetto's site: answers as its viewer does once it has loaded, after a while, and shows what it got. */
const STAND_IN = `<!doctype html><title>viewer</title><p id="got">nothing</p><script>
setTimeout(() => addEventListener("message", ({ data, source, origin }) => {
  if (data === "PING") return source.postMessage("PONG", origin);
  const { buffer, title } = data.perfetto;
  got.textContent = new Uint8Array(buffer).length + " bytes of " + title;
}), 400);
</script>`;

test("a boot is handed to Perfetto's viewer, whole, by one click", async ({ page, context, dashboard }) => {
  await context.route(`${VIEWER}/**`, (route) => route.fulfill({ contentType: "text/html", body: STAND_IN }));
  const [id = ""] = Object.values(await exampleIds(dashboard));
  await page.goto(`${dashboard.url}/boots/${id}`);
  await page.getByText("Export", { exact: true }).click();
  await page.getByRole("link", { name: "Open in Perfetto" }).click();
  await expect(page.getByRole("heading", { name: "Open in Perfetto" })).toBeVisible();
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: "Open ui.perfetto.dev" }).click();
  const viewer = await opened;
  const trace = await (await fetch(`${dashboard.url}/api/v1/boots/${id}/export/perfetto`)).arrayBuffer();
  await expect(viewer.locator("#got")).toContainText(`${trace.byteLength} bytes of`);
  await expect(viewer.locator("#got")).toContainText(id);
  await expect(page.getByRole("status").filter({ hasText: "Handed over" })).toBeVisible();
});

test("only the page that hands over may keep a window it opened", async ({ dashboard }) => {
  const [id = ""] = Object.values(await exampleIds(dashboard));
  const policyOf = async (path: string) =>
    (await fetch(`${dashboard.url}${path}`)).headers.get("cross-origin-opener-policy");
  expect(await policyOf(`/boots/${id}/perfetto`)).toBe("same-origin-allow-popups");
  for (const path of ["/", `/boots/${id}`, `/boots/${id}/perfetto/more`, "/perfetto"])
    expect(await policyOf(path), path).toBe("same-origin");
});
