export { ApiError, ask, endpoint, post } from "./client";
export * from "./documents";
export { token } from "./token";
export { usePages, type Page, type Pages } from "./use-pages";
export { useQuery, type Asked } from "./use-query";
