import { useNavigate } from "@solidjs/router";
import { createMemo, createSignal, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { joinList } from "../../lib/format";
import { factsOf } from "../../shared/titles/titleFacts";
import { lazyPart } from "../../ui/lazyPart";
import { offerOf } from "./playOffer";
import { createPlaybackPreview } from "../../shared/library/playbackPreview";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";
import { PlayabilityLine, TitleBelowTheFold } from "./lazyParts";

// Only of a film whose file is here.
const FileTools = lazyPart(() => import("./FileTools"), {
  skeleton: () => <div class="mt-3 h-5" />,
});
const VersionChooser = lazyPart(() => import("./VersionChooser"));

export default function MoviePage() {
  return <TitlePage type="movie">{(title) => <Movie title={title} />}</TitlePage>;
}

function Movie(props: { title: MediaDetail }) {
  const navigate = useNavigate();
  const [version, setVersion] = createSignal<string>();
  const items = () => props.title.libraryItems;
  const preview = createPlaybackPreview(() => props.title.playable?.libraryItemId);
  const playback = (id: string | undefined) =>
    preview().find(({ libraryItemId }) => libraryItemId === id);
  // What the viewer chose, else the best for this browser.
  const chosen = createMemo(() => {
    const wanted = [
      version(),
      preview()[0]?.libraryItemId,
      props.title.playable?.libraryItemId,
      items()[0]?.id,
    ];
    return wanted
      .map((id) => items().find((item) => item.id === id))
      .find((item) => item !== undefined);
  });
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
        <PlayabilityLine
          item={chosen()}
          playback={playback(chosen()?.id)}
          releaseDate={props.title.releaseDate}
        />
        <Show when={!chosen()?.absence && chosen()?.id}>{(id) => <FileTools itemId={id()} />}</Show>
      </TitleBillboard>
      <div class="page">
        <TitleFacts title={props.title} />
        <TitleBelowTheFold
          title={props.title}
          versions={
            <Show when={items().length > 1}>
              <VersionChooser
                items={items()}
                playback={playback}
                runtimeMinutes={props.title.runtimeMinutes}
                chosen={chosen()?.id ?? ""}
                onChoose={setVersion}
              />
            </Show>
          }
        />
      </div>
    </>
  );
}
