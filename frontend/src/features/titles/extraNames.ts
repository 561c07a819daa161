/** Names of extras: what their files say besides the title. No I/O. */
import type { TitleExtra } from "../../api/types";

const KINDS: Readonly<Record<string, string>> = {
  behind_the_scenes: "Behind the scenes",
  clip: "Clip",
  credits: "Opening and ending",
  deleted_scene: "Deleted scene",
  featurette: "Featurette",
  interview: "Interview",
  other: "Extra",
  scene: "Scene",
  short: "Short",
  theme: "Theme video",
  trailer: "Trailer",
};
const SUFFIX =
  /[ ._-]+(?:behind[ ._-]?the[ ._-]?scenes|deleted(?:[ ._-]?scenes?)?|featurette|interview|scene|short|trailer|teaser|clip|extra|other)s?[ ._-]?\d*$/i;

/** `Featurette`. */
export function kindOfExtra(kind: string): string {
  return KINDS[kind] ?? "Extra";
}

/** `The making of`; an extra that is named like its title has the name of its kind. */
export function nameOfExtra(extra: TitleExtra, title: string): string {
  const stem = extra.fileName.replace(/\.[a-z0-9]{2,4}$/i, "").replace(SUFFIX, "");
  const name = stem.replace(/[._]+/g, " ").trim();
  const isTitle = name.toLowerCase().startsWith(title.toLowerCase().replace(/[._]+/g, " "));
  return name === "" || isTitle ? kindOfExtra(extra.kind) : name;
}
