import { render } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { expect, test } from "vitest";
import { Billboard } from "./Billboard";

test("the first picture is there at once, the next one fades in", () => {
  const [title, setTitle] = createSignal("Metropolis");
  const { container } = render(() => (
    <Billboard
      title={title()}
      year={1927}
      genres={[]}
      backdropUrl="/art/backdrop.svg"
      backdropPlaceholder={null}
      logoUrl={null}
      meta={[]}
      actions={null}
    />
  ));
  const isFading = () =>
    container.querySelector(".backdrop-mask")?.classList.contains("backdrop-in");
  expect(isFading()).toBe(false);

  setTitle("Nosferatu");

  expect(isFading()).toBe(true);
});
