#include "Shim.h"

namespace tideline {
namespace {

constexpr char kMark[] = "tideline.interval";
constexpr char kMonths[] = "months";
constexpr char kMonthDayNano[] = "month_day_nano";
constexpr int kMonthDayNanoBytes = 16;

using FieldPtr = std::shared_ptr<arrow::Field>;

FieldPtr Marked(const FieldPtr& field, const char* mark, std::shared_ptr<arrow::DataType> type) {
  auto pairs = field->metadata() ? field->metadata()->Copy() : std::make_shared<arrow::KeyValueMetadata>();
  pairs->Append(kMark, mark);
  return field->WithType(std::move(type))->WithMetadata(std::move(pairs));
}

/// Applies `change` to the fields inside a nested type.
template <class Change>
FieldPtr WithChildren(const FieldPtr& field, Change change) {
  const auto& type = *field->type();
  switch (type.id()) {
    case arrow::Type::STRUCT: {
      arrow::FieldVector fields;
      for (const auto& child : type.fields()) fields.push_back(change(child));
      return field->WithType(arrow::struct_(std::move(fields)));
    }
    case arrow::Type::LIST: return field->WithType(arrow::list(change(type.field(0))));
    case arrow::Type::MAP: {
      const auto& map = static_cast<const arrow::MapType&>(type);
      return field->WithType(std::make_shared<arrow::MapType>(
          change(map.key_field()), change(map.item_field()), map.keys_sorted()));
    }
    default: return field;
  }
}

}  // namespace

FieldPtr StoredField(const FieldPtr& field) {
  switch (field->type()->id()) {
    case arrow::Type::INTERVAL_MONTHS: return Marked(field, kMonths, arrow::int32());
    case arrow::Type::INTERVAL_MONTH_DAY_NANO:
      return Marked(field, kMonthDayNano, arrow::fixed_size_binary(kMonthDayNanoBytes));
    default: return WithChildren(field, StoredField);
  }
}

FieldPtr MarkedField(const FieldPtr& field) {
  const auto& pairs = field->metadata();
  const std::string mark = pairs ? pairs->Get(kMark).ValueOr("") : "";
  if (mark.empty()) return WithChildren(field, MarkedField);
  const auto& type = *field->type();
  auto unmarked = pairs->Copy();
  if (!unmarked->Delete(kMark).ok()) return field;
  if (mark == kMonths && type.id() == arrow::Type::INT32) {
    return field->WithType(arrow::month_interval())->WithMetadata(std::move(unmarked));
  }
  if (mark == kMonthDayNano && type.id() == arrow::Type::FIXED_SIZE_BINARY &&
      static_cast<const arrow::FixedSizeBinaryType&>(type).byte_width() == kMonthDayNanoBytes) {
    return field->WithType(arrow::month_day_nano_interval())->WithMetadata(std::move(unmarked));
  }
  return field;
}

}  // namespace tideline
