// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/http_server.hpp"
#include "service/live_works.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace parvis::service {

/// /works/changes, /works/stream and /works/webhooks over HTTP.
class WorksDoor {
public:
    WorksDoor(const publish::Store& store, LiveWorks& works, bool behind_proxy)
        : m_store(store), m_works(works), m_behind_proxy(behind_proxy)
    {
    }

    /// Whether this request is the door's to answer.
    [[nodiscard]] static bool takes(const publish::Request& request);
    [[nodiscard]] static bool is_stream(const publish::Request& request);
    [[nodiscard]] publish::Response answer(const publish::Request& request,
                                           const std::string& base_url) const;
    [[nodiscard]] std::variant<StreamPlan, publish::Response>
    plan(const publish::Request& request) const;
    /// The webhooks of the site, without their secrets: for whoever the desk lets in.
    [[nodiscard]] publish::Response show_webhooks(const publish::Request& request,
                                                  const std::string& base_url) const;

private:
    [[nodiscard]] publish::Response changes(const publish::Request& request,
                                            const std::string& base_url) const;

    const publish::Store& m_store;
    LiveWorks& m_works;
    bool m_behind_proxy;
};

}  // namespace parvis::service
