export { ApiError, ask, endpoint, post } from "./client";
export * from "./documents";
export { token } from "./token";
export { useQuery, type Asked } from "./use-query";
