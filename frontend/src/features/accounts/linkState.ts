import { ApiError } from "../../api/client";

/**
 * What a link offers: "over" when the server does not know it any more, null when the server
 * cannot say just now.
 */
export async function offerOf<T>(call: Promise<T>): Promise<T | "over" | null> {
  try {
    return await call;
  } catch (error) {
    return error instanceof ApiError && error.code === "link_not_valid" ? "over" : null;
  }
}
