// @vitest-environment jsdom
import { expect, test } from "vitest";
import { keepEarlyKeys, takeEarlyKeys } from "./earlyKeys";

const press = (key: string, ctrlKey = false, target: HTMLElement = document.body) => {
  const event = new KeyboardEvent("keydown", { key, ctrlKey, cancelable: true, bubbles: true });
  target.dispatchEvent(event);
  return event;
};

test("keys are kept until they are taken", () => {
  keepEarlyKeys();

  expect(press("k", true).defaultPrevented).toBe(true);
  expect(press("/").defaultPrevented).toBe(false);
  const field = document.body.appendChild(document.createElement("input"));
  press("x", false, field);
  expect(takeEarlyKeys().map(({ key }) => key)).toEqual(["k", "/"]);

  press("g");
  expect(takeEarlyKeys()).toEqual([]);
});
