import { ApiError } from "../../api/client";

/**
 * The state of a link: "over" when it was used or has expired, null when the server could not be
 * reached.
 */
export async function offerOf<T>(call: Promise<T>): Promise<T | "over" | null> {
  try {
    return await call;
  } catch (error) {
    return error instanceof ApiError && error.code === "link_not_valid" ? "over" : null;
  }
}
