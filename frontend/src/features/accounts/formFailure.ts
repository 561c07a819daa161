import { ApiError } from "../../api/client";
import { errorText } from "../../ui/toast";

export type Field = "email" | "password" | "displayName" | "setupCode";

export interface Failure {
  /** The field that says so; null when it is none of them. */
  field: Field | null;
  text: string;
}

const FIELDS: readonly Field[] = ["email", "password", "displayName", "setupCode"];

/** Where to say what went wrong. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { field: null, text: errorText(error) };
  const named = FIELDS.find((field) => field === error.field);
  if (named) return { field: named, text: error.detail };
  // Does not tell which of the two was wrong; the password is the one to type again.
  if (error.status === 401) {
    return { field: "password", text: "Wrong email or password." };
  }
  if (error.status === 409) return { field: "email", text: error.detail };
  return { field: null, text: error.detail };
}
