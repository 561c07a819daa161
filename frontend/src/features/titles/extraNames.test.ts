import { expect, test } from "vitest";
import { kindOfExtra, nameOfExtra } from "./extraNames";

const anExtra = (fileName: string, kind = "featurette") => ({
  libraryItemId: "x1",
  kind,
  fileName,
  durationSeconds: 60,
});

test("an extra has the name of its file, without its kind", () => {
  expect(nameOfExtra(anExtra("The.Making_of-featurette.mkv"), "Metropolis")).toBe("The Making of");
  expect(nameOfExtra(anExtra("Found in Buenos Aires.mkv"), "Metropolis")).toBe(
    "Found in Buenos Aires",
  );
});

test("an extra that is named like its title has the name of its kind", () => {
  expect(nameOfExtra(anExtra("Metropolis (1927)-trailer2.mkv", "trailer"), "Metropolis")).toBe(
    "Trailer",
  );
  expect(kindOfExtra("new kind")).toBe("Extra");
});
