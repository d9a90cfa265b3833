// SPDX-License-Identifier: EUPL-1.2
#include "service/stream_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

using namespace parvis::service;
using namespace std::chrono_literals;

namespace {

const ClientAddress somebody{1}, another{2};

/// A stream and the socket of its client.
struct Pair {
    std::shared_ptr<EventStream> stream;
    int client = -1;
};

struct Streams {
    StreamLimits limits;
    std::shared_ptr<StreamPlaces> places = std::make_shared<StreamPlaces>(limits);
    StreamLoop loop;
    std::vector<int> sockets;

    ~Streams()
    {
        for (const int socket : sockets) {
            ::close(socket);
        }
    }
    Pair open(const StreamLimits& with = {})
    {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
        // What never comes fails the test, and does not keep it waiting.
        const timeval longest{20, 0};
        ::setsockopt(ends[1], SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
        sockets.push_back(ends[1]);
        auto place = std::get<std::shared_ptr<const StreamPlaces::Place>>(places->take(somebody));
        auto stream = std::make_shared<EventStream>(std::move(place), with);
        loop.adopt(ends[0], "head\n", stream);
        return {stream, ends[1]};
    }
};

EventStream::Text text(std::string from)
{
    return std::make_shared<const std::string>(std::move(from));
}

/// All that comes until it ends with `end`, or the connection does.
std::string read_until(int socket, const std::string& end)
{
    std::string got;
    std::array<char, 65'536> buffer{};
    while (!got.ends_with(end)) {
        const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (count <= 0) {
            break;
        }
        got.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return got;
}

bool eventually(const std::function<bool()>& holds)
{
    for (int i = 0; i < 500 && !holds(); ++i) {
        std::this_thread::sleep_for(10ms);
    }
    return holds();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stream_loop, Streams)

BOOST_AUTO_TEST_CASE(each_client_gets_every_text_in_order_and_once)
{
    constexpr int clients = 40, texts = 300;
    std::vector<Pair> pairs;
    for (int i = 0; i < clients; ++i) {
        pairs.push_back(open());
    }
    std::string expected = "head\n";
    for (int i = 0; i < texts; ++i) {
        expected += std::to_string(i) + '\n';
    }
    std::vector<std::string> got(clients);
    {
        std::vector<std::jthread> readers;
        for (std::size_t i = 0; i < clients; ++i) {
            readers.emplace_back([&, i] { got[i] = read_until(pairs[i].client, "\n299\n"); });
        }
        for (int i = 0; i < texts; ++i) {
            const auto shared = text(std::to_string(i) + '\n');
            for (const auto& pair : pairs) {
                pair.stream->add(shared);
            }
            loop.wake();
        }
    }
    for (const auto& one : got) {
        BOOST_TEST(one == expected);
    }
    BOOST_TEST(loop.clients() == 40U);
}

BOOST_AUTO_TEST_CASE(whoever_does_not_read_is_cut_and_the_others_are_not_kept_waiting)
{
    StreamLimits few, many;
    few.waiting_texts = 8;
    many.waiting_bytes = std::size_t{64} << 20U;
    const auto slow = open(few), quick = open(many);
    const auto large = text(std::string(100'000, 'x') + '\n');
    const auto last = text("last\n");
    std::string got;
    {
        const std::jthread reader([&] { got = read_until(quick.client, "\nlast\n"); });
        for (int i = 0; i < 60; ++i) {
            slow.stream->add(large);
            quick.stream->add(i < 59 ? large : last);
            loop.wake();
            std::this_thread::sleep_for(2ms);
        }
    }
    BOOST_TEST(got.size() == 5U + 59U * 100'001U + 5U);
    BOOST_TEST(slow.stream->overfull());
    BOOST_TEST(!quick.stream->overfull());
    BOOST_TEST(eventually([&] { return loop.clients() == 1; }));
}

BOOST_AUTO_TEST_CASE(whoever_leaves_leaves_a_place)
{
    StreamLimits limits_here;
    limits_here.streams = 3;
    limits_here.per_address = 2;
    const auto here = std::make_shared<StreamPlaces>(limits_here);
    using Place = std::shared_ptr<const StreamPlaces::Place>;
    auto first = here->take(somebody), second = here->take(somebody);
    BOOST_TEST((std::get<StreamPlaces::Full>(here->take(somebody)) == StreamPlaces::Full::address));
    auto third = here->take(another);
    BOOST_TEST((std::get<StreamPlaces::Full>(here->take(another)) == StreamPlaces::Full::all));
    std::get<Place>(first).reset();
    BOOST_TEST(here->taken() == 2U);
    BOOST_TEST(std::holds_alternative<Place>(here->take(somebody)));

    auto pair = open();
    BOOST_TEST(places->taken() == 1U);
    pair.stream.reset();
    ::shutdown(pair.client, SHUT_RDWR);
    BOOST_TEST(eventually([&] { return places->taken() == 0; }));
}

BOOST_AUTO_TEST_CASE(the_end_sends_what_waits_and_closes)
{
    const auto pair = open();
    pair.stream->add(text("last\n"));
    loop.stop();
    BOOST_TEST(read_until(pair.client, "never") == "head\nlast\n");
    const auto late = open();
    BOOST_TEST(read_until(late.client, "never").empty());
}

BOOST_AUTO_TEST_CASE(a_long_beginning_leaves_room_for_what_comes_before_it_is_sent)
{
    const auto place = std::get<std::shared_ptr<const StreamPlaces::Place>>(places->take(somebody));
    EventStream stream(place, limits);
    stream.begin(text(std::string(2 * limits.waiting_bytes, 'x')));
    stream.add(text("first"));
    stream.add(text("second"));
    BOOST_TEST(!stream.overfull());
    BOOST_TEST(stream.take()->size() == 2 * limits.waiting_bytes);
    BOOST_TEST(*stream.take() == "first");
    BOOST_TEST(*stream.take() == "second");
    BOOST_TEST(stream.take() == nullptr);
}

BOOST_AUTO_TEST_CASE(where_room_is_tight_nothing_waits_beside_another_text)
{
    const auto place = std::get<std::shared_ptr<const StreamPlaces::Place>>(places->take(somebody));
    EventStream stream(place, limits);
    stream.add(text("first"), true);
    BOOST_TEST(!stream.overfull());
    stream.add(text("second"), true);
    BOOST_TEST(stream.overfull());
    EventStream beginning(place, limits);
    beginning.begin(text("all"));
    beginning.add(text("first"), true);
    BOOST_TEST(beginning.overfull());
}

BOOST_AUTO_TEST_CASE(texts_count_until_the_last_who_holds_them_lets_go)
{
    const TextRoom room(10);
    auto one = room.keep("123456");
    BOOST_TEST(!room.is_full());
    BOOST_TEST(room.is_half_full());
    auto same = one;
    auto two = room.keep("1234");
    BOOST_TEST(room.is_full());
    one.reset();
    BOOST_TEST(room.is_full());
    same.reset();
    BOOST_TEST(!room.is_full());
}

BOOST_AUTO_TEST_CASE(clients_that_come_and_go_leave_nothing_behind)
{
    const auto place = std::get<std::shared_ptr<const StreamPlaces::Place>>(places->take(somebody));
    Followers followers;
    const auto stays = std::make_shared<EventStream>(place, limits);
    followers.add(stays);
    for (int i = 0; i < 10'000; ++i) {
        followers.add(std::make_shared<EventStream>(place, limits));
    }
    BOOST_TEST(followers.kept() < 40U);
    BOOST_TEST(followers.any());
    followers.each([](EventStream& stream) { stream.add(text("told")); });
    BOOST_TEST(*stays->take() == "told");
}

BOOST_AUTO_TEST_SUITE_END()
