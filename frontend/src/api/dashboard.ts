import { http, unwrap } from "./client";
import type { Dashboard } from "./types";

export function getDashboard(): Promise<Dashboard> {
  return unwrap(http.GET("/dashboard"));
}
