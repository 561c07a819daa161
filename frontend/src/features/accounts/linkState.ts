import { ApiError } from "../../api/client";

/** Whether the server knows this link no more; another failure may be over in a moment. */
export function isLinkOver(answer: unknown): boolean {
  return answer instanceof ApiError && answer.code === "link_not_valid";
}
