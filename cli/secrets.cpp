#include "cli/secrets.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "cli/files.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostSecret = 64 * 1024;  // a PEM chain fits

bool is_there(const std::string& path) {
  return path == "-" || access(path.c_str(), F_OK) == 0;
}

// What editors and echo add is not meant; anything else is.
std::string drop_line_end(std::string& text) {
  const std::string_view end = text.ends_with("\r\n") ? "CR LF"
                               : text.ends_with('\n') ? "newline"
                                                      : "";
  if (!end.empty()) text.pop_back();
  if (end == "CR LF") text.pop_back();
  return std::string(end);
}

// Somebody who gives the secret itself must not find it in a log.
void refuse_secret_as_name(const SecretSource& source, const char* env, const char* file) {
  constexpr std::size_t kShortest = 16;
  const std::string& name = source.name;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '_';
  });
  const bool prefixed = name.starts_with("whsec_") || name.starts_with("sk_") ||
                        name.starts_with("rk_") || name.starts_with("pdl_");
  const bool random =
      name.size() >= kShortest && name.find_first_of("./") == name.npos &&
      std::any_of(name.begin(), name.end(), [](char c) { return text::is_digit(c); });
  const bool there = source.variable ? std::getenv(name.c_str()) != nullptr : is_there(name);
  if (there || !(prefixed || random || (source.variable && !plain))) return;
  throw Failure(
      Failure::Kind::usage,
      fmt::format("{} wants the name of {}, and was given what looks like a secret",
                  source.variable ? env : file, source.variable ? "a variable" : "a file"),
      "words of a command are seen by others and kept in histories: put it into a file, "
      "or a variable, and consider it told");
}

std::string read_variable(const std::string& name, const char* file) {
  const char* value = std::getenv(name.c_str());
  if (!value)
    throw Failure(Failure::Kind::input, "the environment has no " + text::printable(name, 80),
                  std::string("export it, or give a file: ") + file + " FILE");
  return value;
}

std::string named(const SecretSource& source) {
  return source.variable      ? "the variable " + text::printable(source.name, 80)
         : source.name == "-" ? std::string("stdin")
                              : text::printable(source.name, 200);
}

}  // namespace

ReadSecret read_secret(const SecretSource& source, const char* env, const char* file) {
  refuse_secret_as_name(source, env, file);
  ReadSecret read;
  read.from = named(source);
  std::string text;
  if (source.variable) {
    text = read_variable(source.name, file);
  } else {
    text = read_file(source.name, "the secret", kMostSecret);
    read.dropped = drop_line_end(text);
    if (text.find("-----BEGIN ") != text.npos) read.dropped.clear();
  }
  read.secret = Secret(std::move(text));
  return read;
}

}  // namespace checkoutdiag
