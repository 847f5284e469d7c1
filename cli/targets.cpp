#include "cli/targets.hpp"

#include <algorithm>

#include "cli/files.hpp"
#include "cli/output/layout.hpp"
#include "lib/failure.hpp"

namespace checkoutdiag {
namespace {

constexpr std::size_t kMostBytes = 4 << 20;  // more than anybody's list, less than would hurt
constexpr const char* kBlank = " \t\r";

}  // namespace

std::vector<WrittenTarget> targets_in(const std::string& text, const std::string& file) {
  std::vector<WrittenTarget> found;
  int number = 0;
  for (std::string line : output::lines(text)) {
    ++number;
    // A comment begins a line or follows a blank, so that the fragment of a URL is not one.
    std::size_t hash = line.find('#');
    while (hash != std::string::npos && hash > 0 &&
           !std::isspace(static_cast<unsigned char>(line[hash - 1])))
      hash = line.find('#', hash + 1);
    line.resize(std::min(hash, line.size()));
    std::size_t first = line.find_first_not_of(kBlank);
    if (first == std::string::npos) continue;
    std::size_t last = line.find_last_not_of(kBlank);
    found.push_back({line.substr(first, last - first + 1), Place{file, number}});
  }
  return found;
}

std::vector<WrittenTarget> read_targets(const std::vector<std::string>& words,
                                        const std::vector<std::string>& lists) {
  std::vector<WrittenTarget> targets;
  bool stdin_read = false;
  auto read_list = [&](const std::string& file) {
    if (file == "-" && std::exchange(stdin_read, true))
      throw Failure(Failure::Kind::usage, "stdin is named twice as a list of targets",
                    "it can be read once");
    std::string name = file == "-" ? "stdin" : file;
    for (WrittenTarget& target :
         targets_in(read_file(file, "the list of targets", kMostBytes), name))
      targets.push_back(std::move(target));
  };
  for (const std::string& word : words) {
    if (word == "-")
      read_list(word);
    else
      targets.push_back({word, std::nullopt});
  }
  for (const std::string& file : lists)
    read_list(file);
  if (targets.empty())
    throw Failure(Failure::Kind::input, "the list of targets is empty",
                  "write one target a line, such as api.gateway.example:443");
  return targets;
}

}  // namespace checkoutdiag
