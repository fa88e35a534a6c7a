import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nginxIsInstalled, runInNginx } from "../bench/nginx.ts";
import { skip } from "../skip.ts";
import { ngxbox } from "./processes.ts";

// Runs the built command line: `npm test` builds it first.

const folder = mkdtempSync(join(tmpdir(), "certificates_"));
test.after(() => rmSync(folder, { recursive: true }));

writeFileSync(join(folder, "extensions"), "authorityInfoAccess = OCSP;URI:http://127.0.0.1:8080/ask");
for (const [name, line] of [
  ["good", "V\t400101000000Z\t\t1234567890\tunknown\t/CN=client\n"],
  ["revoked", "R\t400101000000Z\t250101000000Z\t1234567890\tunknown\t/CN=client\n"],
  ["unknown", ""],
] as const) {
  writeFileSync(join(folder, name), line);
}
const RESPOND = "ocsp -CA issuer.pem -issuer issuer.pem -cert client.pem";

/** A chain of two certificates, of which the first names an OCSP responder, and their keys. */
const isMade = [
  "req -x509 -newkey rsa:1024 -nodes -days 2 -subj /CN=issuer -keyout issuer.key -out issuer.pem",
  "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=client -keyout client.key -out client.csr",
  "x509 -req -in client.csr -CA issuer.pem -CAkey issuer.key -set_serial 0x1234567890 -days 2 -extfile extensions -out client.pem",
  "x509 -in client.pem -trustout -addtrust clientAuth -out trusted.pem",
  "rsa -in issuer.key -aes128 -passout pass:secret -out encrypted.key",
  "req -x509 -newkey rsa:1024 -nodes -days 2 -subj /CN=other -keyout other.key -out other.pem",
  ...["good", "revoked", "unknown"].map(
    (name) => `${RESPOND} -index ${name} -rsigner issuer.pem -rkey issuer.key -ndays 1 -respout ${name}.der`,
  ),
  `${RESPOND} -index good -rsigner issuer.pem -rkey issuer.key -respout endless.der`,
  `${RESPOND} -index good -rsigner issuer.pem -rkey issuer.key -resp_key_id -resp_no_certs -ndays 1 -respout key.der`,
  `${RESPOND} -index good -rsigner other.pem -rkey other.key -ndays 1 -respout other.der`,
  `${RESPOND} -index good -rsigner other.pem -rkey other.key -resp_no_certs -ndays 1 -respout nobody.der`,
].every((words) => {
  return spawnSync("openssl", words.split(" "), { cwd: folder }).status === 0;
});

function pem(name: string): string {
  return readFileSync(join(folder, name), "latin1");
}

const ANSWERS = ["good", "revoked", "unknown", "endless", "key", "other", "nobody"];
const LIKE_NGINX = "certificates, keys and OCSP are read as a real nginx reads them";

