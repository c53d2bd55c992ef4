// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/metrics.hpp>

#include <hawser/http_server.hpp>

#include <boost/test/unit_test.hpp>

#include <cctype>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace metrics_test {

namespace {

using namespace hawser;

/// A strict reader of the text format of Prometheus, as its documentation describes it. Throws.
class Exposition {
public:
    explicit Exposition(std::string_view text)
    {
        require(text.ends_with('\n'), "the last line has no end");
        while (!text.empty()) {
            line_ = text.substr(0, text.find('\n'));
            text.remove_prefix(line_.size() + 1);
            if (take("# HELP "))
                read_help();
            else if (take("# TYPE "))
                read_type();
            else
                read_sample();
        }
    }

    /// The value of a sample, with its labels as `{name=value}` and nothing escaped.
    double operator[](const std::string& sample) const { return samples_.at(sample); }
    bool has(const std::string& sample) const { return samples_.contains(sample); }

private:
    static void require(bool condition, const std::string& what)
    {
        if (!condition)
            throw std::runtime_error{what};
    }

    bool take(std::string_view word)
    {
        if (!line_.starts_with(word))
            return false;
        line_.remove_prefix(word.size());
        return true;
    }

    std::string take_name()
    {
        const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
        std::size_t size = 0;
        while (size < line_.size() && is_part(line_[size]))
            ++size;
        require(size > 0 && !std::isdigit(static_cast<unsigned char>(line_[0])), "no name");
        std::string name{line_.substr(0, size)};
        line_.remove_prefix(size);
        return name;
    }

    void read_help()
    {
        name_ = take_name();
        require(name_.starts_with("hawser_"), name_);
        require(names_.insert(name_).second, "second HELP of " + name_);
        require(line_.size() > 5 && line_.front() == ' ' && line_.back() == '.', "help of " + name_);
        type_.clear();
    }

    void read_type()
    {
        require(take_name() == name_ && type_.empty(), "TYPE without its HELP");
        require(take(" "), "TYPE");
        type_ = line_;
        require(type_ == "counter" || type_ == "gauge", type_);
        require((type_ == "counter") == name_.ends_with("_total"), name_ + " is a " + type_);
    }

    void read_sample()
    {
        require(!type_.empty() && take_name() == name_, "sample without its TYPE");
        auto key = name_;
        if (take("{"))
            key += read_labels();
        require(take(" "), "no space before the value of " + key);
        const std::string number{line_};
        char* end = nullptr;
        const double value = std::strtod(number.c_str(), &end);
        require(!number.empty() && end == number.c_str() + number.size(), "value of " + key);
        require(samples_.emplace(key, value).second, "second sample " + key);
    }

    std::string read_labels()
    {
        std::string labels = "{";
        do {
            if (labels.size() > 1)
                labels += ',';
            labels += take_name() + '=';
            require(take("=\""), "no value of a label");
            while (!take("\""))
                labels += take_character();
        } while (take(","));
        require(take("}"), "labels");
        return labels + '}';
    }

    char take_character()
    {
        require(!line_.empty(), "a label has no end");
        if (take("\\n"))
            return '\n';
        const bool is_escaped = take("\\");
        const char c = line_.empty() ? '?' : line_.front();
        require(!is_escaped || c == '\\' || c == '"', "unknown escape");
        line_.remove_prefix(1);
        return c;
    }

