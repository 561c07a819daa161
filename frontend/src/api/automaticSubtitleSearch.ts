import { http, unwrap } from "./client";
import type { AutomaticSearch } from "./types";

/** Whether the server looks for subtitles of new files by itself. For administrators. */
export function getAutomaticSearch(): Promise<AutomaticSearch> {
  return unwrap(http.GET("/admin/subtitle-search"));
}

export function setAutomaticSearch(isOn: boolean): Promise<AutomaticSearch> {
  return unwrap(http.PUT("/admin/subtitle-search", { body: { isOn } }));
}
