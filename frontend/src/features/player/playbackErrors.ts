/** Finds out why a video does not play by requesting one byte of it. */
import { troubleOf, type SourceProblem } from "./sourceProblem";

export type PlaybackError = "expired" | "gone" | "busy" | "unreachable" | "unsupported" | "broken";

/** The relevant codes of `MediaError`; its constants exist in browsers only. */
const DECODE = 3;
const NOT_SUPPORTED = 4;

const ERROR_TEXT: Readonly<Record<PlaybackError, { title: string; text: string }>> = {
  expired: {
    title: "The playback link expired",
    text: "Requesting a new one did not help. Your position is saved.",
  },
  gone: {
    title: "File not found",
    text: "It was moved or deleted after the last scan. Your position is saved.",
  },
  busy: {
    title: "The server is busy",
    text: "It is converting as much as it can. Playback begins when it is this file's turn.",
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

export interface Failure {
  title: string;
  text: string;
  /** What it was, where the file or its bytes are to blame. */
  trouble?: PlaybackError;
  /** The server is away, or a script did not come: it is tried again at intervals. */
  mayPass?: boolean;
  /** What helps, where trying again does not. */
  action?: string;
}

export function failureOf(trouble: PlaybackError): Failure {
  return { ...ERROR_TEXT[trouble], trouble, mayPass: trouble === "unreachable" };
}

/** A browser takes a damaged file for one of an unknown codec; `probeError` is what the server read. */
export function explained(failure: Failure, probeError: string): Failure {
  if (failure.trouble !== "unsupported" || !probeError) return failure;
  return { ...failure, title: "This file cannot be played", text: probeError };
}

/** The error for `url`, given the element's error code. */
export async function diagnosePlaybackError(
  url: string,
  code: number | undefined,
): Promise<SourceProblem> {
  if (code === DECODE) return { trouble: "broken" };
  let response: Response;
  try {
    response = await fetch(url, { headers: { Range: "bytes=0-0" } });
    if (response.ok) await response.body?.cancel();
  } catch {
    return { trouble: "unreachable" };
  }
  if (!response.ok) return troubleOf(response.status, await response.text().catch(() => ""));
  return { trouble: code === NOT_SUPPORTED ? "unsupported" : "unreachable" };
}

/** What a viewer waits for, while the server is asked again. */
export function delayText({ trouble, text }: SourceProblem): string {
  if (text) return text;
  return trouble === "busy" ? ERROR_TEXT.busy.text : "The server does not answer. Trying again…";
}

/** Whether a new URL may help; other errors would recur. */
export function isRetryable(trouble: PlaybackError): boolean {
  return trouble === "expired" || trouble === "unreachable" || trouble === "busy";
}
