import Copy from "lucide-solid/icons/copy";
import { createUniqueId } from "solid-js";
import { Button } from "./Button";
import { toast } from "./toast";

interface CopyLinkProps {
  url: string;
  label: string;
  text: string;
  onDone: () => void;
}

/** A link that is shown once, to be copied. */
export function CopyLink(props: CopyLinkProps) {
  const id = createUniqueId();
  let input!: HTMLInputElement;
  const copy = async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(props.url);
      toast({ text: "Link copied." });
    } catch {
      // Without HTTPS there is no clipboard for pages; the link is selected.
      toast({ text: "Press Ctrl C to copy the selected link." });
    }
  };
  return (
    <div>
      <div class="flex flex-wrap gap-2">
        <input
          ref={input}
          readOnly
          value={props.url}
          aria-label={props.label}
          aria-describedby={id}
          class="h-10 min-w-0 flex-1 basis-64 rounded-control bg-surface-2 px-4 text-14 hairline"
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button tone="primary" size="medium" onClick={() => void copy()}>
          <Copy class="size-4" aria-hidden="true" />
          Copy link
        </Button>
        <Button size="medium" onClick={() => props.onDone()}>
          Done
        </Button>
      </div>
      <p id={id} class="mt-2 text-12 text-muted">
        {props.text}
      </p>
    </div>
  );
}
