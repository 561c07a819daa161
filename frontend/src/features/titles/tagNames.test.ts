import { describe, expect, it } from "vitest";
import { tagEdit, withoutTag, withTag } from "./tagNames";

describe("tags as they are typed", () => {
  it("are trimmed and added once, in upper or lower case", () => {
    expect(withTag([], "  Film   Noir ")).toEqual(["Film Noir"]);
    expect(withTag(["Film Noir"], "film noir")).toEqual(["Film Noir"]);
    expect(withTag(["cosy"], "   ")).toEqual(["cosy"]);
  });

  it("are removed whatever their case", () => {
    expect(withoutTag(["cosy", "Film Noir"], "film noir")).toEqual(["cosy"]);
  });

  it("are sent as what was added and what was removed", () => {
    expect(tagEdit(["cosy", "late"], ["Cosy", "silent"])).toEqual({
      add: ["silent"],
      remove: ["late"],
    });
  });
});
