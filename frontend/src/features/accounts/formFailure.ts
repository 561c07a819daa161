import { ApiError } from "../../api/client";
import { errorText } from "../../ui/toast";

export type Field = "email" | "password" | "displayName" | "setupCode";

export interface Failure {
  /** The field that shows the error; null when the error belongs to none. */
  field: Field | null;
  text: string;
}

const FIELDS: readonly Field[] = ["email", "password", "displayName", "setupCode"];

/** The field and message of an error. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { field: null, text: errorText(error) };
  const named = FIELDS.find((field) => field === error.field);
  if (named) return { field: named, text: error.detail };
  // The server does not tell which of the two is wrong; show it at the password.
  if (error.status === 401) {
    return { field: "password", text: "Wrong email or password." };
  }
  if (error.status === 409) return { field: "email", text: error.detail };
  return { field: null, text: error.detail };
}
