#include "lib/http/client/transfer.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "lib/failure.hpp"
#include "lib/http/client/request.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::http {
namespace {

using std::chrono::milliseconds;

// Linux sends what is corked after 200 ms, whether we let it go or not (tcp(7)).
constexpr milliseconds kLongestCork{150};

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

int know_socket(void* user, curl_socket_t socket, curlsocktype) {
  static_cast<State*>(user)->sockets.push_back(socket);
  return CURL_SOCKOPT_OK;
}

int close_socket(void* user, curl_socket_t socket) {
  auto& state = *static_cast<State*>(user);
  std::erase(state.sockets, socket);
  if (state.farewell >= 0 || !state.give_up) return ::close(socket);
  state.farewell = socket;
  return 0;
}

void cork(const State& state, int on) {
  for (const int socket : state.sockets)
    ::setsockopt(socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

}  // namespace

Transfer::Transfer(const Call& call, bool barrier, milliseconds more)
    : library_(net::curl()),
      state_(call, barrier),
      easy_(library_.easy_init(), library_.easy_cleanup) {
  if (!easy_) throw Failure(Failure::Kind::internal, "libcurl could not be started");
  check_sendable(call);
  set_request();
  set_connection(more);
  set_callbacks();
}

Transfer::~Transfer() {
  easy_.reset();
  library_.slist_free_all(headers_);
  library_.slist_free_all(connect_to_);
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
  if (!call.bare) library_.easy_setopt(handle(), CURLOPT_USERAGENT, "checkoutdiag");
  if (call.bare && !find_header(call.headers, "Accept")) add_header("Accept:");
  add_header("Expect:");  // a wait for 100 Continue would be a doubt of its own
  if (posts && !find_header(call.headers, "Content-Type")) add_header("Content-Type:");
  for (const Header& header : call.headers) {
    const bool is_theirs = call.bare && text::equal_ignoring_case(header.name, "Accept-Encoding");
    if (is_ours(header.name) && !is_theirs) continue;
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
  set_way();
  set_trust();
}

void Transfer::set_way() {
  const Call& call = state_.call;
  if (call.proxy) {
    library_.easy_setopt(handle(), CURLOPT_PROXY, call.proxy->url.c_str());
    library_.easy_setopt(handle(), CURLOPT_NOPROXY, "");  // the decision was taken before
    if (!call.proxy->credentials.empty())
      library_.easy_setopt(handle(), CURLOPT_PROXYUSERPWD, call.proxy->credentials.c_str());
    library_.easy_setopt(handle(), CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_ANY));
  } else if (call.direct || is_loopback(call.url)) {
    library_.easy_setopt(handle(), CURLOPT_PROXY, "");
  }
  if (call.connect_to.empty()) return;
  connect_to_ = library_.slist_append(nullptr, ("::" + call.connect_to).c_str());
  if (!connect_to_) throw Failure(Failure::Kind::internal, "out of memory");
  library_.easy_setopt(handle(), CURLOPT_CONNECT_TO, connect_to_);
}

void Transfer::set_trust() {
  const Call& call = state_.call;
  if (call.observes) {
    library_.easy_setopt(handle(), CURLOPT_SSL_VERIFYPEER, 0L);
    library_.easy_setopt(handle(), CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!call.certificate_file.empty()) {
    const std::string& key = call.key_file.empty() ? call.certificate_file : call.key_file;
    library_.easy_setopt(handle(), CURLOPT_SSLCERT, call.certificate_file.c_str());
    library_.easy_setopt(handle(), CURLOPT_SSLKEY, key.c_str());
    if (!call.key_password.empty())
      library_.easy_setopt(handle(), CURLOPT_KEYPASSWD, call.key_password.c_str());
  }
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
  library_.easy_setopt(handle(), CURLOPT_SOCKOPTFUNCTION, know_socket);
  library_.easy_setopt(handle(), CURLOPT_SOCKOPTDATA, &state_);
  library_.easy_setopt(handle(), CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  library_.easy_setopt(handle(), CURLOPT_CLOSESOCKETDATA, &state_);
}

void Transfer::release() {
  cork(state_, 1);
  corked_ = std::chrono::steady_clock::now();
  state_.hold = false;
  library_.easy_pause(handle(), CURLPAUSE_CONT);
}

void Transfer::uncork() {
  cork(state_, 0);
  const auto now = std::chrono::steady_clock::now();
  if (!state_.sockets.empty() && state_.all_out() && now - corked_ < kLongestCork)
    state_.seen.released = now;
}

Phases Transfer::phases() const {
  const auto time = [this](CURLINFO what) {
    double seconds = 0;
    library_.easy_getinfo(easy_.get(), what, &seconds);
    return seconds * 1000;
  };
  const double lookup = time(CURLINFO_NAMELOOKUP_TIME), connect = time(CURLINFO_CONNECT_TIME),
               tls = time(CURLINFO_APPCONNECT_TIME), ready = time(CURLINFO_PRETRANSFER_TIME),
               first = time(CURLINFO_STARTTRANSFER_TIME);
  // libcurl leaves what did not happen at 0.
  Phases phases;
  if (lookup > 0) phases.lookup = lookup;
  if (connect > 0) phases.connect = connect - lookup;
  if (tls > 0) phases.tls = tls - connect;
  if (ready > 0 && first > ready) phases.answer = first - ready;
  phases.total = time(CURLINFO_TOTAL_TIME);
  return phases;
}

void Transfer::finish(CURLcode code) {
  state_.seen.phases = phases();
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
