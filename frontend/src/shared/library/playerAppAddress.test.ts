import { expect, test } from "vitest";
import { playerAppAddress } from "./playerAppAddress";

const ADDRESS = "https://seen.test:8443/stream/9e429972?s=bbb&e=1795457975&sig=69uT";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9)";

test("an iPhone and an iPad open VLC, a Mac does not", () => {
  expect(playerAppAddress(ADDRESS, "Moonrise", PHONE, 5)).toBe(`vlc://${ADDRESS}`);
  expect(playerAppAddress(ADDRESS, "Moonrise", MAC, 5)).toBe(`vlc://${ADDRESS}`);
  expect(playerAppAddress(ADDRESS, "Moonrise", MAC, 0)).toBe(undefined);
});

test("Android asks which player to use, and a title cannot add to the intent", () => {
  expect(playerAppAddress(ADDRESS, "Moon; end & more", ANDROID, 5)).toBe(
    "intent://seen.test:8443/stream/9e429972?s=bbb&e=1795457975&sig=69uT#Intent;" +
      "action=android.intent.action.VIEW;scheme=https;type=video/*;" +
      "S.title=Moon%3B%20end%20%26%20more;end",
  );
});
