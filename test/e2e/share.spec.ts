import { join } from "node:path";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { openNotebook } from "@hacotaki/store";
import { SHARE_CARD } from "../../apps/dashboard/components/share/share-address.ts";
import { removeFolder, startDashboard, temporaryFolder, type Dashboard } from "./dashboard.ts";
import { importExamples } from "./recorded.ts";
import { violations } from "./violations.ts";

let folder: string;
let dashboard: Dashboard;
let ids: Record<string, string>;
test.beforeAll(async () => {
  folder = temporaryFolder();
  const db = join(folder, "hacotaki.db");
  await importExamples(db);
  dashboard = await startDashboard(db);
  const answer = (await (await fetch(`${dashboard.url}/api/v1/boots`)).json()) as {
    boots: { id: string; container: string }[];
  };
  ids = Object.fromEntries(answer.boots.map(({ id, container }) => [container, id]));
});
test.afterAll(async () => {
  await dashboard.stop();
  removeFolder(folder);
});

const idOf = (name: string) => {
  const id = ids[name];
  if (id === undefined) throw new Error(`no boot of ${name}: ${Object.keys(ids).join(", ")}`);
  return id;
};

/** Makes a share through its page and says where it leads. */
async function makeShare(page: Page, query: string, title = "A slow boot"): Promise<string> {
  await page.goto(`${dashboard.url}/share?${query}`);
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page).toHaveURL(`${dashboard.url}/shares`);
  // Ready to be copied, by whatever the visitor has.
  await expect(page.getByLabel("Link", { exact: true })).toBeFocused();
  return page.getByLabel("Link", { exact: true }).inputValue();
}

/** Revokes a share in the list: it asks first. */
async function revoke(page: Page, title: string): Promise<void> {
  const row = page.getByRole("row", { name: title });
  await row.locator("summary").click();
  await row.getByRole("button", { name: `Yes, revoke ${title}` }).click();
  await expect(row.locator("summary")).toHaveCount(0);
}

async function strangers(browser: Browser, javaScriptEnabled = true): Promise<Page> {
  return (await browser.newContext({ javaScriptEnabled })).newPage();
}

test("a shared boot opens elsewhere without an account, and is gone once it is revoked", async ({
  page,
  browser,
}) => {
  await page.goto(`${dashboard.url}/boots/${idOf("slow-hooks")}`);
  await page.getByRole("link", { name: "Share", exact: true }).click();
  await page.getByLabel("Title").fill("Why was this slow?");
  await page.getByLabel("Comment").fill("See https://example.org/ticket/1.");
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.getByLabel("Link", { exact: true }).inputValue();

  const stranger = await strangers(browser);
  const errors: string[] = [];
  stranger.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
  const answer = await stranger.goto(link);
  expect(answer?.status()).toBe(200);
  expect(answer?.headers()).toMatchObject({
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "content-security-policy": expect.stringMatching(/connect-src 'none'.*form-action 'none'/),
    "cache-control": expect.stringContaining("no-store"),
  });
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("Why was this slow?");
  await expect(stranger.getByRole("link", { name: "https://example.org/ticket/1" })).toHaveAttribute(
    "rel",
    /noopener noreferrer/,
  );
  await expect(stranger.locator(".summary")).toContainText("slowest:");
  await expect(stranger.locator(".shared-wf .bar").first()).toBeVisible();
  expect(await stranger.locator("a[href^='/'], form").count()).toBe(0);
  expect(errors).toEqual([]);

  await page.goto(`${dashboard.url}/shares`);
  const row = page.getByRole("row", { name: /Why was this slow/ });
  await expect(row).toContainText("once");
  await revoke(page, "Why was this slow?");
  await expect(row).toContainText(/revoked .*\d{4}, \d\d:\d\d/);
  const after = await stranger.reload();
  expect(after?.status()).toBe(404);
  await expect(stranger.getByText("There is no such share.")).toBeVisible();
  await stranger.context().close();
});

