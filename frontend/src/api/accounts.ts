import { expectSuccess, http, unwrap } from "./client";
import { csrfToken, endSession, startSession } from "./session";
import type { Setup } from "./types";

export function getSetup(): Promise<Setup> {
  return unwrap(http.GET("/auth/setup"));
}

export async function signIn(email: string, password: string): Promise<void> {
  startSession(await unwrap(http.POST("/auth/login", { body: { email, password } })));
}

export interface NewAccount {
  email: string;
  password: string;
  displayName: string;
}

export async function register(account: NewAccount): Promise<void> {
  startSession(await unwrap(http.POST("/auth/register", { body: account })));
}

/** Ends the session here even when the server cannot be told. */
export async function signOut(): Promise<void> {
  try {
    await expectSuccess(
      http.POST("/auth/logout", { params: { header: { "X-CSRF-Token": csrfToken() } } }),
    );
  } finally {
    endSession();
  }
}
