import { expect, test } from "vitest";
import { bodyOf, troubleOf } from "./sourceProblem";

const problem = JSON.stringify({ detail: "This server converts 1 other film right now." });

test("a refused segment says what the server waits for, though bytes were asked for", () => {
  const letters = new TextEncoder().encode(problem);
  const bytes = new ArrayBuffer(letters.length);
  new Uint8Array(bytes).set(letters);

  expect(troubleOf(503, bodyOf({ response: bytes }))).toEqual({
    trouble: "busy",
    text: "This server converts 1 other film right now.",
  });
});

test("a refused manifest says it, too; and no answer says nothing", () => {
  expect(bodyOf({ response: problem })).toBe(problem);
  expect(bodyOf({ response: null })).toBe("");
  expect(bodyOf(undefined)).toBe("");
});
