#pragma once
#include <string>
#include <vector>

#include "lib/text/time.hpp"

namespace checkoutdiag::archive {

/// A file of an archive; the name may have directories, with slashes.
struct File {
  std::string name, content;
};

/// The files as a gzip-compressed tar (ustar), in their order: the same files and moment give the
/// same bytes, whoever makes them and where. Needs libarchive, loaded when it is first used: throws
/// Failure(internal) when it is not there.
std::string tar_gz(const std::vector<File>& files, Time when);

}  // namespace checkoutdiag::archive
