// @vitest-environment jsdom
import { expect, test } from "vitest";
import { commandFor, KEY_LIST, keyBelongsTo, type Command } from "./playerShortcuts";

function press(key: string, modifiers: Partial<KeyboardEvent> = {}) {
  return commandFor({ key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });
}

test.each<[string, Command]>([
  [" ", { do: "toggle" }],
  ["K", { do: "toggle" }],
  ["j", { do: "seek", by: -10 }],
  ["L", { do: "seek", by: 10 }],
  ["ArrowLeft", { do: "seek", by: -5 }],
  ["ArrowRight", { do: "seek", by: 5 }],
  ["ArrowUp", { do: "volume", by: 0.05 }],
  ["f", { do: "fullScreen" }],
  ["t", { do: "theater" }],
  ["m", { do: "mute" }],
  ["c", { do: "subtitles" }],
  ["g", { do: "moveSubtitles", steps: -1 }],
  ["h", { do: "moveSubtitles", steps: 1 }],
  ["i", { do: "statistics" }],
  ["n", { do: "next" }],
  ["<", { do: "speed", steps: -1 }],
  [">", { do: "speed", steps: 1 }],
  ["0", { do: "jump", share: 0 }],
  ["9", { do: "jump", share: 0.9 }],
  ["?", { do: "help" }],
  ["Escape", { do: "dismiss" }],
])("%s means %o", (key, command) => {
  expect(press(key)).toEqual(command);
});

test("browser shortcuts are not handled", () => {
  expect(press("f", { ctrlKey: true })).toBeNull();
  expect(press("l", { metaKey: true })).toBeNull();
  expect(press("ArrowLeft", { altKey: true })).toBeNull();
  expect(press("Tab")).toBeNull();
});

test("space presses the button that has the focus instead of pausing", () => {
  const button = document.createElement("button");

  expect(keyBelongsTo(button, " ")).toBe(true);
  expect(keyBelongsTo(button, "k")).toBe(false);
  expect(keyBelongsTo(document.body, " ")).toBe(false);
});

test("keys in a text field are not handled", () => {
  expect(keyBelongsTo(document.createElement("input"), "f")).toBe(true);
});

test("keys in an open menu or card are its own, and the player's once it leaves", () => {
  const menu = document.createElement("div");
  menu.setAttribute("role", "dialog");
  const button = menu.appendChild(document.createElement("button"));

  menu.dataset.state = "open";
  expect(keyBelongsTo(button, "m")).toBe(true);
  menu.dataset.state = "closed";
  expect(keyBelongsTo(button, "m")).toBe(false);
  expect(keyBelongsTo(button, " ")).toBe(false);
});

test("the list names every command", () => {
  expect(KEY_LIST.flatMap((entry) => entry.keys)).toEqual(
    expect.arrayContaining([
      "Space",
      "J",
      "L",
      "F",
      "T",
      "M",
      "C",
      "G",
      "H",
      "I",
      "N",
      "<",
      ">",
      "?",
    ]),
  );
});
