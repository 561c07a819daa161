import { storeItem } from "../../lib/storage";

const KEY = "seen.email";

/** The address last signed in with here, so that only the password is left to type. */
export function rememberedEmail(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberEmail(email: string): void {
  storeItem(KEY, email);
}
