/** How often a list that is being made is looked for. */
export const LOOK_EVERY_MS = 3_000;
/** A worker that has just started is not known yet; a list takes some seconds. */
const LOOKS_FOR_WORKER = 3;
const LOOKS_FOR_LIST = 20;

/** Why a list is not there yet, after so many looks: it is on its way, or it is stuck. */
export function waitingFor(looks: number, workerIsAlive: boolean): "list" | "worker" | "help" {
  if (!workerIsAlive && looks >= LOOKS_FOR_WORKER) return "worker";
  return looks >= LOOKS_FOR_LIST ? "help" : "list";
}
