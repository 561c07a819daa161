// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { startSession } from "../../api/signedInUser";
import { matching } from "./paletteEntries";
import { pagesAndActions } from "./palettePages";

const signIn = (role: "admin" | "user") =>
  startSession({
    accessToken: "t",
    expiresIn: 900,
    user: {
      id: "u1",
      email: "ada@home.lan",
      displayName: "Ada",
      role,
      rights: ["download"],
      picture: null,
      createdAt: "2026-01-01T12:00:00Z",
      passwordChangedAt: null,
    },
  });
const labels = (typed: string) =>
  matching(pagesAndActions(vi.fn()), typed).map((entry) => entry.label);

beforeEach(() => signIn("admin"));

test.each([
  ["ratio", "Seeding limits"],
  ["giving back", "Seeding limits"],
  ["giving back", "Downloads"],
  ["upload", "Speed limits"],
  ["at the same time", "Speed limits"],
  ["bandwidth", "Schedule"],
  ["timetable", "Schedule"],
  ["vpn", "Network"],
  ["upnp", "Network"],
  ["quota", "User limits"],
  ["free space", "Storage"],
  ["free up space", "Storage"],
  ["missing files", "Library folders"],
  ["free up space", "Duplicates"],
  ["disk full", "Storage"],
  ["rescan", "Library"],
  ["rescan", "Rescan the library"],
  ["scan", "Rescan the library"],
  ["add", "Add a download"],
  ["download add", "Add a download"],
  ["magnet", "Add a download"],
  ["upload", "Add a download"],
  ["history", "Seen"],
  ["watchlist", "Watch later"],
  ["needs a name", "Unmatched files"],
  ["peers", "Downloads"],
  ["tun0", "Network"],
  ["api key", "Sources and keys"],
  ["tmdb", "Sources and keys"],
  ["theme", "Appearance"],
  ["log out", "Account"],
  ["shortcuts", "Keyboard shortcuts"],
  ["tonight", "Tonight"],
  ["recommendations", "For you"],
  ["trash", "Recycle folder"],
  ["light mode", "Use the light theme"],
  ["profile picture", "Profile"],
])("%s finds %s", (typed, label) => {
  expect(labels(typed)).toContain(label);
});

test("settings of the server are offered to administrators only", () => {
  expect(labels("seeding limits")).toEqual(["Seeding limits"]);
  signIn("user");

  expect(labels("seeding limits")).toEqual([]);
});

test("what an account may not do is not offered", () => {
  signIn("user");

  expect(labels("add a download")).toEqual(["Add a download"]);
  expect(labels("rescan the library")).toEqual([]);
  expect(labels("unmatched files")).toEqual([]);
  expect(labels("recycle folder")).toEqual([]);
  expect(labels("licence")).toEqual(["About"]);
});
