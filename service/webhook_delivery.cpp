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

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace parvis::service {

namespace {

namespace works = publish::works;

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
    parcel.last = anew || page.changes.empty() ? page.newest : page.changes.back().number;
    parcel.first = parcel.last;
    datasets::JsonText json;
    json.start_object();
    json.member("hook", hook.id);
    json.member("begin_anew", anew);
    json.key("changes");
    json.start_array();
    bool any = anew;
    for (const auto& change : page.changes) {
        const auto told = works::told(change, wanted);
        if (told != works::Told::nothing) {
            parcel.first = any ? parcel.first : change.number;
            any = true;
            json.raw(works::change_json(change, told));
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

/// How many hooks have something to be told at a moment; whoever has not goes on looking as long as
/// others have, so that a receiver that takes its time keeps none waiting.
class Busy {
public:
    explicit Busy(std::atomic<int>& count) : m_count(count) { ++m_count; }
    ~Busy() { rest(); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    void rest() { m_count -= std::exchange(m_works, false) ? 1 : 0; }
    void work() { m_count += std::exchange(m_works, true) ? 0 : 1; }
    [[nodiscard]] bool others() const { return m_count > (m_works ? 1 : 0); }

private:
    std::atomic<int>& m_count;
    bool m_works = true;
};

void tell(Webhook hook, const std::filesystem::path& data, Busy& busy)
{
    constexpr std::size_t at_once = 200;
    constexpr int gone = 410;
    const works::ChangeLedger ledger(data);
    WebhookShelf shelf(data);
    const auto wanted = wanted_in(hook.follows);
    // A new process looks at all hooks: those that failed meanwhile, or were added.
    constexpr std::chrono::seconds turn{15}, longest{30};
    constexpr std::chrono::milliseconds pause{200};
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    while (Clock::now() < begun + turn || (busy.others() && Clock::now() < begun + longest)) {
        const auto page = ledger.changes(hook.position, at_once);
        if (page.newest == hook.position) {
            busy.rest();
            if (!busy.others()) {
                return;
            }
            std::this_thread::sleep_for(pause);
            continue;
        }
        busy.work();
        const auto parcel = parcel_of(hook, wanted, page);
        if (parcel.body.empty()) {
            shelf.pass(hook.id, parcel.last);
            hook.position = parcel.last;
            continue;
        }
        const auto posted =
            post(hook.url,
                 {"Content-Type: application/json", "Expect:", "Parvis-Webhook: " + hook.id,
                  fmt::format("Parvis-Delivery: {}-{}", parcel.first, parcel.last),
                  "Parvis-Signature: " + signature_of(hook.secret, parcel.body, instant_now())},
                 parcel.body, hook.allow_loopback);
        if (!posted.taken()) {
            shelf.note_failure(hook, posted.message, posted.status == gone, instant_now());
            return;
        }
        shelf.note_taken(hook.id, parcel.last, instant_now());
        hook.position = parcel.last;
        hook.failures = 0;
    }
}

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
    const auto due = WebhookShelf(data).due(instant_now());
    std::atomic<bool> all_looked_after{true};
    for (std::size_t first = 0; first < due.size(); first += beside) {
        std::atomic<int> count{0};
        std::vector<std::unique_ptr<Busy>> busy;  // all are, before the first begins
        std::vector<std::jthread> threads;
        for (std::size_t i = first; i < std::min(due.size(), first + beside); ++i) {
            busy.push_back(std::make_unique<Busy>(count));
        }
        for (std::size_t i = 0; i < busy.size(); ++i) {
            threads.emplace_back(
                [&data, &all_looked_after, &hook = due[first + i], &mine = busy[i]] {
                    try {
                        tell(hook, data, *mine);
                    } catch (const std::exception& error) {
                        log_failure("webhook", hook.id + ": " + error.what());
                        all_looked_after = false;
                    }
                    mine->rest();
                });
        }
    }
    return all_looked_after;
}

}  // namespace parvis::service
