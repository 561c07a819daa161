import { useNavigate } from "@solidjs/router";
import { createMemo, createSignal, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { joinList } from "../../lib/format";
import { SubtitleButton } from "../../shared/subtitles/SubtitleButton";
import { factsOf } from "../../shared/titles/titleFacts";
import { CastRail } from "./CastRail";
import { Extras } from "./Extras";
import { versionFor } from "./fit";
import { canPlayHere, FitLine } from "./FitLine";
import { LinkRails } from "./LinkRails";
import { MetadataNote } from "./MetadataNote";
import { offerOf } from "./offer";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";
import { Versions } from "./Versions";
import { Videos } from "./Videos";
import { YourNotes } from "./YourNotes";
import { WhereToWatch } from "./WhereToWatch";

export default function MoviePage() {
  return <TitlePage type="movie">{(title) => <Movie title={title} />}</TitlePage>;
}

function Movie(props: { title: MediaDetail }) {
  const navigate = useNavigate();
  const [version, setVersion] = createSignal<string>();
  const items = () => props.title.libraryItems;
  const chosen = createMemo(
    () =>
      items().find((item) => item.id === version()) ??
      versionFor(items(), props.title.playable?.libraryItemId, canPlayHere),
  );
  const offer = () => offerOf(props.title, chosen());

  return (
    <>
      <TitleBillboard
        title={props.title}
        meta={[...factsOf(props.title), joinList(props.title.directors)].filter(
          (word) => word !== "",
        )}
        offer={offer()}
        onPlay={() => navigate(offer()?.href ?? "")}
      >
        <FitLine item={chosen()} releaseDate={props.title.releaseDate} />
        <Show when={chosen()}>{(item) => <SubtitleButton itemId={item().id} />}</Show>
      </TitleBillboard>
      <div class="page">
        <TitleFacts title={props.title}>
          <WhereToWatch title={props.title} />
        </TitleFacts>
        <YourNotes title={props.title} />
        <Show when={items().length > 1}>
          <Versions
            items={items()}
            runtimeMinutes={props.title.runtimeMinutes}
            chosen={chosen()?.id ?? ""}
            onChoose={setVersion}
          />
        </Show>
        <CastRail title={props.title} />
        <Extras title={props.title} />
        <Videos title={props.title} />
        <LinkRails title={props.title} />
        <MetadataNote title={props.title} />
      </div>
    </>
  );
}
