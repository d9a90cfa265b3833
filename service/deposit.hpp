// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "publish/site/pages.hpp"
#include "publish/store.hpp"
#include "service/http_server.hpp"

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::service {

/// The desk where a clerk drops a file, sees what was understood and refused, and confirms or
/// cancels. There are no accounts yet: it opens to a browser on this very machine only, asked for
/// by a loopback name (so that no foreign site can be pointed at it) and not through a proxy. Files
/// are read by children in a sandbox, never here.
class Desk {
public:
    Desk(const publish::Store& store, std::filesystem::path site, std::uint64_t max_bytes);

    [[nodiscard]] static bool is_path_of(const publish::Request& request);
    /// GET: the form, or what became of a deposit.
    [[nodiscard]] publish::Response show(const publish::Request& request,
                                         const std::string& base_url);
    /// Rules for a POST; nothing when it is refused: then show() says why.
    [[nodiscard]] std::optional<FormRules> rules(const publish::Request& request) const;
    [[nodiscard]] publish::Response take(const publish::Request& request, const Form& form,
                                         const std::string& base_url);

private:
    struct Deposit {
        std::filesystem::path file;
        publish::site::DepositView view;
    };

    [[nodiscard]] publish::Response page(const publish::Request& request,
                                         const std::string& base_url,
                                         publish::site::DepositView view, int status = 200) const;
    [[nodiscard]] publish::Response refuse(const publish::Request& request,
                                           const std::string& base_url, int status,
                                           const std::string& title,
                                           const std::string& detail) const;
    [[nodiscard]] publish::Response receive(const publish::Request& request, const Form& form,
                                            const std::string& base_url);
    [[nodiscard]] publish::Response decide(const publish::Request& request,
                                           const std::string& base_url);
    void check(Deposit& deposit) const;
    void publish(Deposit& deposit) const;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> choices() const;
    [[nodiscard]] std::filesystem::path folder() const { return m_site / "data" / "deposits"; }
    [[nodiscard]] std::optional<Deposit> find(const std::string& token);

    const publish::Store& m_store;
    std::filesystem::path m_site;
    std::uint64_t m_max_bytes;
    std::string m_form_key;
    std::mutex m_mutex;
    std::map<std::string, Deposit> m_deposits;  ///< by token
    std::atomic_flag m_busy =
        ATOMIC_FLAG_INIT;  ///< one file at a time: reading takes a core and much memory
};

/// True for a client on this machine that asked for it by a loopback name, with no proxy between.
[[nodiscard]] bool is_from_this_machine(const publish::Request& request);

}  // namespace parvis::service
