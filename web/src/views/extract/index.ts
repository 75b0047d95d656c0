export { extract, type Shape } from "./extract";
