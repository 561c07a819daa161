import { render, screen, waitFor } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../../api/client";
import { addLibraryFolder, browseFolders, testFolder } from "../../api/library";
import { LibraryFolderPicker } from "./LibraryFolderPicker";

vi.mock("../../api/library", () => ({
  addLibraryFolder: vi.fn(),
  browseFolders: vi.fn(),
  testFolder: vi.fn(),
}));

const FOLDERS: Record<string, string[]> = { "/media": ["films", "shows"], "/media/films": [] };
const found = { entries: 0, disk: null, insideOf: null, contains: [] };
const NONE = "There is no such folder on the server.";

beforeEach(() => {
  vi.mocked(browseFolders).mockImplementation((path) => {
    const names = path === null ? [] : FOLDERS[path];
    if (!names) return Promise.reject(new ApiError(422, "folder_not_usable", "Not to be opened."));
    const items = names.map((name) => ({ name, path: `${path}/${name}` }));
    return Promise.resolve({ path, parent: null, items });
  });
  vi.mocked(testFolder).mockImplementation((path) =>
    Promise.resolve({ ...found, path, problem: path in FOLDERS ? null : NONE }),
  );
  vi.mocked(addLibraryFolder).mockResolvedValue();
});

const show = () => {
  const onAdded = vi.fn();
  render(() => <LibraryFolderPicker onAdded={onAdded} />);
  return { onAdded, field: screen.getByLabelText<HTMLInputElement>("Folder on the server") };
};

test("a typed folder is opened by Enter, and added by the next", async () => {
  const { field, onAdded } = show();

  await userEvent.type(field, "/media{Enter}");
  await userEvent.click(await screen.findByRole("button", { name: "films" }));
  expect(field.value).toBe("/media/films");
  expect(await screen.findByText("No folders in here")).toBeTruthy();
  expect(addLibraryFolder).not.toHaveBeenCalled();

  await userEvent.type(field, "{Enter}");
  await vi.waitFor(() => expect(onAdded).toHaveBeenCalledExactlyOnceWith("/media/films"));
});

test("a typed folder is opened after a pause, and one that is not there says so once", async () => {
  const { field } = show();

  await userEvent.type(field, "/media");
  expect(await screen.findByRole("button", { name: "films" })).toBeTruthy();

  await userEvent.type(field, "/flims");
  expect((await screen.findByRole("alert")).textContent).toBe(NONE);
  expect(screen.queryByText("Not to be opened.")).toBeNull();
  expect(screen.getByRole("button", { name: "Add this folder" }).hasAttribute("disabled")).toBe(
    true,
  );

  await userEvent.click(screen.getByRole("button", { name: "Up" }));
  expect(field.value).toBe("/media");
  expect(await screen.findByRole("button", { name: "films" })).toBeTruthy();
});

test("a picker that was opened by a press is typed into next", async () => {
  render(() => <LibraryFolderPicker onAdded={vi.fn()} onCancel={vi.fn()} />);

  await waitFor(() =>
    expect(document.activeElement).toBe(screen.getByLabelText("Folder on the server")),
  );
});
