/** The library ngx.ssl: certificates and keys, and the TLS connection of a client, of which no phase here has one. */
import { chargeText } from "../vm/charge.ts";
import type { Result, Value } from "../vm/values.ts";
import type { NgxContext } from "./context.ts";
import { any, optional } from "./declaration/parameters.ts";
import { DISABLED_IN_CURRENT_CONTEXT, everywhere, except } from "./declaration/phases.ts";
import { library } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";
import { type CArgument, cNumber, cObject, cText, optionalCText } from "./ssl/c-arguments.ts";
import { elementEnd } from "./ssl/der.ts";
import { handleOf, ParsedCertificates, ParsedKey } from "./ssl/parsed.ts";
import { certificatesIn, privateKeyIn } from "./ssl/pem.ts";

const anywhere = { phases: everywhere, writtenInLua: "ngx/ssl.lua" } as const;
const ofConnection = { phases: except("init"), phaseFirst: true, writtenInLua: "ngx/ssl.lua" } as const;

/** What each function gets where the request has no TLS connection. */
const NO_CONNECTION: readonly Value[] = Object.freeze([undefined, "bad request"]);
const NO_ADDRESS: readonly Value[] = Object.freeze([undefined, undefined, "bad request"]);

const NO_KEY: readonly Value[] = Object.freeze([undefined, "PEM_read_bio_PrivateKey() failed"]);

export const ssl = library(
  "ngx.ssl",
  {
    cert_pem_to_der: {
      ...anywhere,
      does: "The certificates of a PEM text in DER, one behind the other; nil and an error where there is none.",
      params: [any("pem")],
      run: (context, pem): Result => {
        const chain = chainIn(context, cText(pem, pemArgument("cert_pem_to_der", 371, 373)));
        return "error" in chain ? [undefined, chain.error] : chain.join("");
      },
    },
    priv_key_pem_to_der: {
      ...anywhere,
      does: "The private key of a PEM text in DER; nil and an error where there is none, or the passphrase is another.",
      params: [any("pem"), optional(any("passphrase"))],
      run: (context, pem, passphrase): Result => {
        const argument = pemArgument("priv_key_pem_to_der", 383, 385);
        const text = cText(pem, argument);
        const phrase = optionalCText(passphrase, { ...argument, at: at(385), index: 3 });
        return keyIn(context, text, phrase) ?? NO_KEY;
      },
    },
    parse_pem_cert: {
      ...anywhere,
      does: "The certificates of a PEM text as an object for setclientcert; nil and an error where there is none.",
      params: [any("pem")],
      run: (context, pem): Result => {
        const chain = chainIn(context, cText(pem, pemArgument("parse_pem_cert", 418)));
        return "error" in chain ? [undefined, chain.error] : handleOf(new ParsedCertificates(chain));
      },
    },
    parse_pem_priv_key: {
      ...anywhere,
      does: "The private key of a PEM text as an object for setclientcert; nil and an error where there is none.",
      params: [any("pem")],
      run: (context, pem): Result => {
        const key = keyIn(context, cText(pem, pemArgument("parse_pem_priv_key", 428)), undefined);
        return key === undefined ? NO_KEY : handleOf(new ParsedKey(key));
      },
    },
    parse_der_cert: {
      ...anywhere,
      does: "Certificates in DER, one behind the other, as an object for setclientcert; nil and an error otherwise.",
      params: [any("der")],
      run: (context, der): Result => {
        const chain = derChain(context, cText(der, derArgument("parse_der_cert", 438)));
        return chain === undefined ? [undefined, "d2i_X509_bio() failed"] : handleOf(new ParsedCertificates(chain));
      },
    },
    parse_der_priv_key: {
      ...anywhere,
      does: "A private key in DER as an object for setclientcert; nil and an error where it is none.",
      params: [any("der")],
      run: ({ certificates }, der): Result => {
        const text = cText(der, derArgument("parse_der_priv_key", 448));
        const key = certificates?.privateKey(text, "der", undefined);
        return key === undefined ? [undefined, "d2i_PrivateKey_bio() failed"] : handleOf(new ParsedKey(key));
      },
    },
    clear_certs: withoutArguments("Takes the certificates and keys of the connection away."),
    set_der_cert: {
      ...ofConnection,
      does: "Sets the certificates of the connection, in DER.",
      params: [any("data")],
      run: (_context, data): Result => {
        cText(data, dataArgument("ssl_set_der_certificate", 262));
        return NO_CONNECTION;
      },
    },
    set_der_priv_key: {
      ...ofConnection,
      does: "Sets the private key of the connection, in DER.",
      params: [any("data")],
      run: (_context, data): Result => {
        cText(data, dataArgument("ssl_set_der_private_key", 276));
        return NO_CONNECTION;
      },
    },
    set_cert: {
      ...ofConnection,
      does: "Sets the certificates of the connection, as parse_pem_cert makes them.",
      params: [optional(any("cert"))],
      run: (_context, cert): Result => {
        cObject(cert, objectArgument("set_cert", 463, 2));
        return NO_CONNECTION;
      },
    },
    set_priv_key: {
      ...ofConnection,
      does: "Sets the private key of the connection, as parse_pem_priv_key makes it.",
      params: [optional(any("priv_key"))],
      run: (_context, key): Result => {
        cObject(key, objectArgument("set_priv_key", 478, 2));
        return NO_CONNECTION;
      },
    },
    verify_client: {
      ...ofConnection,
      does: "Asks the client for a certificate that the given ones have signed.",
      params: [optional(any("ca_certs")), optional(any("depth")), optional(any("trusted_cert"))],
      run: (_context, certificates, depth, trusted): Result => {
        cObject(certificates, objectArgument("ssl_verify_client", 497, 2));
        cObject(trusted, objectArgument("ssl_verify_client", 497, 3));
        if (depth !== undefined && depth !== false) {
          cNumber(depth, { ...objectArgument("ssl_verify_client", 497, 4), type: "int" });
        }
        return [undefined, DISABLED_IN_CURRENT_CONTEXT];
      },
    },
    raw_server_addr: {
      ...withoutArguments("The server's address as bytes, and its kind: unix, inet or inet6."),
      run: (): Result => NO_ADDRESS,
    },
    raw_client_addr: {
      ...withoutArguments("The client's address as bytes, and its kind: unix, inet or inet6."),
      run: (): Result => NO_ADDRESS,
    },
    server_port: withoutArguments("The server's port."),
    server_name: withoutArguments("The name that the client asks for (SNI)."),
    get_tls1_version: withoutArguments("The version of TLS as a number: 0x0303 for TLS 1.2."),
    get_tls1_version_str: withoutArguments('The version of TLS as a text: "TLSv1.2".'),
    export_keying_material: {
      ...ofConnection,
      does: "Bytes that both sides can derive from what they agreed upon, by RFC 5705.",
      params: [any("length"), any("label"), optional(any("context"))],
      run: (): Result => NO_CONNECTION,
    },
    export_keying_material_early: {
      ...ofConnection,
      does: "As export_keying_material, for early data.",
      params: [any("length"), any("label"), optional(any("context"))],
      run: (): Result => NO_CONNECTION,
    },
    get_client_random: {
      ...ofConnection,
      does: "The random bytes that the client has sent.",
      params: [optional(any("outlen"))],
      run: (): Result => NO_CONNECTION,
    },
    get_server_random: {
      ...ofConnection,
      does: "The random bytes that the server has sent.",
      params: [optional(any("outlen"))],
      run: (): Result => NO_CONNECTION,
    },
    get_session_master_key: {
      ...ofConnection,
      does: "The session's master key, for tools that look into recorded traffic.",
      params: [optional(any("outlen"))],
      run: (): Result => NO_CONNECTION,
    },
    get_req_shared_ssl_ciphers: withoutArguments("The ciphers that both sides know."),
    get_req_ssl_pointer: withoutArguments("OpenSSL's object of the connection."),
    get_upstream_ssl_pointer: {
      ...withoutArguments("OpenSSL's object of the connection to an upstream; nil where there is none."),
      run: (): Result => undefined,
    },
    ssl_session_reused: {
      ...anywhere,
      does: "Whether a connection goes on with an earlier session.",
      params: [optional(any("ssl"))],
      run: (): Result => [undefined, "bad ssl"],
    },
  },
  {
    constants: () => ({
      version: RESTY_CORE_VERSION,
      SSL3_VERSION: 0x0300,
      TLS1_VERSION: 0x0301,
      TLS1_1_VERSION: 0x0302,
      TLS1_2_VERSION: 0x0303,
      TLS1_3_VERSION: 0x0304,
    }),
  },
);

