/** What a refused request for media means. No I/O. */
import type { PlaybackError } from "./playbackErrors";

export interface SourceProblem {
  trouble: PlaybackError;
  /** The server's own words, such as what it is waiting for. */
  text?: string;
}

/** `status` of the answer, 0 without one; `body` may be a problem document (RFC 9457). */
export function troubleOf(status: number, body = ""): SourceProblem {
  if (status === 401 || status === 403) return { trouble: "expired" };
  if (status === 404 || status === 410) return { trouble: "gone" };
  if (status === 429 || status === 503) {
    const text = detailOf(body);
    return text ? { trouble: "busy", text } : { trouble: "busy" };
  }
  return { trouble: "unreachable" };
}

/** What was answered to a request, also to one for bytes, which has no `responseText`. */
export function bodyOf(request: Pick<XMLHttpRequest, "response"> | undefined): string {
  const body: unknown = request?.response;
  if (body instanceof ArrayBuffer) return new TextDecoder().decode(body);
  return typeof body === "string" ? body : "";
}

function detailOf(body: string): string | undefined {
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem !== "object" || problem === null || !("detail" in problem)) return undefined;
    return typeof problem.detail === "string" ? problem.detail : undefined;
  } catch {
    return undefined;
  }
}
