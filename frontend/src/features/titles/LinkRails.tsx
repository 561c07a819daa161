import type { MediaDetail } from "../../api/types";
import { MediaRail } from "../../media/MediaRail";

/** What stands beside a title: what belongs to it, and what is like it. */
export function LinkRails(props: { title: MediaDetail }) {
  const links = () => props.title.links;
  return (
    <>
      <MediaRail title="Expansions" items={links().expansions} />
      <MediaRail title="Downloadable content" items={links().dlc} />
      <MediaRail title="In the same series" items={links().franchise} />
      <MediaRail title="Recommended after this" items={links().recommended} />
      <MediaRail title="More like this" items={props.title.similar} />
    </>
  );
}
