import { render, screen, waitForElementToBeRemoved } from "@solidjs/testing-library";
import { Suspense } from "solid-js";
import { expect, test, vi } from "vitest";
import { browseFolders } from "../../api/library";
import { FolderBrowser } from "./FolderBrowser";

vi.mock("../../api/library", () => ({ browseFolders: vi.fn() }));

test("a folder without folders says so", async () => {
  vi.mocked(browseFolders).mockResolvedValue({ path: "/films", parent: "/", items: [] });

  render(() => <FolderBrowser at="/films" onGo={() => undefined} />);

  expect(await screen.findByText("No folders in here")).toBeTruthy();
});

test("the page around it stays while the folders are loading", async () => {
  vi.mocked(browseFolders).mockResolvedValue({ path: "/films", parent: "/", items: [] });

  render(() => (
    <Suspense fallback={<p>The page is gone</p>}>
      <FolderBrowser at={null} onGo={() => undefined} />
    </Suspense>
  ));

  expect(screen.getByText("Loading folders")).toBeTruthy();
  expect(screen.queryByText("The page is gone")).toBeNull();
  expect(await screen.findByText("No folders in here")).toBeTruthy();
});

test.each([
  ["the usual places, for which there is no other message", null, 1],
  ["a folder, which is tested as well", "/films", 0],
])("why %s cannot be listed", async (_name, at, messages) => {
  vi.mocked(browseFolders).mockRejectedValue(new Error("Not allowed."));

  render(() => <FolderBrowser at={at} onGo={() => undefined} />);

  await waitForElementToBeRemoved(() => screen.queryByText("Loading folders"));
  expect(screen.queryAllByText("Not allowed.")).toHaveLength(messages);
});
