import type { JSX } from "solid-js";
import { Brand } from "../../ui/Brand";
import { Skeleton } from "../../ui/Skeleton";
import { PosterWall } from "../../ui/PosterWall";

interface AccountFrameProps {
  title: string;
  text: JSX.Element;
  /** The text is hidden until the server has responded; its space is reserved. */
  isWaiting?: boolean;
  children: JSX.Element;
}

/** The page around a form that opens an account: the poster wall, the name, a heading. */
export function AccountFrame(props: AccountFrameProps) {
  return (
    <main class="relative flex [--words:calc(clamp(24px,9vw,132px)+376px)] min-h-dvh items-center overflow-hidden phone:items-end phone:px-6 phone:pb-9">
      <PosterWall />
      <div class="relative ml-[clamp(24px,9vw,132px)] grid w-[376px] gap-[18px] py-10 low:py-6 phone:m-0 phone:w-full phone:gap-3.5">
        <div class="mb-7 -ml-0.5 low:mb-3 phone:mb-2">
          <Brand class="text-34" />
        </div>
        <div class="mb-2" classList={{ invisible: props.isWaiting }}>
          <h1 class="text-40 tracking-[-.04em] phone:text-34">{props.title}</h1>
          <p class="mt-2 text-pretty text-muted">{props.text}</p>
        </div>
        {props.children}
      </div>
    </main>
  );
}

export function FormSkeleton() {
  return (
    <div role="status" aria-label="Loading" class="grid gap-[18px] pt-6 phone:gap-3.5">
      <Skeleton class="h-12 rounded-control" />
      <Skeleton class="h-12 rounded-control" />
      <Skeleton class="h-12 rounded-control" />
    </div>
  );
}