test("a revoked share and one that never was are answered alike to the byte, and so is a broken link", async ({
  page,
}) => {
  const link = await makeShare(page, `boot=${idOf("min-true")}`, "soon gone");
  await revoke(page, "soon gone");
  await page.getByRole("button", { name: "Remove the line about soon gone" }).click();
  await expect(page.getByText("soon gone")).toHaveCount(0);
  for (const rest of ["", SHARE_CARD])
    for (const method of ["GET", "HEAD"]) {
      const [revoked, never, broken] = await Promise.all(
        [link, `${dashboard.url}/s/${"x".repeat(24)}`, `${dashboard.url}/s/short`].map(async (url) => {
          const response = await fetch(url + rest, { method });
          const headers = Object.fromEntries(response.headers);
          delete headers["date"];
          return { status: response.status, headers, text: await response.text() };
        }),
      );
      expect(revoked?.status).toBe(404);
      expect(revoked).toEqual(never);
      expect(broken).toEqual(never);
      if (rest === "" && method === "GET") expect(never?.text).toContain("There is no such share.");
    }
});

test("the page of a share is the same without script: it loads none, and may run none", async ({
  page,
  browser,
}) => {
  const link = await makeShare(page, `boot=${idOf("slow-hooks")}&show=notes`);
  const stranger = await strangers(browser);
  const asked: string[] = [];
  stranger.on("request", (request) => asked.push(request.resourceType()));
  const answer = await stranger.goto(link, { waitUntil: "networkidle" });
  expect(asked).toContain("stylesheet");
  expect(asked).not.toContain("script");
  expect(answer?.headers()["content-security-policy"]).toMatch(/script-src 'none'; style-src 'self';/);
  const html = (await answer?.text()) ?? "";
  expect(html).not.toMatch(/<script|nonce=|__next_f/);
  // The framework's own script would ask for the page's data in place of the page.
  const flight = await fetch(link, { headers: { rsc: "1", "next-router-prefetch": "1" } });
  expect(flight.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await flight.text()).toBe(html);
  const packed = await fetch(link, { headers: { "accept-encoding": "identity" } });
  expect(Number(packed.headers.get("content-length"))).toBe(Buffer.byteLength(html));
  await stranger.context().close();
});

test("a share has a card of what it shows, for as long as it lives, and looking at it is no visit", async ({
  page,
}) => {
  const link = await makeShare(page, `boot=${idOf("slow-hooks")}`, "Has a card");
  const html = await (await fetch(link)).text();
  expect(html).toContain('<meta property="og:title" content="Has a card"/>');
  expect(html).toContain(`<meta property="og:image" content="${link}${SHARE_CARD}"/>`);
  expect(html).toMatch(/<meta property="og:description" content="Booted in [^"]+"/);
  for (let n = 0; n < 3; n++) {
    const card = await fetch(link + SHARE_CARD);
    expect([card.status, card.headers.get("content-type"), card.headers.get("cache-control")]).toEqual([
      200,
      "image/png",
      "private, no-store",
    ]);
    const png = Buffer.from(await card.arrayBuffer());
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  }
  await page.goto(`${dashboard.url}/shares`);
  const row = page.getByRole("row", { name: /Has a card/ });
  await expect(row).toContainText("once");
  await revoke(page, "Has a card");
  expect((await fetch(link + SHARE_CARD)).status).toBe(404);
});

test("nothing that was not asked for is in the page", async ({ page }) => {
  const all = "hosts,commands,paths,environment,haco,marks,notes";
  for (const name of ["slow-hooks", "min-true", "multi-child-0"]) {
    const bare = await makeShare(page, `boot=${idOf(name)}`);
    const full = await makeShare(page, `boot=${idOf(name)}&show=${all}`);
    const detail = (await (await fetch(`${dashboard.url}/api/boots/${idOf(name)}`)).json()) as {
      boot: Record<string, unknown> & { container: string; processes: Record<string, unknown>[] };
    };
    const { boot } = detail;
    const secrets = [
      boot["hostName"],
      boot["hostId"],
      boot["kernelBootId"],
      boot["runId"],
      boot["kernel"],
      boot["hacoFile"],
      boot["hacoHash"],
      boot["cwd"],
      boot["rootfs"],
      boot["cgroup"],
      ...((boot["launcherArgv"] as string[] | undefined) ?? []).filter((word) => word.startsWith("/")),
      ...((boot["command"] as string[] | undefined) ?? []).filter((word) => word.startsWith("/")),
      ...boot.processes.map(({ execFile }) => execFile),
      ...(typeof boot["hacoText"] === "string" ? boot["hacoText"] : "")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line.length > 12),
    ].filter(
      (each): each is string => typeof each === "string" && each.length > 3 && each !== boot.container,
    );
    expect(secrets.length).toBeGreaterThan(8);
    const html = await (await fetch(bare)).text();
    const open = await (await fetch(full)).text();
    expect(html).toContain(boot.container);
    for (const secret of secrets) expect(html, secret).not.toContain(secret);
    if (typeof boot["kernel"] === "string") expect(open).toContain(boot["kernel"]);
  }
});

