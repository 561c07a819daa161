import LoaderCircle from "lucide-solid/icons/loader-circle";

/** While the server cannot be reached: the page keeps what it shows. */
export function ConnectionBar() {
  return (
    <div
      role="status"
      class="pointer-events-none fixed z-75 flex w-fit desk:top-4 desk:right-36 phone:inset-x-0 phone:bottom-[calc(16px+var(--tabbar))] phone:mx-auto max-w-[calc(100vw-24px)] items-center gap-2.5 rounded-pill bg-surface-3 px-4 py-2.5 text-13 font-medium float enter-rise"
    >
      <LoaderCircle class="size-4 flex-none animate-spin text-muted" aria-hidden="true" />
      Not connected, trying again
    </div>
  );
}
