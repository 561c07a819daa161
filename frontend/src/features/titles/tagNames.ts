/** Tags as they are typed; upper and lower case are the same, as on the server. */
import type { TagEdit } from "../../shared/titles/noteActions";

const sameTag = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

const has = (tags: readonly string[], tag: string) => tags.some((each) => sameTag(each, tag));

/** With a typed tag at the end; unchanged when it is empty or there already. */
export function withTag(tags: readonly string[], typed: string): readonly string[] {
  const name = typed.trim().replace(/\s+/g, " ");
  return name === "" || has(tags, name) ? tags : [...tags, name];
}

export const withoutTag = (tags: readonly string[], tag: string) =>
  tags.filter((each) => !sameTag(each, tag));

/** What makes `after` of `before`. */
export function tagEdit(before: readonly string[], after: readonly string[]): TagEdit {
  return {
    add: after.filter((tag) => !has(before, tag)),
    remove: before.filter((tag) => !has(after, tag)),
  };
}
