import { http, unwrap } from "./client";
import type { PersonDetail } from "./types";

export function getPerson(id: number): Promise<PersonDetail> {
  return unwrap(http.GET("/people/{person_id}", { params: { path: { person_id: id } } }));
}
