import { For } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { MediaRail } from "../../shared/titles/MediaRail";
import { unrepeated } from "./relatedTitles";

/** Rails of related titles, without duplicates. */
export function RelatedTitleRails(props: { title: MediaDetail }) {
  const rails = () => unrepeated(props.title);
  return <For each={rails()}>{(rail) => <MediaRail title={rail.title} items={rail.items} />}</For>;
}
