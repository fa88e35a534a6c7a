import type { SocketSettings } from "../../runtime/socket/cosockets.ts";
import type { LocationSettings } from "./config.ts";

/** What the configuration says about sockets. */
export function socketSettings(settings: LocationSettings): SocketSettings {
  return {
    connectTimeoutMs: settings.luaSocketConnectTimeoutMs,
    sendTimeoutMs: settings.luaSocketSendTimeoutMs,
    readTimeoutMs: settings.luaSocketReadTimeoutMs,
    keepaliveTimeoutMs: settings.luaSocketKeepaliveTimeoutMs,
    poolSize: settings.luaSocketPoolSize,
    bufferBytes: settings.luaSocketBufferSize,
    logErrors: settings.luaSocketLogErrors,
    resolves: settings.resolver,
    resolverTimeoutMs: settings.resolverTimeoutMs,
    tls: {
      trustedPath: settings.luaSslTrustedCertificate,
      ciphers: settings.luaSslCiphers,
      protocols: settings.luaSslProtocols,
    },
  };
}
