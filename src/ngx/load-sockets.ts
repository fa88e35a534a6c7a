/** Cosockets. */
import { Cosockets } from "../runtime/socket/cosockets.ts";
import { connect, insideConnect } from "./socket/connect.ts";
import { SocketHandles } from "./socket/handles.ts";
import { tcpsock } from "./socket/tcpsock.ts";
import { udpsock } from "./socket/udpsock.ts";

export const loadSockets = () => ({ Cosockets, connect, insideConnect, SocketHandles, tcpsock, udpsock });
