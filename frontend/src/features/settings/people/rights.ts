import type { Right } from "../../../api/types";

/** The rights of members, with their labels. */
export const RIGHTS: readonly { right: Right; label: string; text: string }[] = [
  { right: "download", label: "Download", text: "Add downloads, within the quota" },
  { right: "rescan", label: "Scan the library", text: "Look for new files in the folders" },
  { right: "match", label: "Change matches", text: "Say which title a file is, or ignore it" },
  { right: "delete", label: "Delete files", text: "Remove finished downloads with their files" },
];

/** "may download and change matches", "may only watch". */
export function rightsText(rights: readonly Right[]): string {
  const words: Record<Right, string> = {
    download: "download",
    rescan: "scan",
    match: "change matches",
    delete: "delete files",
  };
  const allowed = RIGHTS.filter(({ right }) => rights.includes(right)).map(
    ({ right }) => words[right],
  );
  if (allowed.length === 0) return "May only watch";
  return `May ${new Intl.ListFormat("en-GB").format(allowed)}`;
}

export function toggled(rights: readonly Right[], right: Right, isOn: boolean): Right[] {
  const others = rights.filter((each) => each !== right);
  return isOn ? [...others, right] : others;
}
