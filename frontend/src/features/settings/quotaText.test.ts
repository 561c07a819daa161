import { expect, test } from "vitest";
import type { QuotaLimits, UserQuota } from "../../api/types";
import { isOwn, quotaText } from "./quotaText";

const NOTHING: QuotaLimits = { mostOpen: null, mostActive: null, bytesAMonth: null };
const PERSON: UserQuota = {
  id: "p1",
  email: "rosa@seen.example",
  displayName: "Rosa",
  role: "user",
  own: NOTHING,
  open: 2,
  bytesThisMonth: 8_100_000_000,
};

test("without a limit only the use is shown", () => {
  expect(quotaText(PERSON, NOTHING, NOTHING)).toBe("2 on the list · 8.1 GB in 30 days");
});

test("a user's own limit replaces the default", () => {
  const house = { ...NOTHING, mostOpen: 500, bytesAMonth: 90_000_000_000 };
  const own = { ...NOTHING, bytesAMonth: 40_000_000_000 };

  expect(quotaText(PERSON, own, house)).toBe("2 of 500 on the list · 8.1 GB of 40 GB in 30 days");
});

test("no downloads at all is a limit, too", () => {
  expect(isOwn(NOTHING)).toBe(false);
  expect(isOwn({ ...NOTHING, mostOpen: 0 })).toBe(true);
});
