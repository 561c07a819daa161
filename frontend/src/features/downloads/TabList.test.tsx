import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { createSignal } from "solid-js";
import { expect, test } from "vitest";
import { TabList } from "./TabList";

test("a tab keeps the focus when the label of another changes", async () => {
  const [peers, setPeers] = createSignal(0);
  const [value, setValue] = createSignal("files");
  render(() => (
    <TabList
      label="About"
      tabs={[
        { value: "files", label: "Files" },
        { value: "peers", label: `Peers ${peers()}` },
        { value: "source", label: "Source" },
      ]}
      value={value()}
      onChange={setValue}
    >
      {value()}
    </TabList>
  ));
  screen.getByRole("tab", { name: "Files" }).focus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(document.activeElement?.textContent).toBe("Source");

  setPeers(1);

  expect(screen.getByRole("tab", { name: "Peers 1" }).isConnected).toBe(true);
  expect(document.activeElement?.textContent).toBe("Source");
});
