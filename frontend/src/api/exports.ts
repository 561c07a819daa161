import { http, toApiError } from "./client";
import type { ExportFormat } from "./types";

/** A zip file with everything of the account, and its name. */
export async function exportAccount(form: ExportFormat): Promise<File> {
  const { data, error, response } = await http.GET("/exports/{form}", {
    params: { path: { form } },
    headers: { Accept: "application/zip" },
    parseAs: "blob",
  });
  if (!response.ok || data === undefined) throw toApiError(response, error);
  const disposition = response.headers.get("content-disposition") ?? "";
  const name = /filename="([^"]+)"/.exec(disposition)?.[1] ?? `${form}.zip`;
  return new File([data], name, { type: "application/zip" });
}
