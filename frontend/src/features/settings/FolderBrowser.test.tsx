import { render, screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { browseFolders } from "../../api/library";
import { FolderBrowser } from "./FolderBrowser";

vi.mock("../../api/library", () => ({ browseFolders: vi.fn() }));

test.each([
  [
    "has none",
    () => Promise.resolve({ path: "/films", parent: "/", items: [] }),
    "No folders in here",
  ],
  ["cannot be read", () => Promise.reject(new Error("Not allowed.")), "Not allowed."],
])("a folder that %s says so", async (_name, answer, text) => {
  vi.mocked(browseFolders).mockImplementation(answer);

  render(() => <FolderBrowser at="/films" onGo={() => undefined} />);

  expect(await screen.findByText(text)).toBeTruthy();
});
