import { query } from "@solidjs/router";
import { listLibraryFolders } from "../../api/library";

/** The folders that are scanned, and how they are; administrators only. */
export const libraryFoldersQuery = query(() => listLibraryFolders(), "library-folders");
