import { createResource, createSignal, Show } from "solid-js";
import {
  createCalendarFeed,
  deleteCalendarFeed,
  getCalendarFeed,
  type ReleaseFilter,
} from "../../api/calendar";
import { formatDate } from "../../lib/formatDates";
import { toastOnError } from "../../ui/toast";
import { Button } from "../../ui/Button";
import { CopyLink } from "../../ui/CopyLink";
import { Sheet } from "../../ui/Sheet";
import { filteredFeed } from "./calendarViews";

interface CalendarFeedSheetProps {
  open: boolean;
  /** Of the page: the address has them too. */
  filter: ReleaseFilter;
  onClose: () => void;
}

/** The secret address at which calendar programs read the user's releases. */
export function CalendarFeedSheet(props: CalendarFeedSheetProps) {
  const [feed, { refetch }] = createResource(
    () => props.open,
    () => getCalendarFeed(),
  );
  const [url, setUrl] = createSignal<string>();
  const [isBusy, setBusy] = createSignal(false);
  const madeOn = () => (feed.state === "ready" ? feed.latest.createdAt : undefined);

  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await toastOnError(work());
    await refetch();
    setBusy(false);
  };
  const create = () => run(async () => setUrl((await createCalendarFeed()).url));
  const withdraw = () =>
    run(async () => {
      await deleteCalendarFeed();
      setUrl(undefined);
    });
  const close = () => {
    setUrl(undefined);
    props.onClose();
  };

  return (
    <Sheet open={props.open} onClose={close} title="Subscribe">
      <p class="text-muted">
        See what is yours in the calendar of your phone or computer. It gets an address of your own;
        keep it to yourself: it shows your releases without a password.
      </p>
      <div class="mt-6">
        <Show
          when={url()}
          fallback={
            <>
              <Show when={madeOn()}>
                {(moment) => (
                  <p class="mb-4 text-14">
                    There is an address since {formatDate(moment())}. It is not shown again; a new
                    one ends it.
                  </p>
                )}
              </Show>
              <div class="flex flex-wrap gap-2">
                <Button
                  tone="primary"
                  size="medium"
                  disabled={isBusy()}
                  onClick={() => void create()}
                >
                  {madeOn() ? "Make a new address" : "Make an address"}
                </Button>
                <Show when={madeOn()}>
                  <Button
                    tone="danger"
                    size="medium"
                    disabled={isBusy()}
                    onClick={() => void withdraw()}
                  >
                    Withdraw it
                  </Button>
                </Show>
              </div>
            </>
          }
        >
          {(made) => (
            <CopyLink
              url={filteredFeed(made(), props.filter)}
              label="Calendar address"
              text="Add it in your calendar program as a subscription by address. It has the filters that are chosen on this page, and is shown only now."
              onDone={close}
            />
          )}
        </Show>
      </div>
    </Sheet>
  );
}
