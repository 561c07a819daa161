import { For } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { MediaRail } from "../../shared/titles/MediaRail";
import { unrepeated } from "./links";

/** What stands beside a title: what belongs to it, and what is like it; nothing stands there twice. */
export function LinkRails(props: { title: MediaDetail }) {
  const rails = () => unrepeated(props.title);
  return <For each={rails()}>{(rail) => <MediaRail title={rail.title} items={rail.items} />}</For>;
}