test("what the preview shows is what the share shows, with what was asked for", async ({ page, browser }) => {
  await page.goto(`${dashboard.url}/share?boot=${idOf("slow-hooks")}`);
  await expect(page.locator(".share-sheet")).not.toContainText("Command");
  // Whether others are few is not known to who sees no others.
  await expect(page.locator(".share-sheet #reasons")).toContainText("What is usual is not shown here.");
  await page.getByLabel("command lines and process names").check();
  await page.getByLabel("paths").check();
  await page.getByRole("button", { name: "Update the preview" }).click();
  await expect(page.locator(".share-sheet")).toContainText("Command");
  // Each tick brings its own preview: the last one is waited for.
  await expect(page.locator(".share-sheet")).toContainText("Root file system");
  const preview = await page.locator(".share-sheet").innerText();
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.getByLabel("Link", { exact: true }).inputValue();
  const stranger = await strangers(browser, false);
  await stranger.goto(link);
  const shown = await stranger.locator("article").innerText();
  expect(shown.replaceAll(/\s+/g, " ")).toContain(preview.replaceAll(/\s+/g, " "));
  await stranger.context().close();
});

for (const javaScriptEnabled of [true, false])
  test(`what is ticked is what is shared, ${javaScriptEnabled ? "with" : "without"} script`, async ({
    browser,
  }) => {
    const page = await strangers(browser, javaScriptEnabled);
    const stranger = await strangers(browser, false);
    const make = page.getByRole("button", { name: "Make the link" });
    const hosts = page.getByLabel("host names");
    const commands = page.getByLabel("command lines and process names");
    const sheet = page.locator(".share-sheet");
    const shared = async () => {
      await stranger.goto(await page.getByLabel("Link", { exact: true }).inputValue());
      return stranger.locator("article").innerText();
    };

    // Ticked, previewed, and unticked again: neither is in it.
    await page.goto(`${dashboard.url}/share?boot=${idOf("slow-hooks")}`);
    await page.getByLabel("Title").fill("Unticked");
    await page.getByLabel("Comment").fill("kept through the preview");
    await hosts.check();
    await commands.check();
    await page.getByRole("button", { name: "Update the preview" }).click();
    await expect(sheet).toContainText("Command");
    await expect(page.getByLabel("Comment")).toHaveValue("kept through the preview");
    // The preview that came brings the form anew: a click may fall in between.
    await expect(async () => {
      await hosts.uncheck();
      await commands.uncheck();
    }).toPass();
    await make.click();
    if (!javaScriptEnabled) {
      await expect(page.getByText("Nothing was shared")).toBeVisible();
      await page.getByRole("link", { name: "Look at the preview again" }).click();
      await expect(hosts).not.toBeChecked();
      await expect(sheet).not.toContainText("Command");
      await expect(page.getByLabel("Title")).toHaveValue("Unticked");
      await expect(page.getByLabel("Comment")).toHaveValue("kept through the preview");
      await make.click();
    }
    await expect(page).toHaveURL(`${dashboard.url}/shares`);
    const without = await shared();
    expect(without).toContain("kept through the preview");
    expect(without).not.toContain("Command");

    // Ticked without a look at the preview: nothing is made that nobody has seen, and nothing ticked is dropped.
    await page.goto(`${dashboard.url}/share?boot=${idOf("slow-hooks")}`);
    await commands.check();
    await make.click();
    if (!javaScriptEnabled) {
      await page.getByRole("link", { name: "Look at the preview again" }).click();
      await expect(commands).toBeChecked();
      await expect(sheet).toContainText("Command");
      await make.click();
    }
    await expect(page).toHaveURL(`${dashboard.url}/shares`);
    expect(await shared()).toContain("Command");
    await page.context().close();
    await stranger.context().close();
  });

