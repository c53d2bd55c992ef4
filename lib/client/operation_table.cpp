// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/operation_table.hpp"

namespace hawser::client {

void OperationTable::add(std::uint64_t id, Break on_break)
{
    const std::lock_guard lock{mutex_};
    operations_.emplace(id, std::move(on_break));
}

bool OperationTable::finish(std::uint64_t id)
{
    const std::lock_guard lock{mutex_};
    return operations_.erase(id) > 0;
}

void OperationTable::break_off(std::uint64_t id, error_code reason)
{
    Break broken;
    {
        const std::lock_guard lock{mutex_};
        const auto found = operations_.find(id);
        if (found == operations_.end())
            return;
        broken = std::move(found->second);
        operations_.erase(found);
    }
    broken(reason);
}

void OperationTable::break_all(error_code reason)
{
    std::map<std::uint64_t, Break> broken;
    {
        const std::lock_guard lock{mutex_};
        broken.swap(operations_);
    }
    for (const auto& [id, each] : broken)
        each(reason);
}

} // namespace hawser::client
