// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/column_choice.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace parvis::service {

/// A file that was deposited and confirmed, kept for good under data/uploads/<dataset>/.
struct StoredUpload {
    std::filesystem::path file;
    std::string name;      ///< what it was called on the clerk's machine
    std::string received;  ///< RFC 3339, UTC
    std::string sha256;
    std::string
        own_sha256;  ///< of the site's own file when this was confirmed; "" : there was none
    std::vector<datasets::ColumnChoice> columns;  ///< chosen for this file alone
    bool draft = false;  ///< what is made of it waits until somebody publishes it
};

/// Keeps `file` as data/uploads/<dataset>/<sha256>/<name> and makes it the newest deposit of the
/// dataset, in the place of the site's own file as it is now. On return both are on disk to stay:
/// what was acknowledged is never lost.
/// @throws StoreError
StoredUpload keep_upload(const std::filesystem::path& data, const std::string& dataset,
                         const std::filesystem::path& file, const std::string& name,
                         const std::filesystem::path& own,
                         std::vector<datasets::ColumnChoice> columns = {}, bool draft = false);

/// The newest deposit of a dataset, if there is one. @throws StoreError
[[nodiscard]] std::optional<StoredUpload> newest_deposit(const std::filesystem::path& data,
                                                         const std::string& dataset);
/// True as long as the site's own file has not changed since the deposit took its place: its bytes
/// decide, never its date, which any copy or checkout changes.
[[nodiscard]] bool stands(const StoredUpload& deposit, const std::filesystem::path& own);
/// Puts the deposit before back in its place (`previous` empty: none), when the newest turned out
/// not to be publishable. The file itself stays.
void restore_deposit(const std::filesystem::path& data, const std::string& dataset,
                     const std::optional<StoredUpload>& previous);

/// Takes away what a kill in the middle of keep_upload() left under data/uploads/. For the one who
/// alone keeps uploads, before the first of them.
void remove_unfinished_uploads(const std::filesystem::path& data);

/// A name from a client as a name for a file of ours: letters, digits and ". _ -" stay, anything
/// else becomes "_"; never hidden, never a path, at most 100 bytes with its ending kept.
[[nodiscard]] std::string safe_name(const std::string& name);

}  // namespace parvis::service
