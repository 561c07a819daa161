/** What a taste is made of, by its names for people. */
import { countryName, languageName } from "../../lib/format";

/** "From 16"; the age 0 is for all. */
const ageText = (age: string) => (age === "0" ? "All ages" : `From ${age}`);

export function traitName({ kind, name }: { kind: string; name: string }): string {
  switch (kind) {
    case "language":
      return languageName(name);
    case "country":
      return countryName(name);
    case "age":
      return ageText(name);
    case "keyword":
      return name.charAt(0).toUpperCase() + name.slice(1);
    default:
      return name;
  }
}