    std::string_view line_;
    std::string name_;
    std::string type_;
    std::set<std::string> names_;
    std::map<std::string, double> samples_;
};

ServerStatistics example()
{
    ServerStatistics statistics;
    statistics.since = std::chrono::system_clock::time_point{std::chrono::milliseconds{1'700'000'000'500}};
    statistics.connections = 3;
    statistics.bytes_sent = 18'446'744'073'709'551'615u;
    statistics.requests_by_method[static_cast<std::size_t>(Method::get)] = 7;
    statistics.responses = {0, 1, 2, 3, 4, 5};
    auto& service = statistics.services.emplace_back();
    service.path = "/Echo";
    service.messages_received = 12;
    service.round_trip_sum = std::chrono::milliseconds{1500};
    service.close_codes = {{CloseCode::normal, 2}, {ServiceStatistics::other_close_codes, 1}};
    statistics.services.emplace_back().path = "/a\"b\\c\n{room}";
    return statistics;
}

BOOST_AUTO_TEST_SUITE(metrics_text)

BOOST_AUTO_TEST_CASE(values)
{
    const Exposition seen{format_metrics(example())};
    BOOST_TEST(seen["hawser_connections"] == 3);
    BOOST_TEST(seen["hawser_start_time_seconds"] == 1'700'000'000.5);
    BOOST_TEST(seen["hawser_sent_bytes_total"] == 18'446'744'073'709'551'615.0);
    BOOST_TEST(seen["hawser_http_requests_total{method=GET}"] == 7);
    BOOST_TEST(seen["hawser_http_requests_total{method=other}"] == 0);
    BOOST_TEST(seen["hawser_http_responses_total{status=1xx}"] == 1);
    BOOST_TEST(seen["hawser_http_responses_total{status=5xx}"] == 5);
    BOOST_TEST(!seen.has("hawser_http_responses_total{status=0xx}"));
    BOOST_TEST(seen["hawser_websocket_received_messages_total{service=/Echo}"] == 12);
    BOOST_TEST(seen["hawser_websocket_round_trip_seconds_total{service=/Echo}"] == 1.5);
    BOOST_TEST(seen["hawser_websocket_closed_sessions_total{service=/Echo,code=1000}"] == 2);
    BOOST_TEST(seen["hawser_websocket_closed_sessions_total{service=/Echo,code=other}"] == 1);
}

BOOST_AUTO_TEST_CASE(labels_are_escaped)
{
    const auto text = format_metrics(example());
    BOOST_TEST(text.find("{service=\"/a\\\"b\\\\c\\n{room}\"}") != text.npos);
    const Exposition seen{text};
    BOOST_TEST(seen["hawser_websocket_sessions{service=/a\"b\\c\n{room}}"] == 0);
}

BOOST_AUTO_TEST_CASE(large_numbers_are_written_in_full)
{
    const auto text = format_metrics(example());
    BOOST_TEST(text.find("hawser_sent_bytes_total 18446744073709551615\n") != text.npos);
}

BOOST_AUTO_TEST_CASE(without_services)
{
    const Exposition seen{format_metrics({})};
    BOOST_TEST(seen["hawser_connections"] == 0);
}

BOOST_AUTO_TEST_CASE(the_strict_reader_is_strict)
{
    for (const char* bad :
         {"hawser_a 1\n", "# HELP hawser_a A.\nhawser_a 1\n", "# HELP hawser_a A.\n# TYPE hawser_a counter\n",
          "# HELP hawser_a A thing.\n# TYPE hawser_a gauge\nhawser_a x\n",
          "# HELP hawser_a A thing.\n# TYPE hawser_a gauge\nhawser_a 1\nhawser_a 1\n",
          "# HELP hawser_a A thing.\n# TYPE hawser_a gauge\nhawser_a{b=\"\\x\"} 1\n",
          "# HELP hawser_a A thing.\n# TYPE hawser_a gauge\nhawser_a 1"})
        BOOST_CHECK_THROW(Exposition{bad}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(the_handler_outlives_its_server)
{
    Handler handler;
    {
        HttpServer server;
        server.add_service("/ws", [](const Request&, Response&) { return nullptr; });
        handler = metrics(server);
        Response response;
        handler(Request{Method::get, "/metrics"}, response);
        BOOST_TEST(response.fields()["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8");
        BOOST_TEST(response.fields()["Cache-Control"] == "no-store");
        BOOST_TEST(Exposition{response.body()}.has("hawser_websocket_sessions{service=/ws}"));
    }
    Response response;
    handler(Request{Method::get, "/metrics"}, response);
    BOOST_TEST(!Exposition{response.body()}.has("hawser_websocket_sessions{service=/ws}"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace metrics_test
