import { describe, expect, it } from "vitest";
import { delayText, sourceText } from "./subtitleText";

describe("what a subtitle is called", () => {
  it("says where it comes from and what is special about it", () => {
    expect(sourceText({ source: "embedded", form: "picture" })).toBe(
      "In the file · pictures, drawn into the video",
    );
    expect(sourceText({ source: "sidecar", form: "ass" })).toBe("Beside the file · with styles");
    expect(sourceText({ source: "upload", form: "text" })).toBe("Added by hand");
  });

  it("names the delay with its sign", () => {
    expect([0, 500, -1250].map(delayText)).toEqual(["0 s", "+0.5 s", "\u22121.25 s"]);
  });
});
