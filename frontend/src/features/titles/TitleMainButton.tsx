import Download from "lucide-solid/icons/download";
import { Match, Show, Switch } from "solid-js";
import type { TitleDownload } from "../../api/types";
import { playDownloadPath } from "../../lib/pagePaths";
import { Button, ButtonLink } from "../../ui/Button";
import { PlayIcon } from "../../ui/PlayIcon";
import { downloadLabel, type MainAction } from "./mainAction";
import type { PlayOffer } from "./playOffer";

/** Below this share of a download there is nothing to play yet. */
const MIN_PERCENT = 3;

interface TitleMainButtonProps {
  action: MainAction;
  onGet: () => void;
}

/** The first button of a title: play it, follow its download, or get it. */
export function TitleMainButton(props: TitleMainButtonProps) {
  const offer = () => (props.action.kind === "play" ? props.action.offer : undefined);
  const download = () => (props.action.kind === "download" ? props.action.download : undefined);
  return (
    <Switch
      fallback={
        <Button tone="primary" onClick={() => props.onGet()}>
          <Download class="size-5" aria-hidden="true" />
          Get
        </Button>
      }
    >
      <Match when={offer()}>{(shown) => <PlayButton offer={shown()} />}</Match>
      <Match when={download()}>
        {(shown) => (
          <>
            <Show when={shown().status === "downloading" && shown().progressPercent >= MIN_PERCENT}>
              <ButtonLink href={playDownloadPath(shown().jobId)} tone="primary">
                <PlayIcon />
                Play · {shown().progressPercent} %
              </ButtonLink>
            </Show>
            <DownloadButton download={shown()} isMain />
          </>
        )}
      </Match>
    </Switch>
  );
}

function PlayButton(props: { offer: PlayOffer }) {
  return (
    <ButtonLink href={props.offer.href} tone="primary">
      <PlayIcon />
      {props.offer.label}
      <Show when={props.offer.note}>
        <span class="font-normal tabular-nums opacity-68">{props.offer.note}</span>
      </Show>
    </ButtonLink>
  );
}

interface DownloadButtonProps {
  download: TitleDownload;
  isMain?: boolean;
}

/** Opens the download's details; the progress fills the button from the left. */
export function DownloadButton(props: DownloadButtonProps) {
  return (
    <ButtonLink
      href={`/app/downloads?job=${props.download.jobId}`}
      tone={props.isMain ? "primary" : "plain"}
      class="relative isolate overflow-hidden tabular-nums"
    >
      <i
        class="absolute inset-0 -z-1 origin-left bg-accent/35 transition-transform duration-600"
        style={{ transform: `scaleX(${props.download.progressPercent / 100})` }}
        aria-hidden="true"
      />
      <Download class="size-5" aria-hidden="true" />
      {downloadLabel(props.download)}
    </ButtonLink>
  );
}
