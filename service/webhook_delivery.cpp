// SPDX-License-Identifier: EUPL-1.2
#include "service/webhook_delivery.hpp"

#include "datasets/json_text.hpp"
#include "geo/error.hpp"
#include "publish/works/change_ledger.hpp"
#include "service/fetch.hpp"
#include "service/file_lock.hpp"
#include "service/log.hpp"
#include "service/site_clock.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace parvis::service {

namespace {

namespace works = publish::works;

/// Works with large areas come in shorter parcels, as in the pages of /works/changes.
constexpr std::size_t most_bytes = std::size_t{8} << 20U;

/// What is sent, and the last change that it tells of.
struct Parcel {
    std::string body;  ///< "" where nothing is for this hook
    std::int64_t first = 0, last = 0;
};

Parcel parcel_of(const Webhook& hook, const works::WorksWanted& wanted,
                 const works::LedgerPage& page)
{
    // What was given up cannot be told any more; that it was is told.
    const bool anew = !page.knows(hook.position);
    Parcel parcel;
    parcel.last = parcel.first = page.newest;
    std::size_t bytes = 0;
    datasets::JsonText json;
    json.start_object();
    json.member("hook", hook.id);
    json.member("begin_anew", anew);
    json.key("changes");
    json.start_array();
    bool any = anew;
    for (const auto& change : page.changes) {
        if (bytes > most_bytes) {
            break;  // the rest goes in the next one
        }
        parcel.last = change.number;
        const auto told = works::told(change, wanted);
        if (told != works::Told::nothing) {
            parcel.first = any ? parcel.first : change.number;
            any = true;
            const auto text = works::change_json(change, told);
            bytes += text.size();
            json.raw(text);
        }
    }
    json.end_array();
    json.member("next", parcel.last);
    json.end_object();
    if (any) {
        parcel.body = json.take();
    }
    return parcel;
}

enum class Step : std::uint8_t { told, idle, failed };

/// Tells a hook of what comes next, once.
Step tell(Webhook& hook, const works::ChangeLedger& ledger, WebhookShelf& shelf)
{
    constexpr std::size_t at_once = 200;
    constexpr int gone = 410;
    const auto page = ledger.changes(hook.position, at_once);
    if (page.newest == hook.position) {
        return Step::idle;
    }
    const auto parcel = parcel_of(hook, wanted_in(hook.follows), page);
    if (parcel.body.empty()) {
        shelf.pass(hook.id, parcel.last);
        hook.position = parcel.last;
        return Step::told;
    }
    const auto posted =
        post(hook.url,
             {"Content-Type: application/json", "Expect:", "Parvis-Webhook: " + hook.id,
              fmt::format("Parvis-Delivery: {}-{}", parcel.first, parcel.last),
              "Parvis-Signature: " + signature_of(hook.secret, parcel.body, instant_now())},
             parcel.body, hook.allow_loopback);
    if (!posted.taken()) {
        shelf.note_failure(hook, posted.message, posted.status == gone, instant_now());
        return Step::failed;
    }
    shelf.note_taken(hook.id, parcel.last, instant_now());
    hook.position = parcel.last;
    hook.failures = 0;
    return Step::told;
}

/// Hooks in turn, one parcel each, for several threads: a receiver that takes its time holds one
/// thread, and keeps no other hook waiting. It ends once nobody has anything to be told.
class Round {
public:
    explicit Round(std::vector<Webhook> hooks)
    {
        for (auto& hook : hooks) {
            m_waiting.push_back({std::move(hook), m_begun, false});
        }
    }

    void run(const std::filesystem::path& data)
    {
        const works::ChangeLedger ledger(data);
        WebhookShelf shelf(data);
        std::unique_lock lock(m_mutex);
        while (!is_over()) {
            auto next = std::ranges::find_if(
                m_waiting, [](const Turn& one) { return one.not_before <= Clock::now(); });
            if (next == m_waiting.end()) {
                lock.unlock();
                std::this_thread::sleep_for(pause / 4);
                lock.lock();
                continue;
            }
            Turn turn = std::move(*next);
            m_waiting.erase(next);
            ++m_told_now;
            lock.unlock();
            Step step = Step::failed;
            try {
                // Removed or parked meanwhile, it is told no more.
                const auto hooks = shelf.all();
                const auto now = std::ranges::find(hooks, turn.hook.id, &Webhook::id);
                if (now != hooks.end() && !now->parked) {
                    step = tell(turn.hook, ledger, shelf);
                }
            } catch (const std::exception& error) {
                log_failure("webhook", turn.hook.id + ": " + error.what());
                m_all_looked_after = false;
            }
            lock.lock();
            --m_told_now;
            if (step != Step::failed) {
                turn.is_idle = step == Step::idle;
                turn.not_before = Clock::now() + (turn.is_idle ? pause : pause * 0);
                m_waiting.push_back(std::move(turn));
            }
        }
    }
    [[nodiscard]] bool all_looked_after() const { return m_all_looked_after; }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds pause{200};
    struct Turn {
        Webhook hook;
        Clock::time_point not_before;
        bool is_idle = false;
    };

    /// A new process looks at all hooks: those that failed meanwhile, or were added.
    [[nodiscard]] bool is_over() const
    {
        constexpr std::chrono::seconds turn{15}, longest{30};
        const auto now = Clock::now();
        return now >= m_begun + longest ||
               (m_told_now == 0 &&
                (now >= m_begun + turn || std::ranges::all_of(m_waiting, &Turn::is_idle)));
    }

    const Clock::time_point m_begun = Clock::now();
    std::atomic<bool> m_all_looked_after{true};
    std::mutex m_mutex;  ///< of what is below
    std::deque<Turn> m_waiting;
    int m_told_now = 0;
};

}  // namespace

std::string signature_of(std::string_view secret, std::string_view body, datasets::Instant now)
{
    const std::string moment = std::to_string(now.seconds);
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<const unsigned char*>(text.data());  // as the library has it
    };
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
    for (const std::string_view part : {std::string_view(moment), std::string_view("."), body}) {
        crypto_auth_hmacsha256_update(&state, bytes(part), part.size());
    }
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> sum{};
    crypto_auth_hmacsha256_final(&state, sum.data());
    std::string hex;
    for (const unsigned char byte : sum) {
        hex += fmt::format("{:02x}", byte);
    }
    return "t=" + moment + ",v1=" + hex;
}

bool deliver_webhooks(const std::filesystem::path& data)
{
    if (sodium_init() < 0) {
        throw Error("libsodium does not start");
    }
    constexpr std::size_t beside = 16;
    const auto lock = file_lock(data / "webhooks.lock");
    auto due = WebhookShelf(data).due(instant_now());
    const std::size_t count = std::min(due.size(), beside);
    Round round(std::move(due));
    std::atomic<bool> all_began{true};
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i) {
            threads.emplace_back([&] {
                try {
                    round.run(data);
                } catch (const std::exception& error) {  // the ledger cannot be opened
                    log_failure("webhook", error.what());
                    all_began = false;
                }
            });
        }
    }
    return all_began && round.all_looked_after();
}

}  // namespace parvis::service
