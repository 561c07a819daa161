import Upload from "lucide-solid/icons/upload";
import { createSignal, Show } from "solid-js";
import { uploadSubtitle } from "../../api/subtitles";
import { base64Of } from "../../lib/base64";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/SelectField";
import { errorText, toast } from "../../ui/toast";
import { LANGUAGES } from "../languages";
import { languageName } from "./subtitleSearchText";
import { MAX_SUBTITLE_BYTES } from "./subtitleText";

/** The server reads the language from the name of the file. */
const FROM_NAME = "";

/** Adds a subtitle file of this device, for everyone who plays the video. */
export function AddSubtitleFile(props: { itemId: string; onChange: () => Promise<void> }) {
  let input!: HTMLInputElement;
  const [language, setLanguage] = createSignal(FROM_NAME);
  const [isBusy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal("");
  const send = async (file: File | undefined) => {
    if (!file) return;
    setFailure(file.size > MAX_SUBTITLE_BYTES ? "Subtitles may have at most 2 MB." : "");
    if (failure()) return;
    setBusy(true);
    try {
      const upload = { fileName: file.name, content: await base64Of(file) };
      const chosen = language() === FROM_NAME ? {} : { language: language() };
      const added = await uploadSubtitle(props.itemId, { ...upload, ...chosen });
      toast({ text: `${added.label} was added.` });
    } catch (error) {
      setFailure(errorText(error));
    }
    await props.onChange();
    setBusy(false);
    input.value = "";
  };
  return (
    <div class="w-full">
      <Show when={failure()}>
        <p role="alert" class="mb-3 text-13 text-bad">
          {failure()}
        </p>
      </Show>
      <input
        ref={input}
        type="file"
        class="sr-only"
        aria-label="Subtitle file"
        tabindex="-1"
        accept=".srt,.ass,.ssa,.vtt,.sub"
        onChange={(event) => void send(event.currentTarget.files?.[0])}
      />
      <div class="flex gap-2">
        <SelectField
          class="flex-1"
          label="Language of the subtitle file"
          isLabelHidden
          value={language()}
          options={[
            { value: FROM_NAME, label: "Language by name" },
            ...LANGUAGES.map((tag) => ({ value: tag, label: languageName(tag) })),
          ]}
          onChange={setLanguage}
        />
        <Button disabled={isBusy()} onClick={() => input.click()}>
          <Upload class="size-4" aria-hidden="true" />
          {isBusy() ? "Adding…" : "Add a file"}
        </Button>
      </div>
    </div>
  );
}
