import { storeItem } from "../../lib/localStorage";

const KEY = "seen.email";

/** The e-mail address of the last sign-in on this device, which fills in the form. */
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
