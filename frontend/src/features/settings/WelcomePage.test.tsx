import { createMemoryHistory, MemoryRouter, query, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { aProvider } from "../../../tests/providers";
import { listProviders, saveProviderKey, testProviderKey } from "../../api/admin";
import { Toasts } from "../../ui/Toasts";
import WelcomePage from "./WelcomePage";

vi.mock("../../api/admin", () => ({
  listProviders: vi.fn(),
  saveProviderKey: vi.fn(),
  testProviderKey: vi.fn(),
}));

beforeEach(() => query.clear());

const TMDB = aProvider({ configured: false, state: "off" });

function showKeys() {
  const history = createMemoryHistory();
  history.set({ value: "/app/welcome?step=keys" });
  render(() => (
    <>
      <MemoryRouter history={history}>
        <Route path="/app/welcome" component={WelcomePage} />
      </MemoryRouter>
      <Toasts />
    </>
  ));
}

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const button = (name: string) => screen.findByRole("button", { name });

test("a key that was typed and not saved is not left behind", async () => {
  vi.mocked(listProviders).mockResolvedValue([TMDB]);
  showKeys();
  const field = await screen.findByLabelText("API key");

  await userEvent.type(field, "a-key");
  await userEvent.click(await button("Continue"));
  expect(await screen.findByText(/The key for TMDB is not saved/)).toBeTruthy();
  expect(await heading("Keys for posters and ratings")).toBeTruthy();

  await userEvent.clear(field);
  await userEvent.click(await button("Continue"));
  expect(document.activeElement).toBe(await heading("Who lives here?"));
});

test("a key is tested when it is saved", async () => {
  vi.mocked(listProviders).mockResolvedValueOnce([TMDB]);
  vi.mocked(listProviders).mockResolvedValue([{ ...TMDB, configured: true, state: "ready" }]);
  vi.mocked(saveProviderKey).mockResolvedValue();
  vi.mocked(testProviderKey).mockResolvedValue({
    outcome: "refused",
    sample: null,
    milliseconds: null,
  });
  showKeys();

  await userEvent.type(await screen.findByLabelText("API key"), "a-wrong-key");
  await userEvent.click(await button("Save"));

  expect(await screen.findByText(/this key is not accepted/)).toBeTruthy();
  expect(await screen.findByText("In use, but its test failed")).toBeTruthy();
  expect(await button("Replace the key for TMDB")).toBeTruthy();
  expect(testProviderKey).toHaveBeenCalledWith("tmdb", {}); // the one that is saved
});
