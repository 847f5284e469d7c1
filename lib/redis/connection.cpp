#include "lib/redis/connection.hpp"

#include <fmt/core.h>
#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <charconv>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::redis {
namespace {

using Kind = Failure::Kind;
using Answer = std::unique_ptr<redisReply, void (*)(void*)>;

constexpr timeval kConnectTimeout{3, 0}, kAnswerTimeout{10, 0};
constexpr int kDeepest = 8;

Reply converted(const redisReply& from, int depth, std::string& error) {
  Reply reply;
  switch (from.type) {
    case REDIS_REPLY_INTEGER:
      reply.kind = Reply::Kind::number;
      reply.number = from.integer;
      break;
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      reply.kind = Reply::Kind::text;
      reply.text.assign(from.str, from.len);
      break;
    case REDIS_REPLY_ERROR:
      if (error.empty()) error.assign(from.str, from.len);
      break;
    case REDIS_REPLY_ARRAY:
      reply.kind = Reply::Kind::list;
      for (std::size_t i = 0; i < from.elements && depth < kDeepest; ++i)
        reply.list.push_back(converted(*from.element[i], depth + 1, error));
      break;
    default:
      break;
  }
  return reply;
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number number{};
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_all = wrong == std::errc() && end == text.data() + text.size();
  return is_all ? std::optional(number) : std::nullopt;
}

bool read_database(std::string_view text, Address& address) {
  constexpr int kMost = 1'000'000;
  if (text.empty()) return true;
  const auto number = whole<int>(text);
  if (!number || *number < 0 || *number > kMost) return false;
  address.database = *number;
  return true;
}

bool read_tcp(std::string_view rest, Address& address) {
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos && !read_database(rest.substr(slash + 1), address))
    return false;
  std::string_view where = rest.substr(0, slash);
  if (const std::size_t at = where.rfind('@'); at != std::string_view::npos) {
    address.user = where.substr(0, at);
    where.remove_prefix(at + 1);
    if (address.user.find(':') != std::string::npos)
      throw Failure(Kind::usage, "--store has a password in it, which others of this machine see",
                    "leave it out, and give --store-password-file FILE");
  }
  std::size_t colon = where.rfind(':');
  if (where.starts_with('[') && where.ends_with(']')) colon = std::string_view::npos;
  if (colon != std::string_view::npos) {
    const auto port = whole<std::uint16_t>(where.substr(colon + 1));
    if (!port || *port == 0) return false;
    address.port = *port;
    where = where.substr(0, colon);
  }
  if (where.starts_with('[') && where.ends_with(']')) where = where.substr(1, where.size() - 2);
  address.host = where;
  return !address.host.empty();
}

bool read_unix(std::string_view rest, Address& address) {
  constexpr std::string_view kDatabase = "?db=";
  const std::size_t query = rest.find('?');
  if (query != std::string_view::npos) {
    const std::string_view given = rest.substr(query);
    if (!given.starts_with(kDatabase) || !read_database(given.substr(kDatabase.size()), address))
      return false;
  }
  address.socket = rest.substr(0, query);
  return address.socket.starts_with('/');
}

}  // namespace

std::string Address::text() const {
  const std::string text = socket.empty()
                               ? fmt::format("redis://{}:{}/{}", host, port, database)
                               : fmt::format("redis+unix://{}{}", socket,
                                             database == 0 ? "" : fmt::format("?db={}", database));
  return text::printable(text, 200);
}

std::optional<Address> read_address(std::string_view url) {
  constexpr std::string_view kTcp = "redis://", kUnix = "redis+unix://";
  Address address;
  if (url.starts_with(kTcp))
    return read_tcp(url.substr(kTcp.size()), address) ? std::optional(address) : std::nullopt;
  if (url.starts_with(kUnix))
    return read_unix(url.substr(kUnix.size()), address) ? std::optional(address) : std::nullopt;
  return std::nullopt;
}

Connection::Connection(Address address)
    : address_(std::move(address)), context_(nullptr, [](redisContext* each) {
        if (each) redisFree(each);
      }) {}

Connection::~Connection() = default;

void Connection::fail(const std::string& why) {
  context_.reset();
  throw Failure(Kind::input, fmt::format("{}: {}", address_.text(), text::printable(why, 200)));
}

void Connection::connect() {
  if (context_) return;
  context_.reset(
      address_.socket.empty()
          ? redisConnectWithTimeout(address_.host.c_str(), address_.port, kConnectTimeout)
          : redisConnectUnixWithTimeout(address_.socket.c_str(), kConnectTimeout));
  if (!context_) fail("there is no memory for a connection");
  if (context_->err != 0) fail(context_->errstr);
  redisSetTimeout(context_.get(), kAnswerTimeout);
  if (address_.socket.empty()) redisEnableKeepAlive(context_.get());
  ++generation_;
  if (address_.password) {
    Command login = {"AUTH"};
    if (!address_.user.empty()) login.push_back(address_.user);
    login.emplace_back(address_.password->reveal());
    // Some servers repeat what they do not understand.
    try {
      run(login);
    } catch (const Failure&) {
      fail("Redis does not take this user and password");
    }
  }
  if (address_.database != 0) run({"SELECT", std::to_string(address_.database)});
}

Reply Connection::run(const Command& command) {
  return run_all({command}).front();
}

Reply Connection::read() {
  void* got = nullptr;
  if (redisGetReply(context_.get(), &got) != REDIS_OK)
    fail(context_->err == REDIS_ERR_IO ? "no answer in time, or the connection was lost"
                                       : context_->errstr);
  const Answer answer(static_cast<redisReply*>(got), freeReplyObject);
  std::string error;
  Reply reply = converted(*answer, 0, error);
  if (!error.empty()) {
    reply.kind = Reply::Kind::nothing;
    reply.text = error;
  }
  return reply;
}

std::vector<Reply> Connection::run_all(const std::vector<Command>& commands) {
  connect();
  for (const Command& command : commands) {
    std::vector<const char*> words;
    std::vector<std::size_t> lengths;
    for (const std::string& each : command) {
      words.push_back(each.data());
      lengths.push_back(each.size());
    }
    if (redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), words.data(),
                               lengths.data()) != REDIS_OK)
      fail(context_->errstr);
  }
  std::vector<Reply> replies;
  std::string error;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    replies.push_back(read());
    const Reply& last = replies.back();
    if (error.empty() && last.kind == Reply::Kind::nothing && !last.text.empty()) error = last.text;
  }
  // The connection is whole; but what follows an error (READONLY, LOADING) may be another server.
  if (!error.empty()) fail("Redis answers " + error.substr(0, error.find(", with args")));
  return replies;
}

}  // namespace checkoutdiag::redis
