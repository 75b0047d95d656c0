import { getOperationAST, parse, print, type DocumentNode, type GraphQLSchema } from "graphql";
import { ApiError, post, ViewDetailsDocument, type ViewDetailsQuery } from "../../api";
import { claimsCut, detailRequests, leaveOut } from "../extract/details";
import { enrich } from "../extract/enrich";
import { extract } from "../extract/extract";
import { shapeOf } from "../extract/shape";
import type { Graph } from "../model";
import type { UsedQuery } from "../query-link";
import { withAsOf } from "./as-of-document";
import type { Exchange } from "./exchanges";

/** What the views show of an exchange. */
export interface Answer {
  graph: Graph;
  /** The queries that were asked for it, if any. */
  used: UsedQuery[];
  /** The reader's own query about an earlier state, if that is what is shown. */
  then?: UsedQuery | undefined;
  /** Set if the answer could only be taken as it is, without the ids that it does not have. */
  plain: boolean;
  /** What the API said of a part of the answer that it could not give. */
  failure?: string | undefined;
}

interface Request {
  schema: GraphQLSchema;
  exchange: Exchange;
  langs: string[];
  /** Whether claims on each relation are needed, too. */
  claims: boolean;
  asOf?: string | undefined;
  signal: AbortSignal;
}

/**
 * answerOf gets the graph of an exchange. The JSON that the reader sees is what they asked for, no more; so a query is asked once
 * again with what tells its things apart. A mutation is not: neither is a subscription; of these the answer is taken as it is.
 */
export async function answerOf(request: Request): Promise<Answer> {
  const { schema, exchange, asOf } = request;
  const document = parse(exchange.query);
  const operation = getOperationAST(document, exchange.operationName);
  if (operation?.operation !== "query") return complete(request, document, exchange.result.data, []);
  const then = asOf === undefined ? undefined : { query: `${print(withAsOf(schema, document, asOf))}\n`, variables: exchange.variables };
  const again = enrich(schema, asOf === undefined ? document : withAsOf(schema, document, asOf), request.langs);
  const query = `${print(again)}\n`;
  const { data, errors } = await post({ query, variables: exchange.variables, ...(exchange.operationName && { operationName: exchange.operationName }) }, request.signal, exchange.headers);
  if (data === undefined || data === null) {
    const error = failureOf(errors);
    // Refused before it ran, for being too costly with what was added: then as it was.
    if (asOf === undefined && error.code.startsWith("QUERY_TOO_")) return complete(request, document, exchange.result.data, []);
    throw error;
  }
  return { ...(await complete(request, again, data, [{ query, variables: exchange.variables }])), then, failure: errors?.[0]?.message };
}

function failureOf(errors: Awaited<ReturnType<typeof post>>["errors"]): ApiError {
  const first = errors?.[0];
  return new ApiError(first?.extensions?.code ?? "UNKNOWN", first?.message ?? "");
}

// complete asks for what views show of the things that were found.
async function complete({ schema, exchange, langs, claims, signal }: Request, document: DocumentNode, data: unknown, used: UsedQuery[]): Promise<Answer> {
  const shape = shapeOf(schema, document, exchange.variables, exchange.operationName);
  const requests = detailRequests(extract(data, shape), { claims, langs });
  const details = await inLanes(requests, async (variables) => {
    const answer = await post({ query: ViewDetailsDocument.toString(), variables }, signal, exchange.headers);
    if (!answer.data) throw failureOf(answer.errors);
    return answer.data as ViewDetailsQuery;
  });
  const graph = extract(data, shape, details);
  leaveOut(graph);
  graph.claimsCut = claimsCut(graph, details);
  const asked = [...used, ...requests.map((variables) => ({ query: ViewDetailsDocument, variables }))];
  return { graph, used: asked, plain: asked.length === 0 && data !== null && data !== undefined };
}

// A few at a time: a large answer takes many requests, and other readers wait for the same server.
const lanes = 4;

async function inLanes<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = [...items.entries()];
  const lane = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) results[next[0]] = await ask(next[1]);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
