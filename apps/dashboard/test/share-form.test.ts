import { expect, test } from "vitest";
import { parseMade } from "../lib/share-form.ts";

test("the cookie of a share just made is its id and token, or nothing", () => {
  const token = "uENINA0lO5BXmFbccTv8HguI";
  expect(parseMade(`12.${token}`)).toEqual({ id: 12, token });
  for (const bad of [undefined, "", "12", token, `x.${token}`, `12.${token}x`, `12.<${token.slice(1)}`])
    expect(parseMade(bad), bad).toBeUndefined();
});
