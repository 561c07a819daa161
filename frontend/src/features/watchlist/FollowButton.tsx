import Eye from "lucide-solid/icons/eye";
import EyeOff from "lucide-solid/icons/eye-off";
import { Show } from "solid-js";
import type { MediaCard } from "../../api/types";
import { toggleFollow } from "../../shared/titles/titleActions";
import { withUserMarks } from "../../shared/titles/userMarks";
import { IconButton, type IconButtonTone } from "../../ui/IconButton";

export function FollowButton(props: { media: MediaCard; tone?: IconButtonTone }) {
  const on = () => withUserMarks(props.media).followed;
  return (
    <IconButton
      label={on() ? `Unfollow ${props.media.title}` : `Follow ${props.media.title}`}
      tone={props.tone ?? "bare"}
      size="medium"
      pressed={on()}
      class={on() && props.tone === undefined ? "text-accent-text!" : ""}
      onClick={() => void toggleFollow(props.media)}
    >
      <Show when={on()} fallback={<EyeOff />}>
        <Eye />
      </Show>
    </IconButton>
  );
}
