// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "datasets/durable_file.hpp"
#include "publish/site/pages.hpp"
#include "publish/store.hpp"
#include "service/deposit_run.hpp"
#include "service/desk_door.hpp"
#include "service/http_server.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parvis::service {

/// The desk where a clerk drops a file, sees what was understood and refused, and confirms or
/// cancels. There are no accounts yet: DeskDoor says who may come in. Files are read by children in
/// a sandbox, never here.
class Desk {
public:
    Desk(const publish::Store& store, std::filesystem::path site, std::uint64_t max_bytes,
         DepositRun& runs);

    /// To be called once the server has its port, before it runs: removes what nobody confirmed
    /// before the last stop. @throws StoreError where another desk of the same site is open.
    void open();
    /// Where it is to be opened, with its key, below the server's address.
    [[nodiscard]] std::string address() const { return m_door.address(); }
    [[nodiscard]] static bool is_path_of(const publish::Request& request);
    [[nodiscard]] bool admits(const publish::Request& request) const
    {
        return m_door.admits(request);
    }
    /// GET: the form, or what became of a deposit.
    [[nodiscard]] publish::Response show(const publish::Request& request,
                                         const std::string& base_url);
    /// Rules for a POST; nothing when it is refused: then show() says why.
    [[nodiscard]] std::optional<FormRules> rules(const publish::Request& request) const;
    [[nodiscard]] publish::Response take(const publish::Request& request, const Form& form,
                                         const std::string& base_url);
    /// The same page with the reason why a form was not taken in.
    [[nodiscard]] publish::Response refuse_form(const publish::Request& request,
                                                const Refusal& refusal,
                                                const std::string& base_url) const;

private:
    enum class State { waiting, publishing, published, cancelled, failed };
    struct Deposit {
        std::uint64_t number = 0;                    ///< rises: the oldest has the lowest
        std::shared_ptr<const UploadFolder> folder;  ///< none once it was decided
        std::filesystem::path file;
        State state = State::waiting;
        std::vector<datasets::ColumnUse> uses;       ///< as the definition has them
        std::vector<datasets::ColumnChoice> chosen;  ///< by the clerk, where that differs
        std::uint32_t published = 0;  ///< the version that was published when it was last looked at
        publish::site::DepositView view;
    };

    [[nodiscard]] publish::Response page(const publish::Request& request,
                                         const std::string& base_url,
                                         publish::site::DepositView view, int status = 200) const;
    [[nodiscard]] publish::Response refuse(const publish::Request& request,
                                           const std::string& base_url, int status,
                                           const std::string& title,
                                           const std::string& detail) const;
    [[nodiscard]] publish::Response unknown(const publish::Request& request,
                                            const std::string& base_url) const;
    [[nodiscard]] publish::Response busy(const publish::Request& request,
                                         const std::string& base_url) const;
    [[nodiscard]] publish::Response receive(const publish::Request& request, const Form& form,
                                            const std::string& base_url);
    [[nodiscard]] publish::Response confirm(const publish::Request& request,
                                            const std::string& token, const std::string& base_url);
    [[nodiscard]] publish::Response cancel(const publish::Request& request,
                                           const std::string& token, const std::string& base_url);
    [[nodiscard]] publish::Response choose(const publish::Request& request,
                                           const std::string& token, const Form& form,
                                           const std::string& base_url);
    [[nodiscard]] static HandedFile handed(const Deposit& deposit);
    void check(Deposit& deposit) const;
    void publish(Deposit& deposit) const;
    [[nodiscard]] std::uint32_t published_now(const std::string& dataset) const;
    void keep(const Deposit& deposit);
    void make_room();
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> choices() const;
    [[nodiscard]] std::filesystem::path folder() const { return m_site / "data" / "deposits"; }
    [[nodiscard]] std::optional<Deposit> find(const std::string& token);
    [[nodiscard]] bool is_overtaken(const std::string& token);
    [[nodiscard]] std::optional<Deposit> claim(const std::string& token);

    const publish::Store& m_store;
    std::filesystem::path m_site;
    std::uint64_t m_max_bytes;
    datasets::FileDescriptor m_lock;  ///< on data/desk.lock: one desk a site
    DeskDoor m_door;
    std::string m_form_key;
    std::mutex m_mutex;
    std::map<std::string, Deposit> m_deposits;  ///< by token
    std::uint64_t m_received = 0;
    DepositRun& m_runs;
};

}  // namespace parvis::service
