/** Connections: few scripts make any. */
import { nodeSockets } from "./sockets.ts";

export const loadNodeSockets = () => nodeSockets;
