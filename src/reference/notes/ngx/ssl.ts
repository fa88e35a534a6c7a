import type { Area, Note } from "../../note.ts";

/** A function of a library, with what it answers in this example. */
const shown = (library: string, usage: string, call: string, error: string, more: Partial<Note> = {}): Note => ({
  usage,
  example: `local lib = require "${library}"\nlocal result, err = lib.${call}\nngx.say(tostring(result), " ", err) --> nil ${error}`,
  ...more,
});

const NO_CONNECTION =
  "A script of the command line runs in a timer: there is no client's TLS connection, and it is refused.";

const ssl = (returns: string, call: string, usage?: string): Note => ({
  ...(usage === undefined ? { returns } : { usage: `${returns} =\n  require("ngx.ssl").${usage}` }),
  example: `local ssl = require "ngx.ssl"\nlocal result, err = ssl.${call}\nngx.say(tostring(result), " ", err) --> nil bad request`,
  note: NO_CONNECTION,
});

export const tls: Area = {
  page: "ngx.ssl",
  title: "ngx.ssl, ngx.ocsp: certificates and TLS",
  about: "Certificates and keys in PEM and DER, what a server does when a client begins TLS, and OCSP.",
  notes: {
    "ngx.ssl.cert_pem_to_der": shown(
      "ngx.ssl",
      'der, err = require("ngx.ssl").cert_pem_to_der(pem)',
      'cert_pem_to_der("no certificate")',
      "PEM_read_bio_X509_AUX() failed",
    ),
    "ngx.ssl.priv_key_pem_to_der": shown(
      "ngx.ssl",
      'der, err = require("ngx.ssl").priv_key_pem_to_der(pem, passphrase?)',
      'priv_key_pem_to_der("no key")',
      "PEM_read_bio_PrivateKey() failed",
    ),
    "ngx.ssl.parse_pem_cert": shown(
      "ngx.ssl",
      'cert, err = require("ngx.ssl").parse_pem_cert(pem)',
      'parse_pem_cert("no certificate")',
      "PEM_read_bio_X509_AUX() failed",
    ),
    "ngx.ssl.parse_pem_priv_key": shown(
      "ngx.ssl",
      'key, err = require("ngx.ssl").parse_pem_priv_key(pem)',
      'parse_pem_priv_key("no key")',
      "PEM_read_bio_PrivateKey() failed",
    ),
    "ngx.ssl.parse_der_cert": shown(
      "ngx.ssl",
      'cert, err = require("ngx.ssl").parse_der_cert(der)',
      'parse_der_cert("no certificate")',
      "d2i_X509_bio() failed",
    ),
    "ngx.ssl.parse_der_priv_key": shown(
      "ngx.ssl",
      'key, err = require("ngx.ssl").parse_der_priv_key(der)',
      'parse_der_priv_key("no key")',
      "d2i_PrivateKey_bio() failed",
    ),
    "ngx.ssl.clear_certs": ssl("ok, err", "clear_certs()"),
    "ngx.ssl.set_cert": ssl("ok, err", "set_cert(nil)"),
    "ngx.ssl.set_priv_key": ssl("ok, err", "set_priv_key(nil)"),
    "ngx.ssl.set_der_cert": ssl("ok, err", 'set_der_cert("")'),
    "ngx.ssl.set_der_priv_key": ssl("ok, err", 'set_der_priv_key("")'),
    "ngx.ssl.verify_client": {
      returns: "ok, err",
      example: `
        local ok, err = require "ngx.ssl".verify_client(nil, 1)
        ngx.say(err) --> API disabled in the current context`,
      note: NO_CONNECTION,
    },
    "ngx.ssl.server_name": ssl("name, err", "server_name()"),
    "ngx.ssl.server_port": ssl("port, err", "server_port()"),
    "ngx.ssl.raw_server_addr": {
      returns: "addr, type, err",
      example: `
        local addr, kind, err = require "ngx.ssl".raw_server_addr()
        ngx.say(err) --> bad request`,
      note: NO_CONNECTION,
    },
    "ngx.ssl.raw_client_addr": {
      returns: "addr, type, err",
      example: `
        local addr, kind, err = require "ngx.ssl".raw_client_addr()
        ngx.say(err) --> bad request`,
      note: NO_CONNECTION,
    },
    "ngx.ssl.get_tls1_version": ssl("number, err", "get_tls1_version()"),
    "ngx.ssl.get_tls1_version_str": ssl("name, err", "get_tls1_version_str()"),
    "ngx.ssl.get_client_random": ssl("bytes, err", "get_client_random()"),
    "ngx.ssl.get_server_random": ssl("bytes, err", "get_server_random()"),
    "ngx.ssl.get_session_master_key": ssl("bytes, err", "get_session_master_key()"),
    "ngx.ssl.get_req_shared_ssl_ciphers": ssl("ciphers, err", "get_req_shared_ssl_ciphers()"),
    "ngx.ssl.get_req_ssl_pointer": ssl("pointer, err", "get_req_ssl_pointer()"),
    "ngx.ssl.get_upstream_ssl_pointer": {
      returns: "pointer, err",
      example: `ngx.say(require "ngx.ssl".get_upstream_ssl_pointer() == nil) --> true`,
      note: NO_CONNECTION,
    },
    "ngx.ssl.ssl_session_reused": {
      returns: "reused, err",
      example: `
        local reused, err = require "ngx.ssl".ssl_session_reused()
        ngx.say(err) --> bad ssl`,
      note: NO_CONNECTION,
    },
    "ngx.ssl.export_keying_material": ssl(
      "bytes, err",
      'export_keying_material(16, "label")',
      "export_keying_material(length, label, context?)",
    ),
    "ngx.ssl.export_keying_material_early": ssl(
      "bytes, err",
      'export_keying_material_early(16, "label")',
      "export_keying_material_early(length, label, context?)",
    ),
    [["SSL3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3"].map((name) => `ngx.ssl.${name}_VERSION`).join(", ")]: {
      title: "ngx.ssl.TLS1_2_VERSION and others",
      usage: 'require("ngx.ssl").TLS1_2_VERSION',
      does: "The versions of TLS, as get_tls1_version tells them.",
      example: `ngx.say(require "ngx.ssl".TLS1_2_VERSION) --> 771`,
    },
    "ngx.ssl.session.get_serialized_session": shown(
      "ngx.ssl.session",
      'bytes, err = require("ngx.ssl.session").get_serialized_session()',
      "get_serialized_session()",
      "bad request",
      { note: NO_CONNECTION },
    ),
    "ngx.ssl.session.get_session_id": shown(
      "ngx.ssl.session",
      'id, err = require("ngx.ssl.session").get_session_id()',
      "get_session_id()",
      "bad request",
      { note: NO_CONNECTION },
    ),
    "ngx.ssl.session.set_serialized_session": shown(
      "ngx.ssl.session",
      'ok, err = require("ngx.ssl.session").set_serialized_session(bytes)',
      'set_serialized_session("")',
      "bad request",
      { note: NO_CONNECTION },
    ),
    ...Object.fromEntries(
      [
        ["get_client_hello_server_name", "name, err", ""],
        ["get_client_hello_ext", "bytes", "0"],
        ["get_supported_versions", "versions", ""],
        ["set_protocols", "ok, err", '{ "TLSv1.3" }'],
      ].map(([name, returns = "", argument]): [string, Note] => [
        `ngx.ssl.clienthello.${name}`,
        {
          usage: `${returns} =\n  require("ngx.ssl.clienthello").${name}(${argument === "" ? "" : name === "set_protocols" ? "protocols" : "ext_type"})`,
          example: `require "ngx.ssl.clienthello".${name}(${argument})\n--! API disabled in the current context`,
          note: "It is for ssl_client_hello_by_lua only.",
        },
      ]),
    ),
    "ngx.ocsp.get_ocsp_responder_from_der_chain": shown(
      "ngx.ocsp",
      'url, err =\n  require("ngx.ocsp").get_ocsp_responder_from_der_chain(certs, maxlen?)',
      'get_ocsp_responder_from_der_chain("")',
      "d2i_X509_bio() failed",
    ),
    "ngx.ocsp.create_ocsp_request": shown(
      "ngx.ocsp",
      'request, err = require("ngx.ocsp").create_ocsp_request(certs, maxlen?)',
      'create_ocsp_request("")',
      "d2i_X509_bio() failed",
    ),
    "ngx.ocsp.validate_ocsp_response": shown(
      "ngx.ocsp",
      'ok, err =\n  require("ngx.ocsp").validate_ocsp_response(resp, chain, max_errmsg_len?)',
      'validate_ocsp_response("no answer", "")',
      "d2i_OCSP_RESPONSE() failed",
    ),
    "ngx.ocsp.set_ocsp_status_resp": shown(
      "ngx.ocsp",
      'ok, err = require("ngx.ocsp").set_ocsp_status_resp(ocsp_resp)',
      'set_ocsp_status_resp("")',
      "bad request",
      { note: NO_CONNECTION },
    ),
  },
};
