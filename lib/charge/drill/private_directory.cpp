#include "lib/charge/drill/private_directory.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge {
namespace {

namespace fs = std::filesystem;

Failure cannot(const std::string& what, const std::string& place, int why) {
  return Failure(
      Failure::Kind::input,
      fmt::format("cannot {} {}: {}", what, text::printable(place, 300), std::strerror(why)),
      "set TMPDIR to a directory that may be written");
}

}  // namespace

PrivateDirectory::PrivateDirectory() {
  std::error_code none;
  fs::path above = fs::temp_directory_path(none);
  if (none) above = "/tmp";
  std::string name = (above / "checkoutdiag-drill-XXXXXX").string();
  // Mode 0700, whatever the umask.
  if (!::mkdtemp(name.data())) throw cannot("make a directory in", above.string(), errno);
  path_ = name;
}

PrivateDirectory::~PrivateDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string PrivateDirectory::write(std::string_view name, std::string_view content) const {
  const std::string file = path_ + "/" + std::string(name);
  std::ofstream out(file, std::ios::binary);
  out << content;
  out.close();
  if (!out) throw cannot("write", file, errno);
  return file;
}

}  // namespace checkoutdiag::charge
