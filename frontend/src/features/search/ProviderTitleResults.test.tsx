import { MemoryRouter, Route } from "@solidjs/router";
import { render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { makeMedia } from "../../../tests/media";
import { FOUND_OUTSIDE } from "../../../tests/titles";
import { ProviderTitleResults } from "./ProviderTitleResults";

/** Shows the section; the last answer is repeated. */
function show(...answers: unknown[]): string[] {
  const sent: string[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    sent.push(request.method);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const body =
      request.method === "GET" ? answer : makeMedia({ id: 5, title: FOUND_OUTSIDE.title });
    return Promise.resolve(Response.json(body));
  });
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <ProviderTitleResults query="paper harbour" />} />
    </MemoryRouter>
  ));
  return sent;
}

test("providers are asked on demand, and a title is added when it is opened", async () => {
  const sent = show({ items: [FOUND_OUTSIDE], state: "ok", unanswered: [] });
  const button = await screen.findByRole("button", { name: "Search TMDB and IGDB" });
  expect(sent).toEqual([]);

  await userEvent.click(button);
  await userEvent.click(await screen.findByRole("button", { name: /The Paper Harbour/ }));

  await vi.waitFor(() => expect(sent).toEqual(["GET", "POST"]));
});

test("without a key the section says what is missing", async () => {
  show({ items: [], state: "no_key", unanswered: [] });

  await userEvent.click(await screen.findByRole("button", { name: "Search TMDB and IGDB" }));

  await screen.findByText(/no key for TMDB or IGDB/);
});

test("providers that do not answer are asked again by a press", async () => {
  const sent = show(
    { items: [], state: "unavailable", unanswered: ["tmdb", "igdb"] },
    { items: [FOUND_OUTSIDE], state: "ok", unanswered: [] },
  );
  await userEvent.click(await screen.findByRole("button", { name: "Search TMDB and IGDB" }));
  await screen.findByText("TMDB and IGDB do not answer. Try again in a minute.");

  await userEvent.click(screen.getByRole("button", { name: "Try again" }));

  await screen.findByRole("button", { name: /The Paper Harbour/ });
  expect(screen.queryByText(/not answer/)).toBeNull();
  expect(sent).toEqual(["GET", "GET"]);
});

test("what one provider found is shown although the other does not answer", async () => {
  show({ items: [FOUND_OUTSIDE], state: "ok", unanswered: ["igdb"] });

  await userEvent.click(await screen.findByRole("button", { name: "Search TMDB and IGDB" }));

  await screen.findByRole("button", { name: /The Paper Harbour/ });
  await screen.findByText("IGDB does not answer. Try again in a minute.");
});