/** A function that asks a connection that there is not. */
function withoutArguments(does: string) {
  return { ...ofConnection, does, params: [], run: (): Result => NO_CONNECTION } as const;
}

function chainIn({ certificates, state }: NgxContext, pem: string): readonly string[] | { readonly error: string } {
  chargeText(state, pem.length);
  return certificatesIn(pem, (der) => certificates?.read(der) !== undefined);
}

function derChain({ certificates }: NgxContext, der: string): readonly string[] | undefined {
  const chain: string[] = [];
  for (let from = 0; from < der.length || from === 0; ) {
    const to = elementEnd(der, from);
    const one = to === undefined ? undefined : der.slice(from, to);
    if (to === undefined || one === undefined || certificates?.read(one) === undefined) return undefined;
    chain.push(one);
    from = to;
  }
  return chain;
}

function keyIn({ certificates, state }: NgxContext, pem: string, passphrase: string | undefined): string | undefined {
  chargeText(state, pem.length);
  const block = privateKeyIn(pem);
  return block === undefined ? undefined : certificates?.privateKey(block, "pem", passphrase);
}

function at(line: number): string {
  return `ngx/ssl.lua:${line}`;
}

function pemArgument(callee: string, line: number, callLine = line): CArgument {
  const type = "const unsigned char *";
  return { at: at(line), callLine, callee: `ngx_lua_ffi_${callee}`, index: 1, type, local: "pem" };
}

function derArgument(callee: string, line: number): CArgument {
  return { ...pemArgument(callee, line), type: "const char *", local: "der" };
}

function dataArgument(callee: string, line: number): CArgument {
  return { ...derArgument(callee, line), index: 2, local: "data" };
}

function objectArgument(callee: string, line: number, index: number): CArgument {
  return { ...pemArgument(callee, line), index, type: "void *" };
}
