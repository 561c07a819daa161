import { ApiError } from "../../api/client";
import { wordsFor } from "../../ui/toast";

export type Field = "email" | "password" | "displayName";

export interface Failure {
  /** The field that says so; null when it is none of them. */
  field: Field | null;
  words: string;
}

const FIELDS: readonly Field[] = ["email", "password", "displayName"];

/** Where to say what went wrong. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { field: null, words: wordsFor(error) };
  const named = FIELDS.find((field) => field === error.field);
  if (named) return { field: named, words: error.detail };
  // Which of the two was wrong is nobody's business; the password is the one to type again.
  if (error.status === 401) {
    return { field: "password", words: "That email and password do not belong together." };
  }
  if (error.status === 409) return { field: "email", words: error.detail };
  return { field: null, words: error.detail };
}
