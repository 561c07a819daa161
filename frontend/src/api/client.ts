/** The API client: paths, parameters and responses are typed by the server's schema. */
import createClient from "openapi-fetch";
import type { paths } from "./schema";
import { inOrder } from "./sendInOrder";
import { API_ROOT, authorizedEarly } from "./earlyRequests";
import { IDEMPOTENCY_KEY, newIdempotencyKey } from "./idempotentWrites";

export const http = createClient<paths>({
  baseUrl: API_ROOT,
  fetch: (request) => inOrder(request, () => authorizedEarly(request)),
});

// A report that outlives the page is not repeated: newer ones replace it.
http.use({
  onRequest({ request }) {
    if (request.method === "GET" || request.keepalive) return;
    if (request.headers.has(IDEMPOTENCY_KEY)) return;
    request.headers.set(IDEMPOTENCY_KEY, newIdempotencyKey());
  },
});

/** An error response. `code` is stable and safe to switch on; the message is for users. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The invalid field of the form, when the server names one. */
    readonly field: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  get detail(): string {
    return this.message;
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function stringField(body: unknown, key: string): string | null {
  if (typeof body !== "object" || body === null) return null;
  const value = (body as Record<string, unknown>)[key];
  return typeof value === "string" ? value : null;
}

/** Beside its field, `timetable.timeZone: Value error, is no …` is `Is no …`. */
function messageOf(detail: string, field: string | null): string {
  if (field === null || !detail.startsWith(`${field}: `)) return detail;
  const words = detail.slice(field.length + 2).replace(/^Value error, /, "");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The error of a problem document (RFC 9457); any other body gets a default message. */
export function toApiError(response: Response, body: unknown): ApiError {
  const fallback =
    response.status >= 500 ? "Something broke on our side." : "The server did not accept that.";
  const field = stringField(body, "field");
  return new ApiError(
    response.status,
    stringField(body, "code") ?? "internal",
    messageOf(stringField(body, "detail") ?? fallback, field),
    field,
  );
}

/** The data of a call. Throws `ApiError` for an error response; network errors pass through. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok || data === undefined) throw toApiError(response, error);
  return data;
}

/** For a call with a 204 response. Throws `ApiError` for an error response. */
export async function expectSuccess(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw toApiError(response, error);
}
