/** Destinations of downloads: categories and download folders. */
import { query } from "@solidjs/router";
import type { Target } from "../../api/downloads";
import { listCategories, listFolders } from "../../api/downloadSettings";
import type { Category, Folder } from "../../api/types";
import { formatBytes } from "../../lib/format";
import type { SelectOption } from "../../ui/SelectField";

export const categoriesQuery = query(() => listCategories(), "download-categories");
export const foldersQuery = query(() => listFolders(), "download-folders");

/** The first folder is the default. */
export function destinationOptions(
  categories: readonly Category[],
  folders: readonly Folder[],
): SelectOption[] {
  const [usual, ...others] = folders;
  const free = (folder: Folder) =>
    folder.freeBytes === null ? "" : `, ${formatBytes(folder.freeBytes)} free`;
  return [
    { value: "", label: usual ? `${folderLabel(usual)}${free(usual)}` : "Default folder" },
    ...categories.map((category) => ({ value: `category:${category.id}`, label: category.name })),
    ...others.map((folder) => ({
      value: `root:${folder.name}`,
      label: `${folderLabel(folder)}${free(folder)}`,
    })),
  ];
}

const folderLabel = (folder: Folder) => folder.name.charAt(0).toUpperCase() + folder.name.slice(1);

export function targetOf(value: string): Target | undefined {
  const [kind, rest] = [value.slice(0, value.indexOf(":")), value.slice(value.indexOf(":") + 1)];
  if (kind === "category") return { categoryId: rest };
  return kind === "root" ? { root: rest } : undefined;
}
