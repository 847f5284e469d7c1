#include "lib/http/client/transfer.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLongestUrl = 8192;

// Ours: what they say follows from the body, the URL and the way that a request is sent here.
constexpr std::string_view kOurs[] = {"content-length", "host",   "accept-encoding",
                                      "expect",         "te",     "transfer-encoding",
                                      "connection",     "upgrade"};

bool is_plain(std::string_view url) {
  return url.size() <= kLongestUrl &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

bool is_token(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return text::is_letter(c) || text::is_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view value) {
  return value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check(const Call& call) {
  using enum Failure::Kind;
  if (!is_plain(call.url))
    throw Failure(input, "the URL has characters that a URL cannot have, or is too long",
                  "write spaces and other characters as %XX");
  if (!is_token(call.method))
    throw Failure(input, fmt::format("\"{}\" is no HTTP method", text::printable(call.method, 32)));
  for (const Header& header : call.headers)
    if (!is_token(header.name) || !is_value(header.value))
      throw Failure(input,
                    fmt::format("the header {} cannot be sent: a name is a word, and a value has "
                                "no line break",
                                text::printable(header.name, 64)));
}

// A proxy of the environment is for the world outside; a test server on this machine is reached
// directly, whatever no_proxy says.
bool is_loopback(std::string_view url) {
  const std::size_t start = url.find("://");
  std::string_view host = start == std::string_view::npos ? url : url.substr(start + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.substr(0, 5) == "[::1]") return true;
  const std::string name = text::lower(host.substr(0, host.rfind(':')));
  constexpr std::string_view kNumeric = "0123456789.";
  return name == "localhost" || name.ends_with(".localhost") ||
         (name.starts_with("127.") && name.find_first_not_of(kNumeric) == std::string::npos);
}

std::size_t read_body(char* buffer, std::size_t size, std::size_t count, void* user) {
  std::size_t given = 0;
  return static_cast<State*>(user)->next(buffer, size * count, given) ? given : CURL_READFUNC_PAUSE;
}

std::size_t take_head(char* data, std::size_t size, std::size_t count, void* user) {
  const std::string_view line(data, size * count);
  return static_cast<State*>(user)->head_line(line) ? line.size() : 0;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  const std::string_view piece(data, size * count);
  return static_cast<State*>(user)->body_piece(piece) ? piece.size() : 0;
}

// Called with what was really written to the connection, in the pieces in which it was written.
int watch(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
  if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)
    static_cast<State*>(user)->went_out({data, size});
  else if (type == CURLINFO_SSL_DATA_IN)
    static_cast<State*>(user)->tls_came({data, size});
  return 0;
}

int keep_socket(void* user, curl_socket_t socket) {
  auto& state = *static_cast<State*>(user);
  if (state.farewell >= 0 || !state.give_up) return ::close(socket);
  state.farewell = socket;
  return 0;
}

}  // namespace

Transfer::Transfer(const Call& call, bool barrier, milliseconds more)
    : library_(net::curl()),
      state_(call, barrier),
      easy_(library_.easy_init(), library_.easy_cleanup) {
  if (!easy_) throw Failure(Failure::Kind::internal, "libcurl could not be started");
  check(call);
  set_request();
  set_connection(more);
  set_callbacks();
}

Transfer::~Transfer() {
  easy_.reset();
  library_.slist_free_all(headers_);
}

void Transfer::add_header(const std::string& line) {
  curl_slist* longer = library_.slist_append(headers_, line.c_str());
  if (!longer) throw Failure(Failure::Kind::internal, "out of memory");
  headers_ = longer;
}

void Transfer::set_request() {
  const Call& call = state_.call;
  library_.easy_setopt(handle(), CURLOPT_URL, call.url.c_str());
  library_.easy_setopt(handle(), CURLOPT_PATH_AS_IS, 1L);
  const bool posts =
      !call.body.empty() || call.method == "POST" || call.method == "PUT" || call.method == "PATCH";
  if (posts) {
    library_.easy_setopt(handle(), CURLOPT_POST, 1L);
    library_.easy_setopt(handle(), CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(call.body.size()));
    library_.easy_setopt(handle(), CURLOPT_READFUNCTION, read_body);
    library_.easy_setopt(handle(), CURLOPT_READDATA, &state_);
  } else if (call.method == "HEAD") {
    library_.easy_setopt(handle(), CURLOPT_NOBODY, 1L);
  }
  library_.easy_setopt(handle(), CURLOPT_CUSTOMREQUEST, call.method.c_str());
  library_.easy_setopt(handle(), CURLOPT_USERAGENT, "checkoutdiag");
  add_header("Expect:");  // a wait for 100 Continue would be a doubt of its own
  if (posts && !find_header(call.headers, "Content-Type")) add_header("Content-Type:");
  for (const Header& header : call.headers) {
    const std::string name = text::lower(header.name);
    if (std::find(std::begin(kOurs), std::end(kOurs), name) != std::end(kOurs)) continue;
    // libcurl takes "Name:" for "leave it out", and "Name;" for a header without a value.
    const bool blank = text::trimmed(header.value).empty();
    add_header(blank ? header.name + ";" : header.name + ": " + header.value);
  }
  library_.easy_setopt(handle(), CURLOPT_HTTPHEADER, headers_);
}

