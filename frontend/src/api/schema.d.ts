/* The document the server exports replaces this file (npm run api-types). */

interface Operation {
  parameters: {
    query?: Record<string, unknown>;
    path?: Record<string, unknown>;
    header?: Record<string, string>;
  };
  requestBody?: { content: { "application/json": unknown } };
  responses: { 200: { content: { "application/json": any } } };
}

export type paths = Record<string, { get: Operation; post: Operation; delete: Operation }>;
