// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace parvis::service {

/// A file that was deposited and confirmed, kept for good under data/uploads/<dataset>/.
struct StoredUpload {
    std::filesystem::path file;
    std::string name;      ///< what it was called on the clerk's machine
    std::string received;  ///< RFC 3339, UTC
    std::string sha256;
};

/// Keeps `file` as data/uploads/<dataset>/<sha256>/<name> and makes it the newest deposit of the
/// dataset. On return both are on disk to stay: what was acknowledged is never lost.
/// @throws StoreError
StoredUpload keep_upload(const std::filesystem::path& data, const std::string& dataset,
                         const std::filesystem::path& file, const std::string& name);

/// The newest deposit of a dataset, if there is one.
[[nodiscard]] std::optional<StoredUpload> newest_deposit(const std::filesystem::path& data,
                                                         const std::string& dataset);
/// The same, if it was received after `source` was last written: the newer file speaks.
[[nodiscard]] std::optional<StoredUpload> newer_deposit(const std::filesystem::path& data,
                                                        const std::string& dataset,
                                                        const std::filesystem::path& source);
/// Puts the deposit before back in its place (`previous` empty: none), when the newest turned out
/// not to be publishable. The file itself stays.
void restore_deposit(const std::filesystem::path& data, const std::string& dataset,
                     const std::optional<StoredUpload>& previous);

/// A name from a client as a name for a file of ours: letters, digits and ". _ -" stay, anything
/// else becomes "_"; never hidden, never a path, at most 100 bytes with its ending kept.
[[nodiscard]] std::string safe_name(const std::string& name);

}  // namespace parvis::service
