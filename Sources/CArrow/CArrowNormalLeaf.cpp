#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/util/float16.h>

#include <limits>

#include "Shim.h"

namespace tideline {
namespace {

using arrow::Array;
using arrow::Result;
using arrow::Status;
using arrow::TimeUnit;
using arrow::Type;
using ArrayPtr = std::shared_ptr<Array>;
using TypePtr = std::shared_ptr<arrow::DataType>;

/// Maps each value of a fixed-width array, keeping nulls and offset. `map` returns false for what does not fit, which is
/// an error unless the slot is null and so holds anything.
template <class From, class To, class Map>
Result<ArrayPtr> MapValues(const ArrayPtr& array, const TypePtr& target, arrow::MemoryPool* pool, Map map) {
  auto data = array->data()->Copy();
  const int64_t slots = data->offset + data->length;
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> made,
                        arrow::AllocateBuffer(slots * static_cast<int64_t>(sizeof(To)), pool));
  if (slots > 0) std::memset(made->mutable_data(), 0, static_cast<size_t>(made->size()));
  auto to = reinterpret_cast<To*>(made->mutable_data()) + data->offset;
  auto from = reinterpret_cast<const From*>(data->buffers[1] ? data->buffers[1]->data() : nullptr) + data->offset;
  for (int64_t row = 0; row < data->length; row += 1) {
    if (map(from[row], to[row])) continue;
    if (array->IsValid(row)) return Status::Invalid("value out of range");
    to[row] = To{};
  }
  data->type = target;
  data->buffers[1] = std::move(made);
  return arrow::MakeArray(data);
}

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

Result<ArrayPtr> ToMicroseconds(
    const ArrayPtr& array, TimeUnit::type unit, const TypePtr& target, arrow::MemoryPool* pool) {
  switch (unit) {
    case TimeUnit::NANO:
      // Before 1970 too the microsecond that holds the instant, as Spark truncates.
      return MapValues<int64_t, int64_t>(array, target, pool, [](int64_t from, int64_t& to) {
        to = FloorDivide(from, 1000);
        return true;
      });
    case TimeUnit::MICRO: return array->View(target);
    case TimeUnit::MILLI:
      return MapValues<int64_t, int64_t>(array, target, pool, [](int64_t from, int64_t& to) {
        return !__builtin_mul_overflow(from, int64_t{1000}, &to);
      });
    case TimeUnit::SECOND:
      return MapValues<int64_t, int64_t>(array, target, pool, [](int64_t from, int64_t& to) {
        return !__builtin_mul_overflow(from, int64_t{1000000}, &to);
      });
  }
  return Status::NotImplemented("time unit");
}

Result<ArrayPtr> ToDays(const ArrayPtr& array, const TypePtr& target, arrow::MemoryPool* pool) {
  return MapValues<int64_t, int32_t>(array, target, pool, [](int64_t from, int32_t& to) {
    const int64_t days = FloorDivide(from, 86400000);
    to = static_cast<int32_t>(days);
    return days == to;
  });
}

Result<ArrayPtr> ToMonthDayNano(const ArrayPtr& array, const TypePtr& target, arrow::MemoryPool* pool) {
  using From = arrow::DayTimeIntervalType::DayMilliseconds;
  using To = arrow::MonthDayNanoIntervalType::MonthDayNanos;
  return MapValues<From, To>(array, target, pool, [](From from, To& to) {
    to = To{0, from.days, int64_t{from.milliseconds} * 1000000};
    return true;
  });
}

Result<ArrayPtr> ToFloat(const ArrayPtr& array, const TypePtr& target, arrow::MemoryPool* pool) {
  return MapValues<uint16_t, float>(array, target, pool, [](uint16_t from, float& to) {
    to = arrow::util::Float16::FromBits(from).ToFloat();
    return true;
  });
}

}  // namespace

Result<ArrayPtr> NormalLeaf(const ArrayPtr& array, const TypePtr& target, arrow::MemoryPool* pool) {
  switch (array->type_id()) {
    // What Parquet files store for intervals (MarkedField).
    case Type::INT32:
      if (target->id() == Type::INTERVAL_MONTHS) return arrow::MakeArray(Retyped(*array->data(), target));
      break;
    case Type::FIXED_SIZE_BINARY:
      if (target->id() == Type::INTERVAL_MONTH_DAY_NANO) return arrow::MakeArray(Retyped(*array->data(), target));
      break;
    case Type::TIMESTAMP:
      return ToMicroseconds(array, static_cast<const arrow::TimestampType&>(*array->type()).unit(), target, pool);
    case Type::DURATION:
      return ToMicroseconds(array, static_cast<const arrow::DurationType&>(*array->type()).unit(), target, pool);
    case Type::DATE64: return ToDays(array, target, pool);
    case Type::INTERVAL_DAY_TIME: return ToMonthDayNano(array, target, pool);
    case Type::HALF_FLOAT: return ToFloat(array, target, pool);
    default: break;
  }
  arrow::compute::ExecContext context(pool);
  context.set_use_threads(false);
  arrow::compute::CastOptions options = arrow::compute::CastOptions::Safe();
  options.allow_invalid_utf8 = true;
  return arrow::compute::Cast(*array, target, options, &context);
}

}  // namespace tideline
