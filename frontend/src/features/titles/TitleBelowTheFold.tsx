import type { JSX } from "solid-js";
import type { MediaDetail } from "../../api/types";
import { CastRail } from "./CastRail";
import { ExtrasRail } from "./ExtrasRail";
import { RelatedTitleRails } from "./RelatedTitleRails";
import { MetadataNote } from "./MetadataNote";
import { TrailersAndClips } from "./TrailersAndClips";
import { UserNotes } from "./UserNotes";

/** What a title's page has below its facts. Loaded after the first paint, which ends above it. */
export function TitleBelowTheFold(props: { title: MediaDetail; versions?: JSX.Element }) {
  return (
    <>
      <UserNotes title={props.title} />
      {props.versions}
      <CastRail title={props.title} />
      <ExtrasRail title={props.title} />
      <TrailersAndClips title={props.title} />
      <RelatedTitleRails title={props.title} />
      <MetadataNote title={props.title} />
    </>
  );
}
