// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/column_choice.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
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
    bool draft = false;          ///< what is made of it waits until somebody publishes it
    bool accept_shrink = false;  ///< somebody knows that many rows are gone
    /// Nobody knows yet whether it can be published: if it cannot, the deposit before stands again.
    bool pending = false;
    std::vector<StoredUpload> before;  ///< that one, while this is pending; at most one
};

/// What is asked for a file that is to be kept.
struct UploadFacts {
    std::string name;
    std::vector<datasets::ColumnChoice> columns;
    bool draft = false;
    bool accept_shrink = false;
};

/// Keeps `file` as data/uploads/<dataset>/<sha256>/<name> and makes it the newest deposit of the
/// dataset, pending, in the place of the site's own file as it is now. On return both are on disk
/// to stay: what was acknowledged is never lost, and what was being read when the server was killed
/// is read by the next ingest.
/// @throws StoreError
StoredUpload keep_upload(const std::filesystem::path& data, const std::string& dataset,
                         const std::filesystem::path& file, const std::filesystem::path& own,
                         UploadFacts facts);
/// A version was made of it (or is there already): it stands, or, where a newer one is pending, is
/// what stands again should that one be given up. @throws StoreError
void accept_upload(const std::filesystem::path& data, const std::string& dataset,
                   const StoredUpload& upload);
/// It cannot be published: the deposit before it stands again, or none. The file itself stays until
/// it is pruned. @throws StoreError
void give_up_upload(const std::filesystem::path& data, const std::string& dataset,
                    const StoredUpload& upload);
/// The site's own file has come after it and was read: no deposit stands any more.
void forget_upload(const std::filesystem::path& data, const std::string& dataset,
                   const StoredUpload& upload);

/// The newest deposit of a dataset, if there is one. @throws StoreError
[[nodiscard]] std::optional<StoredUpload> newest_deposit(const std::filesystem::path& data,
                                                         const std::string& dataset);
/// True as long as the site's own file has not changed since the deposit took its place: its bytes
/// decide, never its date, which any copy or checkout changes. A file that is gone has not changed.
[[nodiscard]] bool stands(const StoredUpload& deposit, const std::filesystem::path& own);
/// Removes the kept files that are a day old or more, that no marker names and that are the source
/// of none of `kept_sums`, SHA-256 of the files that versions were made of; their number.
std::size_t prune_uploads(const std::filesystem::path& data, const std::string& dataset,
                          const std::function<std::set<std::string>()>& kept_sums);

/// Takes away what processes that are gone left of keep_upload() under data/uploads/.
void remove_unfinished_uploads(const std::filesystem::path& data);

/// A name from a client as a name for a file of ours: letters, digits and ". _ -" stay, anything
/// else becomes "_"; never hidden, never a path, at most 100 bytes with its ending kept.
[[nodiscard]] std::string safe_name(const std::string& name);

}  // namespace parvis::service