test("the server shares nothing but what a preview has shown", async () => {
  const id = idOf("slow-hooks");
  const sharesNow = () => {
    const notebook = openNotebook(dashboard.db);
    const count = notebook.shares().length;
    notebook.close();
    return count;
  };
  const printOf = async (query: string) => {
    const html = await (await fetch(`${dashboard.url}/share?${query}`)).text();
    const print = /<input type="hidden" name="previewed" value="([\w-]{43})"\/>/.exec(html)?.[1];
    if (print === undefined) throw new Error(`no fingerprint in the form of ${query}`);
    return print;
  };
  const post = async (fields: Record<string, string> | string[][]) =>
    fetch(`${dashboard.url}/api/shares`, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: dashboard.url },
      body: new URLSearchParams(fields),
    });
  const bare = await printOf(`boot=${id}`);
  const withHosts = await printOf(`boot=${id}&show=hosts`);
  const before = sharesNow();
  const title = "by hand";
  for (const fields of [
    { boot: id, title },
    { boot: id, title, previewed: "" },
    { boot: id, title, previewed: withHosts },
    { boot: id, title, previewed: bare, show: "hosts" },
    { boot: id, title, previewed: withHosts, show: "hosts,notes" },
    { boot: idOf("min-true"), title, previewed: bare },
    { boots: `${id},${idOf("min-true")}`, title, previewed: bare },
  ]) {
    const answer = await post(fields);
    expect([answer.status, answer.headers.get("set-cookie")], JSON.stringify(fields)).toEqual([409, null]);
    expect(await answer.text()).toContain("Nothing was shared");
  }
  expect(sharesNow()).toBe(before);

  // A note that came after the preview was not in it.
  const withNotes = await printOf(`boot=${id}&show=notes`);
  const notebook = openNotebook(dashboard.db);
  notebook.addNote({
    bootId: id as Parameters<typeof notebook.findGoneBoot>[0],
    text: "later",
    writtenAt: 1n,
  });
  notebook.close();
  expect((await post({ boot: id, title, previewed: withNotes, show: "notes" })).status).toBe(409);
  expect((await post({ boot: id, title, previewed: bare })).status).toBe(303);
  const ticks = [
    ["boot", id],
    ["title", title],
    ["previewed", await printOf(`boot=${id}&show=notes&show=hosts`)],
    ["show", "notes"],
    ["show", "hosts"],
  ];
  expect((await post(ticks)).status).toBe(303);
  expect(sharesNow()).toBe(before + 2);
});

test("a failure is told in the same words as on the boot's own page", async ({ page, browser }) => {
  await page.goto(`${dashboard.url}/boots/${idOf("fail-nocmd")}`);
  const told = await page.locator(".notice[data-tone='bad']").innerText();
  const stranger = await strangers(browser);
  await stranger.goto(await makeShare(page, `boot=${idOf("fail-nocmd")}`));
  expect(await stranger.locator(".notice[data-tone='bad']").innerText()).toBe(told);
  await stranger.context().close();
});

test("comparisons and baselines are shared as well", async ({ page, browser }) => {
  const stranger = await strangers(browser);
  const pair = await makeShare(page, `boots=${idOf("min-true")},${idOf("slow-hooks")}`, "Before and after");
  await stranger.goto(pair);
  await expect(stranger.getByRole("heading", { name: "Differences" })).toBeVisible();
  await expect(stranger.locator("tfoot .delta")).toContainText("▲");
  await expect(stranger.locator(".shared-wf")).toHaveCount(2);
  const notebook = openNotebook(dashboard.db);
  notebook.saveBaseline({ name: "all of them", of: { kind: "group", filter: {} }, savedAt: 1n });
  notebook.close();
  await page.goto(`${dashboard.url}/compare`);
  await page.getByRole("link", { name: "Share all of them" }).click();
  await expect(page.locator(".share-sheet").getByRole("row", { name: /whole boot/ })).toBeVisible();
  await page.getByLabel("Title").fill("Our baseline");
  await page.getByRole("button", { name: "Make the link" }).click();
  await stranger.goto(await page.getByLabel("Link", { exact: true }).inputValue());
  await expect(stranger.getByRole("row", { name: /whole boot/ })).toBeVisible();
  for (const link of [pair, stranger.url()])
    expect((await fetch(link + SHARE_CARD)).headers.get("content-type")).toBe("image/png");
  await stranger.context().close();
});

