import { useNavigate } from "@solidjs/router";
import { createMemo, createSignal, lazy, Show, Suspense } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { joinList } from "../../lib/format";
import { CopyButton } from "../../shared/copies/CopyButton";
import { SubtitleButton } from "../../shared/subtitles/SubtitleButton";
import { factsOf } from "../../shared/titles/titleFacts";
import { FitLine } from "./FitLine";
import { offerOf } from "./offer";
import { createPlaybackPreview } from "./playbackQuery";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";
import { WhereToWatch } from "./WhereToWatch";

// Loaded while the page above them is already seen.
const TitleRest = lazy(() => import("./TitleRest"));
const Versions = lazy(() => import("./Versions"));

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
        <FitLine
          item={chosen()}
          playback={playback(chosen()?.id)}
          releaseDate={props.title.releaseDate}
        />
        <Show when={chosen()}>
          {(item) => (
            <div class="flex flex-wrap gap-x-6">
              <SubtitleButton itemId={item().id} />
              <CopyButton itemId={item().id} />
            </div>
          )}
        </Show>
      </TitleBillboard>
      <div class="page">
        <TitleFacts title={props.title}>
          <WhereToWatch title={props.title} />
        </TitleFacts>
        <Suspense>
          <TitleRest
            title={props.title}
            versions={
              <Show when={items().length > 1}>
                <Versions
                  items={items()}
                  playback={playback}
                  runtimeMinutes={props.title.runtimeMinutes}
                  chosen={chosen()?.id ?? ""}
                  onChoose={setVersion}
                />
              </Show>
            }
          />
        </Suspense>
      </div>
    </>
  );
}
