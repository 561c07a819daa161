import Check from "lucide-solid/icons/check";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { Show } from "solid-js";
import type { ProviderTest } from "../../api/types";
import { testText, type TestTone } from "./providerKeyForms";

const TONES: Record<TestTone, string> = {
  ok: "bg-ok/6 text-ok",
  warn: "bg-warn/10 text-warn",
  bad: "bg-bad/10 text-bad",
};

/** The result of a key test. */
export function KeyTestResult(props: { test: ProviderTest }) {
  const said = () => testText(props.test);
  return (
    <p
      class={`flex items-center gap-2.5 rounded-control px-3.5 py-2.5 text-13 [&>svg]:size-4 [&>svg]:flex-none ${TONES[said().tone]}`}
    >
      <Show when={said().tone === "ok"} fallback={<TriangleAlert aria-hidden="true" />}>
        <Check aria-hidden="true" />
      </Show>
      {said().text}
    </p>
  );
}
