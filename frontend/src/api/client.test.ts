// @vitest-environment jsdom
import { expect, test } from "vitest";
import { ApiError, expectSuccess, toApiError, unwrap } from "./client";

const response = (status: number) => new Response(null, { status });

test("a problem document becomes an error with its code, message and field", () => {
  const problem = { status: 422, code: "invalid_input", detail: "Too short.", field: "password" };

  const error = toApiError(response(422), problem);

  expect(error).toBeInstanceOf(ApiError);
  expect([error.status, error.code, error.detail, error.field]).toEqual([
    422,
    "invalid_input",
    "Too short.",
    "password",
  ]);
});

test("an error without a problem document still has a message", () => {
  expect(toApiError(response(502), "<html>").message).toBe("Something broke on our side.");
  expect(toApiError(response(404), undefined).code).toBe("internal");
});

test("a successful call returns its data", async () => {
  const call = Promise.resolve({ data: { id: 1 }, response: response(200) });

  expect(await unwrap(call)).toEqual({ id: 1 });
});

test("a call without a response body succeeds by its status", async () => {
  await expect(
    expectSuccess(Promise.resolve({ response: response(204) })),
  ).resolves.toBeUndefined();
  await expect(expectSuccess(Promise.resolve({ response: response(404) }))).rejects.toThrow(
    ApiError,
  );
});

test("a field error omits the field's name, which its label shows", () => {
  const body = {
    detail: "timetable.timeZone: Value error, is not the name of a time zone",
    code: "invalid",
    field: "timetable.timeZone",
  };

  const error = toApiError(new Response(null, { status: 422 }), body);

  expect(error.message).toBe("Is not the name of a time zone");
  expect(error.field).toBe("timetable.timeZone");
});