test("a share keeps the range and the selected span of the page it was made from, and only where they are ticked", async ({
  page,
  browser,
}) => {
  await page.goto(`${dashboard.url}/boots/${idOf("min-true")}?span=pivot-root&zoom=60000000..70000000`);
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.getByRole("link", { name: "Share", exact: true }).click();
  await expect(page).toHaveURL(/zoom=60000000\.\.70000000&span=pivot-root&show=usual%2Czoom%2Cselection/);
  const viewed = page.locator(".share-preview .shared-viewed");
  await expect(viewed).toContainText("Selected: pivot_root");
  await expect(viewed).toContainText("Shown is 60.0 ms to 70.0 ms of it.");
  await page.getByLabel("the selected span").uncheck();
  await expect(viewed).not.toContainText("Selected");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page).toHaveURL(`${dashboard.url}/shares`);
  const stranger = await strangers(browser);
  await stranger.goto(await page.getByLabel("Link", { exact: true }).inputValue());
  await expect(stranger.locator(".shared-viewed")).toHaveText("Shown is 60.0 ms to 70.0 ms of it.");
  await expect(stranger.locator(".in-wide .ruler text").first()).toHaveText("60 ms");
});

test("a picture of a boot is drawn as its page shows it", async ({ page }) => {
  await page.goto(`${dashboard.url}/boots/${idOf("min-true")}?zoom=60000000..70000000`);
  await page.locator("details.export summary").click();
  const svg = page.getByRole("link", { name: "SVG" });
  await expect(svg).toHaveAttribute("href", /export\/svg\?zoom=60000000\.\.70000000&usual=yes$/);
  const drawn = await (await fetch(`${dashboard.url}${await svg.getAttribute("href")}`)).text();
  expect(drawn).toContain(">62 ms</text>");
  const api = `${dashboard.url}/api/v1/boots/${idOf("min-true")}/export`;
  for (const wrong of ["csv?zoom=0..5", "svg?zoom=5..0", "svg?usual=no"])
    expect((await fetch(`${api}/${wrong}`)).status).toBe(400);
});

test("who tries links that lead nowhere is turned away for a while, even from real ones", async ({
  page,
}) => {
  const other = await startDashboard(dashboard.db);
  const link = (await makeShare(page, `boot=${idOf("min-true")}`)).replace(dashboard.url, other.url);
  for (let n = 0; n < 20; n++)
    expect((await fetch(`${other.url}/s/${String(n).padStart(24, "A")}`)).status).toBe(404);
  expect((await fetch(`${other.url}/s/${"B".repeat(24)}`)).status).toBe(429);
  expect((await fetch(link)).status).toBe(429);
  expect((await fetch(`${other.url}/`)).status).toBe(200);
  await other.stop();
});

test("a page of a share cannot be had past its door", async ({ page }) => {
  const link = await makeShare(page, `boot=${idOf("min-true")}`);
  const token = link.split("/s/")[1] ?? "";
  for (const path of [`/%73/${token}`, `/s/${token}.rsc`, `/S/${token}`]) {
    const answer = await fetch(`${dashboard.url}${path}`, {
      headers: { "x-hacotaki-share": "admitted" },
      redirect: "manual",
    });
    expect(await answer.text(), path).not.toContain("min-true");
  }
});

