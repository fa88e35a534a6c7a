import type { SocketSettings } from "../../runtime/socket/cosockets.ts";
import type { LocationSettings } from "./config.ts";

/**
 * What the configuration says about sockets.
 * @param nameservers to ask in place of the system; the configuration of the command line names the system's
 */
export function socketSettings(settings: LocationSettings, nameservers: readonly string[]): SocketSettings {
  const { resolver } = settings;
  return {
    connectTimeoutMs: settings.luaSocketConnectTimeoutMs,
    sendTimeoutMs: settings.luaSocketSendTimeoutMs,
    readTimeoutMs: settings.luaSocketReadTimeoutMs,
    keepaliveTimeoutMs: settings.luaSocketKeepaliveTimeoutMs,
    poolSize: settings.luaSocketPoolSize,
    bufferBytes: settings.luaSocketBufferSize,
    logErrors: settings.luaSocketLogErrors,
    resolves: resolver && { ipv4: resolver.ipv4, ipv6: resolver.ipv6, nameservers },
    resolverTimeoutMs: settings.resolverTimeoutMs,
    tls: {
      trustedPath: settings.luaSslTrustedCertificate,
      ciphers: settings.luaSslCiphers,
      protocols: settings.luaSslProtocols,
    },
  };
}
