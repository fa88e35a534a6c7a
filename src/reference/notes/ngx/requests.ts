import type { Area, Note } from "../../note.ts";

const REFUSED =
  "A script of the command line runs in a timer: there is no client's request, and the example is refused.";

/** What needs a client's request, with what a script of the command line is told. */
const inRequest = (usage: string, call: string, note = "", refused = "API disabled in the current context"): Note => ({
  usage,
  example: `${call}\n--! ${refused}`,
  note: note === "" ? REFUSED : `${note} ${REFUSED}`,
});

/** As {@link inRequest}, for what the reference has written in C: it names the phase. */
const inRequestOfC = (usage: string, call: string, note = ""): Note =>
  inRequest(usage, call, note, "API disabled in the context of ngx.timer");

export const requests: Area = {
  page: "requests",
  title: "Requests and responses: ngx.req, ngx.resp, ngx.var, ngx.header",
  about: "What handlers of a server have: the client's request, the response to it, and subrequests.",
  notes: {
    "ngx.var.NAME": inRequest(
      "value = ngx.var.NAME\nngx.var.NAME = value",
      "ngx.say(ngx.var.remote_addr)",
      "Only variables that the configuration declares can be set; keep in a local what is read often.",
    ),
    "ngx.header.NAME": inRequest(
      "value = ngx.header.NAME\nngx.header.NAME = value",
      `ngx.header.content_type = "text/plain"`,
      "Underscores in a name stand for dashes; nil removes the header.",
    ),
    "ngx.arg[1]": inRequest("value = ngx.arg[index]\nngx.arg[index] = value", "ngx.say(ngx.arg[1])"),
    "ngx.status": inRequest("status = ngx.status\nngx.status = status", "ngx.status = ngx.HTTP_CREATED"),
    "ngx.headers_sent": inRequest("sent = ngx.headers_sent", "ngx.say(ngx.headers_sent)"),
    "ngx.is_subrequest": inRequest("is = ngx.is_subrequest", "ngx.say(ngx.is_subrequest)"),
    "ngx.on_abort": inRequestOfC("ok, err = ngx.on_abort(callback)", "ngx.on_abort(function() ngx.exit(499) end)"),
    "ngx.send_headers": inRequestOfC("ok, err = ngx.send_headers()", "ngx.send_headers()"),
    "ngx.exec": inRequestOfC(
      "ngx.exec(uri, args?)",
      `ngx.exec("/other", { a = 1 })`,
      "It ends the handler: write return ngx.exec(...).",
    ),
    "ngx.redirect": inRequestOfC(
      "ngx.redirect(uri, status?)",
      `ngx.redirect("/login", ngx.HTTP_SEE_OTHER)`,
      "It ends the handler: write return ngx.redirect(...).",
    ),
    "ngx.location.capture": inRequestOfC(
      "res = ngx.location.capture(uri, options?)",
      `local res = ngx.location.capture("/api")\nngx.say(res.status, " ", res.body)`,
      "options: method, body, args, ctx, vars, copy_all_vars, share_all_vars and always_forward_body. The result has status, header, body and truncated.",
    ),
    "ngx.location.capture_multi": inRequestOfC(
      "res1, res2, ... = ngx.location.capture_multi({ { uri, options? }, ... })",
      `local a, b = ngx.location.capture_multi({ { "/a" }, { "/b" } })`,
    ),
    "ngx.req.start_time": {
      usage: "seconds = ngx.req.start_time()",
      example: `ngx.say(ngx.req.start_time()) --> 0`,
    },
    "ngx.req.is_internal": inRequest("internal = ngx.req.is_internal()", "ngx.say(ngx.req.is_internal())"),
    "ngx.req.http_version": inRequest("version = ngx.req.http_version()", "ngx.say(ngx.req.http_version())"),
    "ngx.req.raw_header": inRequest("text = ngx.req.raw_header(no_request_line?)", "ngx.say(ngx.req.raw_header(true))"),
    "ngx.req.get_method": inRequest("name = ngx.req.get_method()", "ngx.say(ngx.req.get_method())"),
    "ngx.req.set_method": inRequest("ngx.req.set_method(method)", "ngx.req.set_method(ngx.HTTP_GET)"),
    "ngx.req.get_headers": inRequest(
      "headers, err = ngx.req.get_headers(max_headers?, raw?)",
      `ngx.say(ngx.req.get_headers()["User-Agent"])`,
      "Names are in small letters, and found in any case; a header that comes twice is a table.",
    ),
    "ngx.req.set_header": inRequest("ngx.req.set_header(name, value)", `ngx.req.set_header("X-Trace", "1")`),
    "ngx.req.clear_header": inRequest("ngx.req.clear_header(name)", `ngx.req.clear_header("Cookie")`),
    "ngx.req.add_header": inRequest(
      'require("ngx.req").add_header(name, value)',
      `require "ngx.req".add_header("X-Trace", "2")`,
    ),
    "ngx.req.get_uri_args": inRequest(
      "args, err = ngx.req.get_uri_args(max_args?, table?)",
      "ngx.say(ngx.req.get_uri_args().page)",
    ),
    "ngx.req.set_uri": inRequest("ngx.req.set_uri(uri, jump?, binary?)", `ngx.req.set_uri("/other")`),
    "ngx.req.set_uri_args": inRequest("ngx.req.set_uri_args(args)", "ngx.req.set_uri_args({ page = 2 })"),
    "ngx.req.read_body": inRequestOfC("ngx.req.read_body()", "ngx.req.read_body()"),
    "ngx.req.discard_body": inRequest("ok, err = ngx.req.discard_body()", "ngx.req.discard_body()"),
    "ngx.req.get_body_data": inRequestOfC(
      "data = ngx.req.get_body_data(max_bytes?)",
      "ngx.req.read_body()\nngx.say(ngx.req.get_body_data())",
      "nil where the body has not been read, is empty or is in a file: see get_body_file.",
    ),
    "ngx.req.get_body_file": inRequest("path = ngx.req.get_body_file()", "ngx.say(ngx.req.get_body_file())"),
    "ngx.req.get_post_args": inRequestOfC(
      "args, err = ngx.req.get_post_args(max_args?)",
      "ngx.req.read_body()\nngx.say(ngx.req.get_post_args().name)",
    ),
    "ngx.req.set_body_data": inRequest("ngx.req.set_body_data(data)", `ngx.req.set_body_data("a=1")`),
    "ngx.req.set_body_file": inRequest(
      "ngx.req.set_body_file(file_name, auto_clean?)",
      `ngx.req.set_body_file("/tmp/body", true)`,
    ),
    "ngx.req.init_body": inRequest("ngx.req.init_body(buffer_size?)", "ngx.req.init_body()"),
    "ngx.req.append_body": inRequest("ngx.req.append_body(data)", `ngx.req.append_body("more")`),
    "ngx.req.finish_body": inRequest("ngx.req.finish_body()", "ngx.req.finish_body()"),
    "ngx.req.socket": inRequestOfC("sock, err = ngx.req.socket(raw?)", "local sock = ngx.req.socket()"),
    "ngx.resp.get_headers": inRequest(
      "headers, err = ngx.resp.get_headers(max_headers?, raw?)",
      `ngx.say(ngx.resp.get_headers()["Content-Type"])`,
    ),
    "ngx.resp.add_header": inRequest(
      'require("ngx.resp").add_header(name, value)',
      `require "ngx.resp".add_header("X-Served-By", "me")`,
    ),
    "ngx.resp.set_status": inRequest(
      'require("ngx.resp").set_status(status, reason)',
      `require "ngx.resp".set_status(404, "Nothing Here")`,
    ),
    "ngx.resp.bypass_if_checks": {
      usage: 'require("ngx.resp").bypass_if_checks()',
      example: `require "ngx.resp".bypass_if_checks()`,
    },
  },
};