void Transfer::set_connection(milliseconds more) {
  const Call& call = state_.call;
  const auto at_least_one = [](milliseconds time) {
    return std::max<long>(1, static_cast<long>(time.count()));
  };
  library_.easy_setopt(handle(), CURLOPT_PROTOCOLS_STR, "http,https");
  library_.easy_setopt(handle(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  library_.easy_setopt(handle(), CURLOPT_FRESH_CONNECT, 1L);
  library_.easy_setopt(handle(), CURLOPT_FORBID_REUSE, 1L);
  library_.easy_setopt(handle(), CURLOPT_FOLLOWLOCATION, 0L);
  library_.easy_setopt(handle(), CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  library_.easy_setopt(handle(), CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  library_.easy_setopt(handle(), CURLOPT_NOSIGNAL, 1L);  // threads
  library_.easy_setopt(handle(), CURLOPT_CONNECTTIMEOUT_MS, at_least_one(call.connect_timeout));
  library_.easy_setopt(handle(), CURLOPT_TIMEOUT_MS, at_least_one(call.timeout + more));
  if (is_loopback(call.url)) library_.easy_setopt(handle(), CURLOPT_PROXY, "");
  if (call.ca_file.empty()) return;
  library_.easy_setopt(handle(), CURLOPT_CAINFO, call.ca_file.c_str());
  library_.easy_setopt(handle(), CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void Transfer::set_callbacks() {
  library_.easy_setopt(handle(), CURLOPT_HEADERFUNCTION, take_head);
  library_.easy_setopt(handle(), CURLOPT_HEADERDATA, &state_);
  library_.easy_setopt(handle(), CURLOPT_WRITEFUNCTION, take_body);
  library_.easy_setopt(handle(), CURLOPT_WRITEDATA, &state_);
  library_.easy_setopt(handle(), CURLOPT_DEBUGFUNCTION, watch);
  library_.easy_setopt(handle(), CURLOPT_DEBUGDATA, &state_);
  library_.easy_setopt(handle(), CURLOPT_VERBOSE, 1L);
  library_.easy_setopt(handle(), CURLOPT_ERRORBUFFER, reason_.data());
  library_.easy_setopt(handle(), CURLOPT_PRIVATE, this);
  if (state_.call.cut == Cut::none) return;
  library_.easy_setopt(handle(), CURLOPT_CLOSESOCKETFUNCTION, keep_socket);
  library_.easy_setopt(handle(), CURLOPT_CLOSESOCKETDATA, &state_);
}

void Transfer::release() {
  state_.hold = false;
  library_.easy_pause(handle(), CURLPAUSE_CONT);
}

void Transfer::finish(CURLcode code) {
  long number = 0;
  library_.easy_getinfo(handle(), CURLINFO_OS_ERRNO, &number);
  const std::string reason = reason_[0] ? reason_.data() : library_.easy_strerror(code);
  Exchange& seen = state_.seen;
  seen.timed_out = code == CURLE_OPERATION_TIMEDOUT;
  const bool failed = code != CURLE_OK && code != CURLE_OPERATION_TIMEDOUT;
  seen.reset = failed && (number == ECONNRESET || number == EPIPE ||
                          reason.find("reset by peer") != std::string::npos ||
                          reason.find("Broken pipe") != std::string::npos ||
                          reason.find("errno 104") != std::string::npos);
  const bool whole = (code == CURLE_OK && state_.whole()) || seen.body_dropped;
  abandon(whole && !seen.body_dropped ? std::string()
                                      : explain(code, reason, static_cast<int>(number), state_));
  if (whole && !seen.cut) seen.fate = Fate::answered;
}

void Transfer::abandon(const std::string& why) {
  Exchange& seen = state_.seen;
  over_ = true;
  seen.ended = std::chrono::steady_clock::now();
  if (state_.give_up) {
    seen.cut = true;
    seen.timed_out = seen.reset = false;
    seen.status = 0;
    seen.headers.clear();
    seen.body.clear();
    seen.error = "the connection was ended here, to lose the answer";
    seen.fate = Fate::no_status;
    return;
  }
  seen.error = why;
  seen.fate = seen.status != 0 ? Fate::truncated : seen.sent > 0 ? Fate::no_status : Fate::not_sent;
}

}  // namespace checkoutdiag::http
