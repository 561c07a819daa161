/** Finds out why a video does not play by requesting one byte of it. */

export type PlaybackError = "expired" | "gone" | "unreachable" | "unsupported" | "broken";

/** The relevant codes of `MediaError`; its constants exist in browsers only. */
const DECODE = 3;
const NOT_SUPPORTED = 4;

export const ERROR_TEXT: Readonly<Record<PlaybackError, { title: string; text: string }>> = {
  expired: {
    title: "The playback link expired",
    text: "Requesting a new one did not help. Your position is saved.",
  },
  gone: {
    title: "File not found",
    text: "It was moved or deleted after the last scan. Your position is saved.",
  },
  unreachable: {
    title: "The server does not answer",
    text: "Check that it is running and that you are in the same network. Your position is saved.",
  },
  unsupported: {
    title: "This browser cannot play this file",
    text: "It does not support the video or audio codec. Another browser or device may.",
  },
  broken: {
    title: "The file is damaged at this point",
    text: "Skipping ahead may work. Your position is saved.",
  },
};

/** The error for `url`, given the element's error code. */
export async function diagnosePlaybackError(
  url: string,
  code: number | undefined,
): Promise<PlaybackError> {
  if (code === DECODE) return "broken";
  let status: number;
  try {
    const response = await fetch(url, { headers: { Range: "bytes=0-0" } });
    status = response.status;
    await response.body?.cancel();
  } catch {
    return "unreachable";
  }
  if (status === 401 || status === 403) return "expired";
  if (status === 404 || status === 410) return "gone";
  if (status >= 400) return "unreachable";
  return code === NOT_SUPPORTED ? "unsupported" : "unreachable";
}

/** Whether a new URL may help; other errors would recur. */
export function isRetryable(trouble: PlaybackError): boolean {
  return trouble === "expired" || trouble === "unreachable";
}
