import { expectSuccess, http, unwrap } from "./client";
import { csrfToken, endSession, showUser, startSession } from "./signedInUser";
import type { Device, InvitationPreview, PasswordLinkPreview, Setup } from "./types";

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
  /** For the first account of a server that others can reach. */
  setupCode?: string;
}

export async function register(account: NewAccount): Promise<void> {
  const setupCode = account.setupCode || undefined;
  startSession(await unwrap(http.POST("/auth/register", { body: { ...account, setupCode } })));
}

/** Ends the session in this tab even when the server cannot be reached. */
export async function signOut(): Promise<void> {
  try {
    await expectSuccess(
      http.POST("/auth/logout", { params: { header: { "X-CSRF-Token": csrfToken() } } }),
    );
  } finally {
    endSession();
  }
}

export interface ProfileChange {
  displayName?: string;
  email?: string;
  /** Required for a new email address. */
  currentPassword?: string;
}

export async function changeProfile(change: ProfileChange): Promise<void> {
  showUser(await unwrap(http.PATCH("/auth/me", { body: change })));
}

/** A JPEG, PNG or WebP file in base64. */
export async function setPicture(image: string): Promise<void> {
  showUser(await unwrap(http.PUT("/auth/me/picture", { body: { image } })));
}

export async function removePicture(): Promise<void> {
  showUser(await unwrap(http.DELETE("/auth/me/picture")));
}

/** Signs all other devices out. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await expectSuccess(http.POST("/auth/password", { body: { currentPassword, newPassword } }));
  const person = await unwrap(http.GET("/auth/me")).catch(() => null); // it is changed either way
  if (person) showUser(person);
}

export async function deleteAccount(currentPassword: string): Promise<void> {
  await expectSuccess(http.POST("/auth/me/delete", { body: { currentPassword } }));
  endSession();
}

/** This device first. */
export async function listDevices(): Promise<Device[]> {
  return (await unwrap(http.GET("/auth/sessions"))).items;
}

export function signOutDevice(sessionId: string): Promise<void> {
  return expectSuccess(
    http.DELETE("/auth/sessions/{session_id}", { params: { path: { session_id: sessionId } } }),
  );
}

export function signOutElsewhere(): Promise<void> {
  return expectSuccess(http.DELETE("/auth/sessions"));
}

export function previewInvitation(token: string): Promise<InvitationPreview> {
  return unwrap(http.POST("/auth/invitation", { body: { token } }));
}

export async function acceptInvitation(token: string, account: NewAccount): Promise<void> {
  const { email, password, displayName } = account;
  const body = { token, email, password, displayName };
  startSession(await unwrap(http.POST("/auth/invitation/accept", { body })));
}

export function previewPasswordLink(token: string): Promise<PasswordLinkPreview> {
  return unwrap(http.POST("/auth/password-link", { body: { token } }));
}

export async function setNewPassword(token: string, password: string): Promise<void> {
  startSession(await unwrap(http.POST("/auth/password-link/use", { body: { token, password } })));
}
