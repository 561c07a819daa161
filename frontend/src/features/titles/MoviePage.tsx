import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { joined } from "../../lib/format";
import { factsOf } from "../../media/facts";
import { MediaRail } from "../../media/MediaRail";
import { FitLine } from "./FitLine";
import { offerOf } from "./offer";
import { TitleBillboard } from "./TitleBillboard";
import { TitleFacts } from "./TitleFacts";
import { TitlePage } from "./TitlePage";
import { Versions } from "./Versions";

export default function MoviePage() {
  return <TitlePage type="movie">{(title) => <Movie title={title} />}</TitlePage>;
}

function Movie(props: { title: MediaDetail }) {
  const navigate = useNavigate();
  const [version, setVersion] = createSignal<string>();
  const chosen = () => version() ?? props.title.playable?.libraryItemId ?? "";
  const offer = () => offerOf(props.title, version());

  return (
    <>
      <TitleBillboard
        title={props.title}
        meta={[...factsOf(props.title), joined(props.title.directors)].filter(
          (word) => word !== "",
        )}
        offer={offer()}
        onPlay={() => navigate(offer()?.href ?? "")}
      >
        <FitLine item={props.title.libraryItems.find((item) => item.id === chosen())} />
      </TitleBillboard>
      <div class="page">
        <TitleFacts title={props.title} />
        <Show when={props.title.libraryItems.length > 1}>
          <Versions items={props.title.libraryItems} chosen={chosen()} onChoose={setVersion} />
        </Show>
        <MediaRail title="More like this" items={props.title.similar} />
      </div>
    </>
  );
}
