/** The imports of the page: loaded, uploaded to, and followed while something runs. */
import { createSignal } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import * as api from "../../../api/historyImports";
import type { HistoryImport, ImportFormat } from "../../../api/types";
import { errorText, toast, toastOnError } from "../../../ui/toast";
import { isBusy } from "./importText";

const PART_BYTES = 3 << 20;
const MAX_BYTES = 64 << 20;

interface Upload {
  fileName: string;
  percent: number;
}

export function createImports() {
  const [list, setList] = createStore<{ items: HistoryImport[] }>({ items: [] });
  const [state, setState] = createSignal<"loading" | "ready" | "failed">("loading");
  const [failure, setFailure] = createSignal<unknown>(null);
  const [upload, setUpload] = createSignal<Upload | null>(null);
  /** The import that this visit is about. */
  const [openId, setOpenId] = createSignal<string | null>(null);
  let running: string[] = [];
  let polling = false;

  const show = (items: HistoryImport[]) => {
    running = items.filter(isBusy).map((each) => each.id);
    setList("items", reconcile(items, { key: "id" }));
  };
  const put = (each: HistoryImport) => {
    const known = list.items.some((other) => other.id === each.id);
    const items = known
      ? list.items.map((other) => (other.id === each.id ? each : other))
      : [each, ...list.items];
    show(items);
  };
  const load = async () => {
    try {
      show(await api.listImports());
      setState("ready");
    } catch (error) {
      setFailure(error);
      setState("failed");
    }
  };
  const run = async (call: Promise<HistoryImport>) => {
    const changed = await toastOnError(call);
    if (changed) put(changed);
    return changed;
  };

  void load();
  const follow = async () => {
    if (polling || running.length === 0) return;
    polling = true;
    try {
      for (const id of running) put(await api.getImport(id));
    } catch {
      // The next poll tries again.
    } finally {
      polling = false;
    }
  };

  return {
    items: () => list.items,
    state,
    failure,
    upload,
    load,
    /** Fetch what runs; to be called again and again. */
    follow,
    /** The import in front: the one of this visit, or one that waits for its owner. */
    current: () =>
      list.items.find((each) => each.id === openId()) ??
      list.items.find((each) => isBusy(each) || each.state === "unrecognized"),
    open: setOpenId,
    /** Upload a file and have it read. */
    async send(file: File) {
      if (file.size === 0 || file.size > MAX_BYTES) {
        const text = file.size === 0 ? "This file is empty." : "This file is larger than 64 MB.";
        toast({ tone: "bad", text });
        return;
      }
      setUpload({ fileName: file.name, percent: 0 });
      try {
        const made = await api.createImport(file.name, file.size);
        for (let start = 0; start < file.size; start += PART_BYTES) {
          const part = await base64Of(file.slice(start, start + PART_BYTES));
          await api.sendImportPart(made.id, start / PART_BYTES, part);
          const percent = (100 * Math.min(start + PART_BYTES, file.size)) / file.size;
          setUpload({ fileName: file.name, percent });
        }
        put(await api.readImport(made.id));
        setOpenId(made.id);
      } catch (error) {
        toast({ tone: "bad", text: errorText(error) });
      } finally {
        setUpload(null);
      }
    },
    read: (id: string, format?: ImportFormat) => run(api.readImport(id, format)),
    choose: (id: string, number: number, mediaId: number | null) =>
      run(api.chooseTitle(id, number, mediaId)),
    apply: (id: string) => run(api.applyImport(id)),
    undo: (id: string) => run(api.undoImport(id)),
    cancel: (id: string) => run(api.cancelImport(id)),
    async remove(id: string) {
      await toastOnError(api.removeImport(id));
      if (openId() === id) setOpenId(null);
      await load();
    },
  };
}

export type Imports = ReturnType<typeof createImports>;

async function base64Of(part: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => {
      const url = reader.result as string;
      resolve(url.slice(url.indexOf(",") + 1));
    };
    reader.onerror = () => reject(new Error("The file cannot be read."));
    reader.readAsDataURL(part);
  });
}
