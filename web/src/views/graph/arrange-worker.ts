import { arrange, type Arrangement } from "./arrange";

onmessage = ({ data }: MessageEvent<Arrangement>) => postMessage(arrange(data));
