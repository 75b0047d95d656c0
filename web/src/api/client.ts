import type { TypedDocumentString } from "./documents";
import { token } from "./token";

/** What went wrong, for people: `code` is that of the API, or NETWORK, or HTTP where no API answered. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Keys that may have been meant. */
    readonly suggestions: string[] = [],
  ) {
    super(message);
    this.name = "ApiError";
  }
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; suggestions?: string[] } }[];
}

/** The API beside this page, below whatever prefix both are served under. */
export const endpoint = () => new URL("graphql", document.baseURI);

/** ask sends a query. Any error throws, also one beside data: pages never show half an answer as a whole one. */
export async function ask<R, V>(query: TypedDocumentString<R, V>, variables: V, signal?: AbortSignal): Promise<R> {
  const { data, errors } = await post({ query: query.toString().trim(), variables }, signal);
  const first = errors?.[0];
  if (first) throw new ApiError(first.extensions?.code ?? "UNKNOWN", first.message, first.extensions?.suggestions);
  return data as R;
}

/** post sends any request and gives the answer as it is. Throws ApiError if there is none. Headers of its own go before the stored token. */
export async function post(request: { query: string; variables?: unknown; operationName?: string }, signal?: AbortSignal, own?: HeadersInit): Promise<Answer> {
  const headers = new Headers(own);
  headers.set("Content-Type", "application/json");
  headers.set("Accept", "application/graphql-response+json, application/json;q=0.9");
  const bearer = token.get();
  if (bearer && !headers.has("Authorization")) headers.set("Authorization", `Bearer ${bearer}`);
  let response: Response;
  try {
    response = await fetch(endpoint(), { method: "POST", headers, body: JSON.stringify(request), signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("NETWORK", "The server cannot be reached.");
  }
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.includes("json")) throw new ApiError("HTTP", `The server answered with status ${response.status}.`);
  return (await response.json()) as Answer;
}
