import { expect, test } from "vitest";
import { reviewCommand } from "./reviewKeys";

test.each([
  ["ArrowDown", { do: "file", by: 1 }],
  ["ArrowUp", { do: "file", by: -1 }],
  ["1", { do: "choose", index: 0 }],
  ["3", { do: "choose", index: 2 }],
  ["Enter", { do: "accept" }],
  ["s", { do: "skip" }],
  ["x", { do: "leaveOut" }],
  ["/", { do: "search" }],
  ["h", { do: "homeVideo" }],
  ["f", { do: "folder" }],
  ["z", { do: "undo" }],
])("%s means %o", (key, command) => {
  expect(reviewCommand(key)).toEqual(command);
});

test("other keys are not handled", () => {
  expect(reviewCommand("0")).toBeNull();
  expect(reviewCommand("Tab")).toBeNull();
});
