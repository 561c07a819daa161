import { createEffect, onCleanup, Show } from "solid-js";
import { createMediaQuery } from "../../lib/mediaQuery";
import { nameOf } from "../../shared/downloads/jobName";
import { Modal } from "../../ui/Modal";
import type { JobCardProps } from "./JobCard";
import { PanelActions } from "./PanelActions";
import { PanelBody } from "./PanelBody";

export const WIDE_ENOUGH_FOR_PANEL = "(min-width: 1180px)";

interface DownloadPanelProps extends JobCardProps {
  onClose: () => void;
}

/** Beside the list in a wide window, otherwise a sheet over it. */
export function DownloadPanel(props: DownloadPanelProps) {
  const beside = createMediaQuery(WIDE_ENOUGH_FOR_PANEL);

  return (
    <Show
      when={beside()}
      fallback={
        <Modal
          open
          onClose={() => props.onClose()}
          isAside
          place="flex justify-end p-3 phone:items-end phone:p-0"
          look="flex h-full w-[420px] max-w-full flex-col overflow-hidden rounded-sheet bg-surface-2 opened:enter-side phone:h-auto phone:max-h-[86dvh] phone:w-full phone:rounded-b-none phone:opened:enter-rise"
        >
          <div
            tabindex="0"
            class="relative min-h-0 flex-1 overflow-y-auto -outline-offset-2"
            data-scrolls
          >
            <PanelBody {...props} isModal />
          </div>
          <footer class="flex gap-2 border-t border-line px-[22px] py-4 phone:pb-[max(16px,env(safe-area-inset-bottom))]">
            <PanelActions job={props.job} actions={props.list.actions} onClose={props.onClose} />
          </footer>
        </Modal>
      }
    >
      <SidePanel {...props} />
    </Show>
  );
}

/** Opened by keyboard, the panel takes the focus; on close the card gets it back. */
function SidePanel(props: DownloadPanelProps) {
  let aside!: HTMLElement;
  let id = "";
  const cardOf = () => document.querySelector<HTMLElement>(`[data-job="${id}"] [data-open]`);
  createEffect(() => {
    id = props.job.id;
    if (!cardOf()?.matches(":focus-visible")) return;
    queueMicrotask(() => aside.querySelector<HTMLElement>("[role=tab][tabindex='0']")?.focus());
  });
  onCleanup(() => {
    if (aside.contains(document.activeElement)) cardOf()?.focus();
  });

  return (
    <aside
      ref={aside}
      class="sticky top-[calc(var(--bar)+16px)] max-h-[calc(100dvh-var(--bar)-40px)] w-[372px] flex-none overflow-y-auto rounded-sheet bg-surface-2 float enter-rise [scrollbar-width:thin]"
      aria-label={`${nameOf(props.job)}, details`}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      <PanelBody {...props} isModal={false} />
      <div class="sticky bottom-0 flex gap-2 bg-surface-2 px-[22px] pt-3 pb-[22px]">
        <PanelActions job={props.job} actions={props.list.actions} onClose={props.onClose} />
      </div>
    </aside>
  );
}
