/** What is about certificates. */
import { ocsp } from "./ocsp.ts";
import { sslClientHello } from "./ssl/clienthello.ts";
import { sslSession } from "./ssl/session.ts";
import { ssl } from "./ssl.ts";

export const loadSsl = () => ({ ocsp, sslClientHello, sslSession, ssl });