test("pins, stars and notes work without script", async ({ browser }) => {
  const page = await strangers(browser, false);
  await page.goto(`${dashboard.url}/boots/${idOf("user-probes")}`);
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(page.getByRole("button", { name: "Pinned" })).toHaveAttribute("aria-pressed", "true");
  await page.getByText("Write a note").click();
  const form = page.locator(".note-new form");
  await form.getByRole("textbox").fill("<b>bold</b> \u202e see http://example.org/x\nsecond line");
  await form.getByRole("combobox").selectOption({ index: 1 });
  await form.getByRole("button", { name: "Save" }).click();
  const note = page.locator(".note");
  await expect(note).toContainText("<b>bold</b> ⟨U+202E⟩ see http://example.org/x");
  await expect(note.locator(".note-text a")).toHaveAttribute("href", "http://example.org/x");
  await note.getByText("Edit").click();
  await note.getByRole("textbox").fill("changed my mind");
  await note.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".note")).toContainText("changed my mind");
  await page.goto(`${dashboard.url}/pins`);
  await expect(page.getByRole("link", { name: /user-probes/ })).toBeVisible();
  await page.goto(dashboard.url);
  await expect(page.locator(`[data-boot="${idOf("user-probes")}"] .star`)).toBeVisible();
  await page.goto(`${dashboard.url}/boots/${idOf("user-probes")}`);
  await page.locator(".note").getByText("Edit").click();
  await page.locator(".note").getByRole("button", { name: "Remove" }).click();
  await expect(page.locator(".note")).toHaveCount(0);
  await page.getByRole("button", { name: "Pinned" }).click();
  await expect(page.getByRole("button", { name: "Pin", exact: true })).toBeVisible();
  await page.context().close();
});

test("p pins the boot, and its page stays as it was", async ({ page }) => {
  const id = idOf("multi-child-1");
  await page.goto(`${dashboard.url}/boots/${id}?span=pivot-root`);
  // The form is there before its key is.
  await expect(page.locator(".connection")).toHaveAttribute("data-state", "connected");
  await page.evaluate(() => document.body.setAttribute("data-same-page", "yes"));
  await page.keyboard.press("p");
  await expect(page.getByRole("button", { name: "Pinned" })).toBeVisible();
  await expect(page.locator("body")).toHaveAttribute("data-same-page", "yes");
  await page.getByRole("link", { name: "Kept" }).click();
  await expect(page).toHaveURL(`${dashboard.url}/pins`);
  await expect(page.getByRole("link", { name: /multi-child-1/ }).first()).toBeVisible();
  await page.getByRole("link", { name: "Shares", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Shares" })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(`${dashboard.url}/boots/${id}?span=pivot-root`);
});

test("a link to a boot that was deleted says what it was, with 410, with or without script", async ({
  page,
  browser,
}) => {
  const notebook = openNotebook(dashboard.db);
  notebook.saveGoneBoots([
    {
      id: "0123456789abcdef" as Parameters<typeof notebook.findGoneBoot>[0],
      container: "old-web",
      outcome: "up",
      wallTime: 1_700_000_000_000_000_000n,
      bootDuration: 123_400_000n,
      goneAt: 1_710_000_000_000_000_000n,
    },
  ]);
  notebook.close();
  const answer = await page.goto(`${dashboard.url}/boots/0123456789abcdef?span=pivot-root`);
  expect(answer?.status()).toBe(410);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This boot is gone");
  await expect(page.getByText(/boot of old-web/)).toContainText("took 123 ms");
  const plain = await strangers(browser, false);
  await plain.goto(`${dashboard.url}/boots/0123456789abcdef`);
  await expect(plain.getByText(/boot of old-web/)).toContainText("took 123 ms");
  await plain.context().close();
  const problem = await fetch(`${dashboard.url}/api/v1/boots/0123456789abcdef`);
  expect([problem.status, await problem.json()]).toEqual([
    410,
    expect.objectContaining({ status: 410, detail: expect.stringContaining("old-web") }),
  ]);
  expect((await fetch(`${dashboard.url}/boots/1123456789abcdef`)).status).toBe(404);
});

test("an address of an older form leads to today's, its view kept", async ({ page }) => {
  const id = idOf("slow-hooks");
  await page.goto(`${dashboard.url}/boot/${id.toUpperCase()}?span=pivot-root`);
  await expect(page).toHaveURL(`${dashboard.url}/boots/${id}?span=pivot-root`);
});

test("pages to share have no accessibility violations", async ({ page }) => {
  const link = await makeShare(page, `boot=${idOf("slow-hooks")}&show=hosts,commands,paths,environment,haco`);
  for (const address of [
    link,
    `${dashboard.url}/shares`,
    `${dashboard.url}/pins`,
    `${dashboard.url}/share?boot=${idOf("slow-hooks")}`,
  ]) {
    await page.goto(address);
    expect(await violations(page), address).toEqual([]);
  }
});
