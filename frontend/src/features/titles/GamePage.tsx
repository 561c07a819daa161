import HardDrive from "lucide-solid/icons/hard-drive";
import type { MediaDetail } from "../../api/types";
import { formatBytes, joinList } from "../../lib/format";
import { factsOf } from "../../shared/titles/titleFacts";
import { LinkRails } from "./LinkRails";
import { MetadataNote } from "./MetadataNote";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";
import { Videos } from "./Videos";
import { YourNotes } from "./YourNotes";

export default function GamePage() {
  return <TitlePage type="game">{(title) => <Game title={title} />}</TitlePage>;
}

/** A game's page: games can be tracked and saved, but not played here. */
function Game(props: { title: MediaDetail }) {
  return (
    <>
      <TitleBillboard
        title={props.title}
        meta={[...factsOf(props.title), props.title.license ?? ""].filter((word) => word !== "")}
        offer={null}
      >
        <p class="mt-[22px] flex gap-[9px] text-13 text-muted">
          <HardDrive class="mt-0.5 size-4 flex-none" aria-hidden="true" />
          <span>{libraryText(props.title)}</span>
        </p>
      </TitleBillboard>
      <div class="page">
        <TitleFacts title={props.title} />
        <YourNotes title={props.title} />
        <Videos title={props.title} />
        <LinkRails title={props.title} />
        <MetadataNote title={props.title} />
      </div>
    </>
  );
}

function libraryText(title: MediaDetail): string {
  const file = title.libraryItems[0];
  if (file) return `In your library, ${formatBytes(file.fileSizeBytes)}`;
  if (title.platforms.length === 0) return "Not in your library yet";
  return `Not in your library yet. It runs on ${joinList(title.platforms)}`;
}
