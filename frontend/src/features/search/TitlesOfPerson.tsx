import { createAsyncStore, query } from "@solidjs/router";
import { Suspense } from "solid-js";
import { getPerson } from "../../api/people";
import type { MediaCard, PersonCard } from "../../api/types";
import { personPath } from "../../lib/pagePaths";
import { MediaRail } from "../../shared/titles/MediaRail";

const bestOfPersonQuery = query(
  (id: number): Promise<MediaCard[]> =>
    getPerson(id).then(
      (person) => person.best,
      () => [],
    ),
  "best-of-person",
);

/** The best known titles of the first person found, when a search found few titles. */
export function TitlesOfPerson(props: { person: PersonCard }) {
  const titles = createAsyncStore(() => bestOfPersonQuery(props.person.id), { initialValue: [] });
  return (
    <Suspense>
      <MediaRail
        title={`From ${props.person.name}`}
        href={personPath(props.person.id)}
        items={titles.latest}
        class="mt-11"
      />
    </Suspense>
  );
}
