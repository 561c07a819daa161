import { expect, test } from "vitest";
import { automaticSearchText } from "./automaticSubtitleText";

test("the switch says what is missing, and when the environment decides", () => {
  const plain = automaticSearchText({ isOn: true, source: "stored", hasKey: true });
  const bound = automaticSearchText({ isOn: false, source: "environment", hasKey: false });

  expect(plain).not.toMatch(/needs a key|environment/);
  expect(bound).toMatch(/It needs a key for OpenSubtitles\./);
  expect(bound).toMatch(/Set by the server's environment/);
});
