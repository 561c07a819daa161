import { createAsyncStore, revalidate } from "@solidjs/router";
import { For, Show } from "solid-js";
import { version } from "../../../package.json";
import { user } from "../../api/signedInUser";
import { runWhileVisible } from "../../lib/intervalWhileVisible";
import { SettingsCard } from "../../shared/settings/SettingsCard";
import { SettingsPage } from "../../shared/settings/SettingsPage";
import { Button } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { HealthList } from "./HealthList";
import { healthParts, healthSummary } from "./healthText";
import { libraryFoldersQuery } from "../../shared/library/foldersQuery";
import { healthQuery } from "./settingsQueries";

const LICENCES: readonly { name: string; text: string; href: string }[] = [
  {
    name: "/seen/",
    text: "Free software under the GNU Affero General Public License, version 3 or later",
    href: "https://www.gnu.org/licenses/agpl-3.0.html",
  },
  {
    name: "Geist",
    text: "The typeface, under the SIL Open Font License",
    href: "https://openfontlicense.org",
  },
  { name: "Lucide", text: "The icons, under the ISC License", href: "https://lucide.dev/license" },
  {
    name: "JASSUB",
    text: "Styled subtitles, drawn by libass, under the GNU Lesser General Public License and others",
    href: "https://github.com/ThaUnknown/jassub",
  },
  {
    name: "TMDB",
    text: "This product uses the TMDB API but is not endorsed or certified by TMDB",
    href: "https://www.themoviedb.org",
  },
  {
    name: "IMDb",
    text: "Information courtesy of IMDb. Used with permission",
    href: "https://www.imdb.com",
  },
];

/** Versions and licences for everyone; the server's health for administrators. */
export default function AboutSection() {
  return (
    <Show
      when={user()?.role === "admin"}
      fallback={
        <SettingsPage title="About" lead="Versions and licences.">
          <About />
        </SettingsPage>
      }
    >
      <Health />
    </Show>
  );
}

/** The parts are asked so often: soon after a worker has gone silent, the page says so. */
const CHECK_INTERVAL_MS = 10_000;

function Health() {
  runWhileVisible(CHECK_INTERVAL_MS, () => revalidate(healthQuery.key));
  const health = createAsyncStore(() => healthQuery().catch(() => null));
  const folders = createAsyncStore(() => libraryFoldersQuery().catch(() => []), {
    initialValue: [],
  });
  const parts = () => (health.latest ? healthParts(health.latest, folders.latest) : []);
  return (
    <SettingsPage
      title="Health and about"
      lead={health.latest ? healthSummary(parts()) : "How each part is."}
      end={
        <Button size="medium" onClick={() => void revalidate(healthQuery.key)}>
          Check again
        </Button>
      }
    >
      <Show
        when={health.latest !== undefined}
        fallback={<Skeleton class="min-h-80 rounded-card!" />}
      >
        <Show
          when={health.latest}
          fallback={
            <FailedState
              text="The server did not say how it is. The database may be down."
              error={null}
              onRetry={() => void revalidate(healthQuery.key)}
            />
          }
        >
          <HealthList parts={parts()} />
        </Show>
      </Show>
      <About server={health.latest?.version} database={health.latest?.databaseVersion} />
    </SettingsPage>
  );
}

function About(props: { server?: string; database?: string }) {
  const versions = () =>
    [
      `Pages ${version}`,
      props.server ? `server ${props.server}` : "",
      props.database ? `PostgreSQL ${props.database.split(" ")[0]}` : "",
    ].filter(Boolean);
  return (
    <SettingsCard title="About">
      <div class="py-4">
        <p class="text-17 font-strong tracking-[-.015em]">/seen/ {version}</p>
        <p class="text-13 text-muted">{versions().join(" · ")}</p>
      </div>
      <For each={LICENCES}>
        {(each) => (
          <p class="flex flex-wrap items-baseline gap-x-3 py-3 text-13">
            <a
              class="w-20 flex-none rounded-chip text-14 font-medium hover:underline"
              href={each.href}
              target="_blank"
              rel="noreferrer"
            >
              {each.name}
            </a>
            <span class="min-w-0 flex-1 text-muted">{each.text}</span>
          </p>
        )}
      </For>
    </SettingsCard>
  );
}
