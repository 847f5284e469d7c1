#pragma once
#include <string>
#include <utility>
#include <vector>

#include "lib/archive/tar_gz.hpp"
#include "lib/doctor/facts.hpp"

namespace checkoutdiag {

/// What must not leave the house, and what stands in its place: home directories, the user's and
/// the machine's own name, names of proxies and of search domains, keys of the shop.
class Scrubber {
 public:
  /// Values, wherever they stand; short ones are no secret and are left.
  void replace(const std::string& what, const std::string& by);

  /// A directory, at the beginning of a path.
  void replace_directory(const std::string& what, const std::string& by);

  /// A name, where it stands alone.
  void replace_word(const std::string& what, const std::string& by);

  /// The text without all that, and redacted as every report is.
  std::string clean(const std::string& text) const;

  /// The same for each text in a JSON document, which stays one; fingerprints stay as they are.
  std::string clean_json(const std::string& json) const;

 private:
  enum class Where { anywhere, path, word };
  struct Rule {
    std::string what, by;
    Where where;
  };
  static void apply(const Rule& rule, std::string& text);

  std::vector<Rule> rules_;
};

/// What is known of this process that an evidence bundle must not tell.
Scrubber own_scrubber(const doctor::Facts& seen);

/// The files of the bundle, redacted: the report in two formats, the chains as sent, versions and
/// the network's settings.
std::vector<archive::File> bundle_files(const std::string& report_json,
                                        const std::string& report_text, const doctor::Facts& seen,
                                        const Scrubber& scrubber);

}  // namespace checkoutdiag
