import { describe, expect, it } from "vitest";
import { shelfForKey } from "./shelfKeys";

const key = (name: string, shiftKey = false) => ({ key: name, code: name, shiftKey });

describe("shelfForKey", () => {
  it("moves to the next shelf with Shift and an arrow", () => {
    expect(shelfForKey(key("ArrowDown", true), "playing")).toBe("paused");
    expect(shelfForKey(key("ArrowUp", true), "paused")).toBe("playing");
  });

  it("stays at the first and the last shelf", () => {
    expect(shelfForKey(key("ArrowUp", true), "playing")).toBeNull();
    expect(shelfForKey(key("ArrowDown", true), "dropped")).toBeNull();
  });

  it("leaves plain arrows to the focus", () => {
    expect(shelfForKey(key("ArrowDown"), "playing")).toBeNull();
  });

  it("moves to a shelf by its number", () => {
    expect(shelfForKey({ key: "4", code: "Digit4", shiftKey: false }, "playing")).toBe("completed");
    expect(shelfForKey({ key: "1", code: "Digit1", shiftKey: false }, "playing")).toBeNull();
  });
});
