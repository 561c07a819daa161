import { expectSuccess, http, unwrap } from "./client";
import type { NewScrobbleAddress, Scrobbling } from "./types";

export function getScrobbling(): Promise<Scrobbling> {
  return unwrap(http.GET("/scrobbling"));
}

/** The address is in this answer only; an earlier one ends. */
export function createScrobbleAddress(): Promise<NewScrobbleAddress> {
  return unwrap(http.POST("/scrobbling"));
}

/** Only reports of this account of the other server count; empty: all. */
export function setScrobbleAccount(accountName: string): Promise<Scrobbling> {
  return unwrap(http.PATCH("/scrobbling", { body: { accountName } }));
}

export function deleteScrobbleAddress(): Promise<void> {
  return expectSuccess(http.DELETE("/scrobbling"));
}
