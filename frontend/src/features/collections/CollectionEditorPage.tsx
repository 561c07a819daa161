import { A, useNavigate, useParams } from "@solidjs/router";
import ArrowLeft from "lucide-solid/icons/arrow-left";
import Hand from "lucide-solid/icons/hand";
import WandSparkles from "lucide-solid/icons/wand-sparkles";
import { createResource, createSignal, Match, Show, Switch, type JSX } from "solid-js";
import { createStore } from "solid-js/store";
import { createCollection, editCollection, getCollection } from "../../api/collections";
import type { CollectionPage } from "../../api/types";
import { collectionPath } from "../../lib/pagePaths";
import { pageTitle } from "../../lib/pageTitle";
import { applyChange } from "../../shared/titles/collectionChanges";
import { Button, ButtonLink } from "../../ui/Button";
import { FailedState } from "../../ui/FailedState";
import { Skeleton } from "../../ui/Skeleton";
import { TextField } from "../../ui/TextField";
import { WHOLE } from "./CollectionFilters";
import { RuleEditor } from "./RuleEditor";
import { createPreview, RulePreview } from "./RulePreview";
import { newRule, rulesOf, type RuleDrafts } from "./ruleDrafts";
import { SharingFields, type Sharing } from "./SharingFields";

/** A new collection, or the name, rules and sharing of one. */
export default function CollectionEditorPage() {
  const params = useParams<{ slug?: string }>();
  const [answer, { refetch }] = createResource(
    () => params.slug,
    (slug) => getCollection(slug, WHOLE, 1, 1),
  );
  return (
    <Switch fallback={<Skeleton class="page page-top h-96" />}>
      <Match when={params.slug === undefined}>
        <Editor />
      </Match>
      <Match when={answer.error as unknown}>
        {(error) => (
          <div class="page page-top">
            <FailedState
              text="The collection did not load."
              error={error()}
              onRetry={() => void refetch()}
            />
          </div>
        )}
      </Match>
      <Match when={answer.latest}>{(found) => <Editor answer={found()} />}</Match>
    </Switch>
  );
}

