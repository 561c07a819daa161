import { fireEvent, render, screen } from "@solidjs/testing-library";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { aJob } from "../../tests/jobs";
import { AddDownloadField } from "./AddDownloadField";

const MAGNET = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=Spring";

/** What the server was asked to download. */
let asked: { key: string | null; body: unknown }[] = [];
let answer: () => Response;

beforeEach(() => {
  asked = [];
  answer = () => Response.json(aJob(), { status: 201 });
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST") {
      asked.push({
        key: request.headers.get("Idempotency-Key"),
        body: await request.clone().json(),
      });
      return answer();
    }
    return Response.json({ items: [], nextCursor: null });
  });
});

function showField() {
  const onAdded = vi.fn();
  render(() => <AddDownloadField mediaId={() => 7} onAdded={onAdded} />);
  return onAdded;
}

const field = () => screen.getByRole("textbox", { name: "Magnet link or address to download" });

function paste(into: Element, text: string): void {
  fireEvent.paste(into, { clipboardData: { files: [], getData: () => text } });
}

test("what is typed is sent, for the title it is for", async () => {
  const onAdded = showField();

  await userEvent.type(field(), MAGNET);
  await userEvent.click(screen.getByRole("button", { name: "Get" }));

  await vi.waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(asked[0]?.body).toEqual({
    sourceType: "magnet",
    source: MAGNET,
    title: "Spring",
    mediaId: 7,
  });
  expect((field() as HTMLInputElement).value).toBe("");
});

test("a link pasted anywhere on the page is taken at once", async () => {
  const onAdded = showField();

  paste(document.body, `look: ${MAGNET}`);

  await vi.waitFor(() => expect(onAdded).toHaveBeenCalledOnce());
  expect(asked).toHaveLength(1);
});

test("what is pasted into another field stays there", () => {
  showField();
  const other = document.createElement("input");
  document.body.append(other);

  paste(other, MAGNET);
  other.remove();

  expect(asked).toHaveLength(0);
});

test("words that are no link are refused where they were typed", async () => {
  showField();

  await userEvent.type(field(), "hello{Enter}");

  expect(screen.getByRole("alert").textContent).toMatch(/no magnet link/);
  expect(field().getAttribute("aria-invalid")).toBe("true");
  expect(asked).toHaveLength(0);
});

test("the server's refusal stands under the field, and trying again uses the same key", async () => {
  showField();
  answer = () =>
    Response.json(
      { detail: "That address is inside this network.", code: "blocked_address" },
      {
        status: 422,
      },
    );

  await userEvent.type(field(), `${MAGNET}{Enter}`);
  expect((await screen.findByRole("alert")).textContent).toBe(
    "That address is inside this network.",
  );
  await userEvent.type(field(), "{Enter}");

  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[0]?.key).toBe(asked[1]?.key);
  expect(asked[0]?.key).toMatch(/^[0-9a-f]{32}$/);
});