test(LIKE_NGINX, async () => {
  if (!isMade || !nginxIsInstalled()) return skip(`${LIKE_NGINX}: openssl or nginx is not installed`);
  const [client, issuer, key] = [pem("client.pem"), pem("issuer.pem"), pem("client.key")];
  const texts = [
    client,
    client + issuer,
    issuer + client,
    `text\n${client}\nmore\n\n${issuer}end`,
    (client + issuer).replace(/\n/g, "\r\n"),
    pem("trusted.pem") + issuer,
    client + pem("trusted.pem"),
    key + client + issuer,
    key,
    pem("issuer.key"),
    pem("encrypted.key"),
    client.replace(/\n.{4}/, "\n!!!!"),
    client.replace(/\n.{4}/, "\nAAAA"),
    client.replace("END", "FIN"),
    `${client}-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`,
    `-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n${client}`,
    `-----BEGIN X509 CERTIFICATE-----\n${client.replace(/-.*-/g, "").trim()}\n-----END X509 CERTIFICATE-----`,
    "",
    "\0\xff",
  ];
  const script = join(folder, "script.lua");
  writeFileSync(
    script,
    `local ssl, ocsp = require "ngx.ssl", require "ngx.ocsp"
    local function text(value) return type(value) == "string" and #value > 60 and ngx.md5(value) or tostring(value) end
    local function show(name, ...)
      local all = { ... }
      for at = 1, select("#", ...) do all[at] = text(all[at]) end
      ngx.say(name .. ": " .. table.concat(all, " | "))
    end
    for _, pem in ipairs { ${texts.map(luaText).join(", ")} } do
      local der, err = ssl.cert_pem_to_der(pem)
      show("certificate", der, err)
      show("key", ssl.priv_key_pem_to_der(pem, "secret"))
      show("wrong", ssl.priv_key_pem_to_der(pem, "wrong"))
      show("parsed", type(ssl.parse_pem_cert(pem)), select(2, ssl.parse_pem_cert(pem)))
      der = der or pem
      show("responder", ocsp.get_ocsp_responder_from_der_chain(der))
      show("short", ocsp.get_ocsp_responder_from_der_chain(der, 10))
      local request, err = ocsp.create_ocsp_request(der)
      show("request", request and ngx.encode_base64(request), err)
      show("small", ocsp.create_ocsp_request(der, 10))
      show("answer", ocsp.validate_ocsp_response("x", der))
      show("unsuccessful", ocsp.validate_ocsp_response("\\48\\3\\10\\1\\3", der))
      for _, answer in ipairs { ${ANSWERS.map((name) => luaText(pem(`${name}.der`))).join(", ")} } do
        show("answered", ocsp.validate_ocsp_response(answer, der))
        show("cut", ocsp.validate_ocsp_response(answer:sub(1, -2), der, 20))
        show("changed", ocsp.validate_ocsp_response(answer:sub(1, -2) .. "\\0", der))
      end
    end`,
    "latin1",
  );
  const { exit, stdout, stderr } = await ngxbox(["run", script]);
  assert.equal({ exit, stderr }, { exit: 0, stderr: "" });
  assert.is(stdout, runInNginx(script, [], ""));
  assert.match(stdout, /answered: true\n/);
});

test("a cosocket shows the certificate of setclientcert, if the key is its own", async () => {
  if (!isMade) return skip("a cosocket shows the certificate of setclientcert: openssl is not installed");
  const server = createServer(
    {
      key: pem("issuer.key"),
      cert: pem("issuer.pem"),
      ca: pem("issuer.pem"),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (socket) => {
      socket.on("error", () => {});
      socket.end(`${socket.authorized} ${String(socket.getPeerCertificate().subject?.CN)}\n`);
    },
  );
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "pem", type: "sec1" });
  server.on("tlsClientError", () => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const { stdout, stderr } = await ngxbox([
      "run",
      "-e",
      `local ssl = require "ngx.ssl"
      local chain = ssl.parse_pem_cert(${luaText(pem("client.pem"))})
      local key = ssl.parse_pem_priv_key(${luaText(pem("client.key"))})
      local other = ssl.parse_der_priv_key(ssl.priv_key_pem_to_der(${luaText(other)}))
      local function ask(chain, key)
        local s = ngx.socket.connect("127.0.0.1", ${(server.address() as AddressInfo).port})
        local ok, err = s:setclientcert(chain, key)
        if not ok then return ngx.say(err) end
        local ok, err = s:sslhandshake()
        if not ok then return ngx.say(err) end
        ngx.say(s:receive())
      end
      ask(chain, key) ask() ask(chain, other) ask(chain, 1)`,
    ]);
    assert.equal(
      { stderr, lines: stdout.split("\n") },
      {
        stderr: "",
        lines: [
          "true client",
          "false undefined",
          "ssl set client private key failed",
          "bad pkey arg: cdata expected, got number",
          "",
        ],
      },
    );
  } finally {
    server.close();
  }
});

function luaText(text: string | Buffer): string {
  return `"${text.toString("latin1").replace(/[^ -!#-[\]-~]/g, (one) => `\\${String(one.charCodeAt(0)).padStart(3, "0")}`)}"`;
}

test.run();