function Editor(props: { answer?: CollectionPage }) {
  const navigate = useNavigate();
  // The answer is what the form begins with; later ones must not overwrite what was typed.
  // eslint-disable-next-line solid/reactivity
  const start = props.answer;
  const [name, setName] = createSignal(start?.collection.name ?? "");
  const [description, setDescription] = createSignal(start?.collection.description ?? "");
  const [isSmart, setSmart] = createSignal(Boolean(start?.rules));
  const [drafts, setDrafts] = createStore<RuleDrafts>({
    match: start?.rules?.match ?? "all",
    rules: start?.rules?.rules ?? [newRule("genre")],
    groups: (start?.rules?.groups ?? []).map((group) => ({
      match: group.match ?? "any",
      rules: group.rules,
    })),
    sort: start?.rules?.sort ?? "trending",
    limit: start?.rules?.limit ?? 100,
  });
  const [sharing, setSharing] = createSignal<Sharing>({
    visibility: start?.collection.visibility ?? "private",
    sharedWith: start?.collection.sharedWith.map((person) => person.id) ?? [],
  });
  const [isBusy, setBusy] = createSignal(false);
  const rules = () => (isSmart() ? rulesOf(drafts) : undefined);
  const { preview, problem } = createPreview(rules);
  const canSave = () => name().trim() !== "" && (!isSmart() || rules() !== undefined) && !isBusy();
  const back = () => (start ? collectionPath(start.collection.slug) : "/app/collections");
  pageTitle(() => (start ? `Edit ${start.collection.name}` : "New collection"));

  const save = async () => {
    if (!canSave()) return;
    setBusy(true);
    const fields = { name: name().trim(), description: description().trim(), ...sharing() };
    const call = start
      ? editCollection(start.collection.id, { ...fields, rules: rules() })
      : createCollection({ ...fields, rules: rules() });
    const text = start ? `${fields.name} is changed` : `${fields.name} is created`;
    const path = back();
    const done = await applyChange(call, text, () => navigate(path));
    setBusy(false);
    const slug = done?.collection?.slug;
    if (slug) navigate(collectionPath(slug));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void save();
  };

  return (
    <div class="page page-top">
      <A
        href={back()}
        class="mb-7 inline-flex items-center gap-2.5 text-14 font-medium text-muted hover:text-ink"
      >
        <ArrowLeft class="size-4" aria-hidden="true" />
        {start?.collection.name ?? "Collections"}
      </A>
      <div class="grid grid-cols-[minmax(0,1fr)_minmax(0,500px)] items-start gap-11 max-[1100px]:grid-cols-1">
        <form
          class="min-w-0"
          onKeyDown={onKeyDown}
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <h1 class="sr-only">{start ? `Edit ${start.collection.name}` : "New collection"}</h1>
          <TextField
            label="Name"
            placeholder="Rainy Sundays"
            maxLength={80}
            value={name()}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <TextField
            class="mt-5"
            label="Description"
            placeholder="What belongs in it"
            maxLength={500}
            value={description()}
            onInput={(event) => setDescription(event.currentTarget.value)}
          />
          <Show when={!start}>
            <fieldset class="mt-7 grid grid-cols-2 gap-5 phone:grid-cols-1 phone:gap-3">
              <legend class="sr-only">How it is filled</legend>
              <Kind
                title="Manual"
                text="You choose each title and the order"
                icon={<Hand class="size-5.5" />}
                isChosen={!isSmart()}
                onChoose={() => setSmart(false)}
              />
              <Kind
                title="Smart"
                text="Rules choose, it fills itself"
                icon={<WandSparkles class="size-5.5" />}
                isChosen={isSmart()}
                onChoose={() => setSmart(true)}
              />
            </fieldset>
          </Show>
          <Show when={isSmart()}>
            <RuleEditor drafts={drafts} onChange={setDrafts} />
          </Show>
          <SharingFields sharing={sharing()} isSmart={isSmart()} onChange={setSharing} />
          <div class="mt-9 flex gap-3 phone:sticky phone:bottom-(--tabbar) phone:z-20 phone:-mx-(--gutter) phone:flex-wrap phone:items-center phone:bg-surface-2 phone:px-(--gutter) phone:py-3.5">
            <Show when={preview()}>
              {(found) => (
                <p class="hidden basis-full items-baseline gap-2 text-14 text-muted phone:flex">
                  <b class="text-17 font-medium text-ink tabular-nums">{found().total}</b>
                  {found().total === 1 ? "title matches" : "titles match"}
                </p>
              )}
            </Show>
            <Button type="submit" tone="primary" disabled={!canSave()}>
              {start ? "Save" : "Create collection"}
            </Button>
            <ButtonLink href={back()} tone="ghost">
              Cancel
            </ButtonLink>
          </div>
        </form>
        <Show when={isSmart()}>
          <RulePreview preview={preview()} problem={problem()} />
        </Show>
      </div>
    </div>
  );
}

interface KindProps {
  title: string;
  text: string;
  icon: JSX.Element;
  isChosen: boolean;
  onChoose: () => void;
}

function Kind(props: KindProps) {
  return (
    <label class="relative flex cursor-pointer items-center gap-4 rounded-card px-5 py-4 hairline has-checked:bg-surface-2 has-checked:shadow-[inset_0_0_0_2px_var(--accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-accent">
      <input
        type="radio"
        name="kind"
        class="sr-only"
        checked={props.isChosen}
        onChange={() => props.onChoose()}
      />
      <span classList={{ "text-accent-text": props.isChosen }} aria-hidden="true">
        {props.icon}
      </span>
      <span>
        <b class="block text-15 font-strong">{props.title}</b>
        <small class="mt-1 block text-13 text-muted">{props.text}</small>
      </span>
    </label>
  );
}
