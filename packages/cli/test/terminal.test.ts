import { describe, expect, test } from "vitest";
import { terminalOf } from "../src/terminal/terminal.ts";

const tty = { isTTY: true, columns: 100, getColorDepth: () => 24 };
const pipe = {};

describe("what a terminal can show", () => {
  test("a terminal has colours, a pipe has none", () => {
    expect(terminalOf(tty, {}).colourDepth).toBe(24);
    expect(terminalOf(pipe, {}).colourDepth).toBe(1);
  });

  test("NO_COLOR and a dumb terminal take the colours away", () => {
    expect(terminalOf(tty, { NO_COLOR: "1" }).colourDepth).toBe(1);
    expect(terminalOf(tty, { TERM: "dumb" }).colourDepth).toBe(1);
    expect(terminalOf(tty, { NO_COLOR: "" }).colourDepth).toBe(24);
  });

  test("FORCE_COLOR gives them to a pipe, before NO_COLOR", () => {
    expect(terminalOf(pipe, { FORCE_COLOR: "3" }).colourDepth).toBe(24);
    expect(terminalOf(pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }).colourDepth).toBe(4);
    expect(terminalOf(tty, { FORCE_COLOR: "0" }).colourDepth).toBe(1);
  });

  test("the width is the terminal's, else COLUMNS, else 80, and never too narrow to draw in", () => {
    expect(terminalOf(tty, { COLUMNS: "60" }).columns).toBe(100);
    expect(terminalOf(pipe, { COLUMNS: "60" }).columns).toBe(60);
    expect(terminalOf(pipe, {}).columns).toBe(80);
    expect(terminalOf(pipe, { COLUMNS: "3" }).columns).toBe(40);
  });

  test("the ground is dark unless the terminal tells that it is light", () => {
    expect(terminalOf(tty, {}).isLight).toBe(false);
    expect(terminalOf(tty, { COLORFGBG: "0;15" }).isLight).toBe(true);
    expect(terminalOf(tty, { COLORFGBG: "15;0" }).isLight).toBe(false);
  });

  test("blocks are drawn unless the locale or a dumb terminal says it has none", () => {
    expect(terminalOf(pipe, {}).hasBlocks).toBe(true);
    expect(terminalOf(pipe, { LANG: "ja_JP.UTF-8" }).hasBlocks).toBe(true);
    expect(terminalOf(pipe, { LANG: "ja_JP.UTF-8", LC_ALL: "C" }).hasBlocks).toBe(false);
    expect(terminalOf(tty, { TERM: "dumb" }).hasBlocks).toBe(false);
  });
});
