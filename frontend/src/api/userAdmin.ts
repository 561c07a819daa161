/** Management of accounts and invitations, for administrators. */
import { expectSuccess, http, unwrap } from "./client";
import type { ManagedUser, Invitation, NewInvitation, Right, UserChange } from "./types";

const path = (id: string) => ({ params: { path: { user_id: id } } });

/** Administrators first, then by name. */
export async function listUsers(): Promise<ManagedUser[]> {
  const query = { pageSize: 100 };
  return (await unwrap(http.GET("/admin/users", { params: { query } }))).items;
}

export function changeUser(id: string, change: UserChange): Promise<ManagedUser> {
  return unwrap(http.PATCH("/admin/users/{user_id}", { ...path(id), body: change }));
}

export function removeUser(id: string): Promise<void> {
  return expectSuccess(http.DELETE("/admin/users/{user_id}", path(id)));
}

export function signOutUser(id: string): Promise<void> {
  return expectSuccess(http.DELETE("/admin/users/{user_id}/sessions", path(id)));
}

/** The address with which this person chooses a new password. */
export async function createPasswordLink(id: string): Promise<string> {
  return (await unwrap(http.POST("/admin/users/{user_id}/password-link", path(id)))).url;
}

/** Those that have not been accepted, the newest first. */
export async function listInvitations(): Promise<Invitation[]> {
  return (await unwrap(http.GET("/admin/invitations"))).items;
}

export function createInvitation(role: "user" | "admin", rights: Right[]): Promise<NewInvitation> {
  return unwrap(http.POST("/admin/invitations", { body: { role, rights } }));
}

export function withdrawInvitation(id: string): Promise<void> {
  return expectSuccess(
    http.DELETE("/admin/invitations/{invitation_id}", {
      params: { path: { invitation_id: id } },
    }),
  );
}
