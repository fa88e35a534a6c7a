/** The library ngx.ocsp: asks whether a certificate was revoked. */
import { LUALIB } from "../runtime/lualib.ts";
import { LuaError } from "../vm/errors.ts";
import { Table } from "../vm/table.ts";
import { type Result, truthy, typeName, type Value } from "../vm/values.ts";
import { any, optional } from "./declaration/parameters.ts";
import { everywhere, except } from "./declaration/phases.ts";
import { library } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";
import { type CArgument, cText } from "./ssl/c-arguments.ts";
import { certificateAndIssuer, NO_CERTIFICATE, NO_ISSUER, ocspRequest } from "./ssl/ocsp-messages.ts";
import { answerError, signedAnswer } from "./ssl/ocsp-response.ts";

const inLua = { phases: everywhere, writtenInLua: "ngx/ocsp.lua" } as const;
/** How long answers may be where the script does not say. */
const DEFAULT_BUFFER = 4096;

export const ocsp = library(
  "ngx.ocsp",
  {
    get_ocsp_responder_from_der_chain: {
      ...inLua,
      does: 'The URL to ask about the first of the certificates; nil where it names none, "truncated" beyond maxlen.',
      params: [any("certs"), optional(any("maxlen"))],
      run: ({ certificates }, certs, maxlen): Result => {
        const most = bufferSize(maxlen);
        const der = cText(certs, argument("get_ocsp_responder_from_der_chain", 55, "certs", 54));
        const { certificate, issuer } = certificateAndIssuer(der);
        const facts = certificate === undefined ? undefined : certificates?.read(certificate);
        if (certificate === undefined || facts === undefined) return [undefined, NO_CERTIFICATE];
        const [url] = facts.ocspResponders;
        if (url === undefined) return undefined;
        if (issuer === undefined) return [undefined, NO_ISSUER];
        if (issuer === "" || certificates?.read(issuer) === undefined) return [undefined, NO_CERTIFICATE];
        if (!certificates.isIssuer(issuer, certificate)) return [undefined, "issuer certificate not next to leaf"];
        return url.length > most ? [url.slice(0, most), "truncated"] : url;
      },
    },
    create_ocsp_request: {
      ...inLua,
      does: "What to send to that URL: asks about the first of the certificates, which the second has issued.",
      params: [any("certs"), optional(any("maxlen"))],
      run: ({ certificates, digests }, certs, maxlen): Result => {
        const most = bufferSize(maxlen);
        const der = cText(certs, argument("create_ocsp_request", 85, "certs", 84));
        const { certificate, issuer } = certificateAndIssuer(der);
        if (certificate === undefined || certificates?.read(certificate) === undefined)
          return [undefined, NO_CERTIFICATE];
        if (issuer === undefined) return [undefined, NO_ISSUER];
        if (issuer === "" || certificates.read(issuer) === undefined) return [undefined, NO_CERTIFICATE];
        const request = ocspRequest(digests, certificate, issuer);
        if (request.length <= most) return request;
        return [undefined, `output buffer too small: ${request.length} > ${most}`];
      },
    },
    validate_ocsp_response: {
      ...inLua,
      does: "Whether an answer says that the first of the certificates is good; nil and a reason otherwise.",
      params: [any("resp"), any("chain"), optional(any("max_errmsg_len"))],
      run: ({ certificates, digests, worker }, resp, chain, most): Result => {
        const size = bufferSize(most);
        const chainArgument = { ...argument("validate_ocsp_response", 113, "chain"), index: 3, type: "const char *" };
        // the lengths of both are taken before either is handed on
        if (resp instanceof Table && !(chain instanceof Table)) cText(chain, chainArgument);
        const text = cText(resp, argument("validate_ocsp_response", 113, "resp"));
        const { certificate, issuer } = certificateAndIssuer(cText(chain, chainArgument));
        const failed = (reason: string): Result => [undefined, reason.slice(0, size)];
        const answer = signedAnswer(text);
        if ("error" in answer) return failed(answer.error);
        if (certificate === undefined || certificates?.read(certificate) === undefined) return failed(NO_CERTIFICATE);
        if (issuer === undefined) return failed(NO_ISSUER);
        if (issuer === "" || certificates.read(issuer) === undefined) return failed(NO_CERTIFICATE);
        const asked = { certificate, issuer, nowMs: worker.clock.nowMs() };
        const error = answerError(answer, asked, certificates, digests);
        return error === undefined ? true : failed(error);
      },
    },
    set_ocsp_status_resp: {
      phases: except("init"),
      phaseFirst: true,
      writtenInLua: "ngx/ocsp.lua",
      does: "Sends an answer to the client together with the certificate (stapling).",
      params: [any("ocsp_resp")],
      run: (_context, response): Result => {
        cText(response, { ...argument("set_ocsp_status_resp", 132, "ocsp_resp", 131), index: 2 });
        return [undefined, "bad request"];
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

function argument(callee: string, line: number, local: string, callLine = line): CArgument {
  const type = callee.includes("chain") || callee.includes("request") ? "const char *" : "const unsigned char *";
  return { at: `ngx/ocsp.lua:${line}`, callLine, callee: `ngx_http_lua_ffi_ssl_${callee}`, index: 1, type, local };
}

function bufferSize(most: Value): number {
  if (!truthy(most)) return DEFAULT_BUFFER;
  if (typeof most === "number") return most < 0 ? Number.POSITIVE_INFINITY : Math.floor(most);
  const [first, second] = typeof most === "string" ? ["number", "string"] : ["number", typeName(most)];
  throw new LuaError(`${LUALIB}/resty/core/base.lua:192: attempt to compare ${first} with ${second}`);
}
