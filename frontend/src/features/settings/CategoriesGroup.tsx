import { createAsyncStore, revalidate } from "@solidjs/router";
import Pencil from "lucide-solid/icons/pencil";
import Plus from "lucide-solid/icons/plus";
import Trash from "lucide-solid/icons/trash";
import { createSignal, For, Show } from "solid-js";
import { ApiError } from "../../api/client";
import { addCategory, updateCategory, deleteCategory } from "../../api/downloadSettings";
import type { Category, CategoryInput, Folder } from "../../api/types";
import { pluralize, formatBytes } from "../../lib/format";
import { categoriesQuery, foldersQuery } from "../../shared/downloads/destinations";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { TextField } from "../../ui/TextField";
import { toastOnError, toastUndo, errorText } from "../../ui/toast";
import { SettingsGroup } from "./SettingsGroup";

/** Categories and their folders. */
export function CategoriesGroup() {
  const categories = createAsyncStore(() => categoriesQuery().catch(() => []), {
    initialValue: [],
  });
  const folders = createAsyncStore(() => foldersQuery().catch(() => []), { initialValue: [] });
  const [edited, setEdited] = createSignal<string | null>(null);

  const remove = async (category: Category) => {
    const gone = await toastOnError(deleteCategory(category.id).then(() => true));
    await revalidate(categoriesQuery.key);
    if (!gone) return;
    const { name, root, options } = category;
    toastUndo(`Category ${name} is deleted`, () => {
      void toastOnError(addCategory({ name, root, options })).then(() =>
        revalidate(categoriesQuery.key),
      );
    });
  };
  const done = () => {
    setEdited(null);
    void revalidate(categoriesQuery.key);
  };

  return (
    <SettingsGroup
      id="categories"
      title="Categories"
      text="A category sets the folder a download goes to. Choose one when you add a download."
    >
      <Show when={categories.latest.length > 0}>
        <ul class="grid gap-1">
          <For each={categories.latest}>
            {(category) => (
              <li>
                <Show
                  when={edited() === category.id}
                  fallback={
                    <div class="flex items-center gap-3 py-1.5">
                      <div class="min-w-0 flex-1">
                        <p class="text-15 font-medium">{category.name}</p>
                        <p class="truncate text-13 text-muted">
                          {category.root}
                          {category.jobs > 0 ? ` · ${pluralize(category.jobs, "download")}` : ""}
                        </p>
                      </div>
                      <IconButton
                        label={`Edit ${category.name}`}
                        tone="bare"
                        size="medium"
                        onClick={() => setEdited(category.id)}
                      >
                        <Pencil />
                      </IconButton>
                      <IconButton
                        label={`Delete ${category.name}`}
                        tone="bare"
                        size="medium"
                        onClick={() => void remove(category)}
                      >
                        <Trash />
                      </IconButton>
                    </div>
                  }
                >
                  <CategoryForm
                    category={category}
                    folders={folders.latest}
                    save={(input) => updateCategory(category.id, input)}
                    onDone={done}
                  />
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show
        when={edited() === "new"}
        fallback={
          <Button size="small" class="justify-self-start" onClick={() => setEdited("new")}>
            <Plus class="size-3.5" aria-hidden="true" />
            Add a category
          </Button>
        }
      >
        <CategoryForm folders={folders.latest} save={addCategory} onDone={done} />
      </Show>
    </SettingsGroup>
  );
}

interface CategoryFormProps {
  category?: Category;
  folders: readonly Folder[];
  save: (input: CategoryInput) => Promise<Category>;
  onDone: () => void;
}

function CategoryForm(props: CategoryFormProps) {
  const [error, setError] = createSignal<ApiError | null>(null);
  const errorOf = (field: string) => (error()?.field === field ? (error()?.message ?? null) : null);
  const submit = async (form: HTMLFormElement) => {
    const said = new FormData(form);
    const word = (name: string) => (said.get(name) as string | null) ?? "";
    const input = { name: word("name"), root: word("root") };
    try {
      await props.save(input);
      props.onDone();
    } catch (failure) {
      const isOurs = failure instanceof ApiError;
      // The error for a name that is taken is shown at the name.
      const field = (isOurs && failure.field) || "name";
      const words = errorText(failure);
      setError(new ApiError(isOurs ? failure.status : 0, isOurs ? failure.code : "", words, field));
    }
  };
  return (
    <form
      class="grid gap-4 rounded-card bg-fill p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <div class="grid grid-cols-[1fr_2fr] gap-4 max-md:grid-cols-1">
        <TextField
          label="Name"
          name="name"
          required
          maxlength="80"
          placeholder="Films"
          value={props.category?.name ?? ""}
          error={errorOf("name")}
        />
        <TextField
          label="Folder"
          name="root"
          required
          list="download-folders"
          value={props.category?.root ?? props.folders[0]?.path ?? ""}
          hint="A download folder, or a folder inside one"
          error={errorOf("root")}
        />
        <datalist id="download-folders">
          <For each={props.folders}>
            {(folder) => (
              <option value={folder.path ?? folder.name}>
                {folder.freeBytes === null ? "" : `${formatBytes(folder.freeBytes)} free`}
              </option>
            )}
          </For>
        </datalist>
      </div>
      <div class="flex gap-2">
        <Button type="submit" size="small" tone="primary">
          Save
        </Button>
        <Button size="small" tone="ghost" onClick={() => props.onDone()}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
