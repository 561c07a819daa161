import type { JSX } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { CastRail } from "./CastRail";
import { Extras } from "./Extras";
import { LinkRails } from "./LinkRails";
import { MetadataNote } from "./MetadataNote";
import { Videos } from "./Videos";
import { YourNotes } from "./YourNotes";

/** What a title's page has below its facts. Loaded after the first paint, which ends above it. */
export function TitleRest(props: { title: MediaDetail; versions?: JSX.Element }) {
  return (
    <>
      <YourNotes title={props.title} />
      {props.versions}
      <CastRail title={props.title} />
      <Extras title={props.title} />
      <Videos title={props.title} />
      <LinkRails title={props.title} />
      <MetadataNote title={props.title} />
    </>
  );
}
