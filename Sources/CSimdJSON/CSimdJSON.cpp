#include "CSimdJSON.h"

#include "Simdjson.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

using namespace simdjson;

static_assert(SIMDJSON_PADDING <= CSIMDJSON_PADDING, "records need more readable bytes behind them");

struct CSimdJSONParser {
    uint32_t depthLimit;
    uint32_t eventLimit;
    std::unique_ptr<ondemand::parser> parser = std::make_unique<ondemand::parser>();
    std::unique_ptr<CSimdJSONEvent[]> events = nullptr;
    size_t capacity = 0;
};

namespace {

/// Buffers that one long record needed are given back when a short one follows.
constexpr size_t keptCapacity = 4 << 20;
constexpr size_t lengthLimit = 1 << 30;

bool isSpace(char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }
bool isDigit(char byte) { return byte >= '0' && byte <= '9'; }

std::string_view trimmed(std::string_view token) {
    while (!token.empty() && isSpace(token.back())) token.remove_suffix(1);
    return token;
}

/// Walks a document on demand. simdjson checks structure, strings and UTF-8; scalars are checked here, since on demand
/// means that nobody else looks at them.
class Walker {
public:
    Walker(CSimdJSONParser &state, ondemand::document &document, std::string_view record)
        : events(state.events.get()), document(document), record(record), depthLimit(state.depthLimit),
          capacity(state.capacity), hasEscapes(std::memchr(record.data(), '\\', record.size()) != nullptr) {}

    CSimdJSONStatus walk() {
        ondemand::object root;
        if (document.get_object().get(root)) return CSimdJSONMalformed;
        auto &event = events[count++];
        event = {};
        event.kind = CSimdJSONObject;
        event.text = reinterpret_cast<const uint8_t *>(record.data());
        event.textLength = event.rawLength = uint32_t(record.size());
        if (auto status = members(root, 1)) return status;
        event.next = count;
        // Behind the object nothing follows; simdjson may also have taken what lies behind the record for its end.
        return document.current_location().error() == OUT_OF_BOUNDS ? CSimdJSONParsed : CSimdJSONMalformed;
    }

    uint32_t count = 0;

private:
    CSimdJSONEvent *events;
    ondemand::document &document;
    std::string_view record;
    uint32_t depthLimit;
    size_t capacity;
    bool hasEscapes;

    CSimdJSONStatus members(ondemand::object &object, uint32_t depth) {
        for (auto member : object) {
            ondemand::field field;
            if (std::move(member).get(field)) return CSimdJSONMalformed;
            if (count >= capacity) return CSimdJSONTooLarge;
            auto &event = events[count++];
            if (auto status = name(field, event)) return status;
            if (auto status = value(field.value(), event, depth)) return status;
        }
        return CSimdJSONParsed;
    }

    CSimdJSONStatus elements(ondemand::array &array, uint32_t depth) {
        for (auto element : array) {
            ondemand::value item;
            if (std::move(element).get(item)) return CSimdJSONMalformed;
            if (count >= capacity) return CSimdJSONTooLarge;
            auto &event = events[count++];
            event.key = nullptr;
            event.keyLength = 0;
            if (auto status = value(item, event, depth)) return status;
        }
        return CSimdJSONParsed;
    }

    CSimdJSONStatus name(ondemand::field &field, CSimdJSONEvent &event) {
        if (!hasEscapes) {
            const std::string_view token = trimmed(field.key_raw_json_token());
            if (token.size() < 2 || token.back() != '"') return CSimdJSONMalformed;
            event.key = reinterpret_cast<const uint8_t *>(token.data() + 1);
            event.keyLength = uint32_t(token.size() - 2);
            return CSimdJSONParsed;
        }
        std::string_view key;
        if (field.unescaped_key().get(key)) return CSimdJSONMalformed;
        event.key = reinterpret_cast<const uint8_t *>(key.data());
        event.keyLength = uint32_t(key.size());
        return CSimdJSONParsed;
    }

    CSimdJSONStatus value(ondemand::value &value, CSimdJSONEvent &event, uint32_t depth) {
        const std::string_view token = trimmed(value.raw_json_token());
        if (token.empty()) return CSimdJSONMalformed;
        event.rawStart = uint32_t(token.data() - record.data());
        event.rawLength = event.textLength = uint32_t(token.size());
        event.text = reinterpret_cast<const uint8_t *>(token.data());
        event.next = count;
        event.hasDouble = false;
        switch (token.front()) {
            case '"': return string(value, token, event);
            case '{': {
                if (depth >= depthLimit) return CSimdJSONTooDeep;
                event.kind = CSimdJSONObject;
                ondemand::object object;
                if (value.get_object().get(object)) return CSimdJSONMalformed;
                if (auto status = members(object, depth + 1)) return status;
                return close(event);
            }
            case '[': {
                if (depth >= depthLimit) return CSimdJSONTooDeep;
                event.kind = CSimdJSONArray;
                ondemand::array array;
                if (value.get_array().get(array)) return CSimdJSONMalformed;
                if (auto status = elements(array, depth + 1)) return status;
                return close(event);
            }
            case 't': return literal(event, token, "true", CSimdJSONTrue);
            case 'f': return literal(event, token, "false", CSimdJSONFalse);
            case 'n': return literal(event, token, "null", CSimdJSONNull);
            default: return number(value, token, event);
        }
    }

    static CSimdJSONStatus
    literal(CSimdJSONEvent &event, std::string_view token, std::string_view wanted, CSimdJSONKind kind) {
        event.kind = kind;
        return token == wanted ? CSimdJSONParsed : CSimdJSONMalformed;
    }

    CSimdJSONStatus string(ondemand::value &value, std::string_view token, CSimdJSONEvent &event) {
        event.kind = CSimdJSONString;
        if (token.size() < 2 || token.back() != '"') return CSimdJSONMalformed;
        if (!hasEscapes || std::memchr(token.data(), '\\', token.size()) == nullptr) {
            event.text++;
            event.textLength -= 2;
            // Moves behind the string, so that what must not follow it is found.
            return value.get_raw_json_string().error() ? CSimdJSONMalformed : CSimdJSONParsed;
        }
        std::string_view text;
        if (value.get_string().get(text)) return CSimdJSONMalformed;
        event.text = reinterpret_cast<const uint8_t *>(text.data());
        event.textLength = uint32_t(text.size());
        return CSimdJSONParsed;
    }

    CSimdJSONStatus number(ondemand::value &value, std::string_view token, CSimdJSONEvent &event) {
        const char *end = token.data() + token.size();
        const char *digits = token.data() + (token.front() == '-');
        const char *point = digits;
        uint64_t magnitude = 0;
        for (; point < end && isDigit(*point); point++) magnitude = magnitude * 10 + uint64_t(*point - '0');
        const size_t count = size_t(point - digits);
        if (count == 0 || (count > 1 && *digits == '0')) return CSimdJSONMalformed;
        if (point < end && !isFraction(point, end)) return CSimdJSONMalformed;
        const bool isNegative = digits != token.data();
        // Nineteen digits don't overflow 64 bits without a sign.
        if (point == end && count <= 19 && magnitude <= uint64_t(INT64_MAX) + isNegative) {
            event.kind = CSimdJSONInteger;
            event.number = int64_t(isNegative ? 0 - magnitude : magnitude);
            return CSimdJSONParsed;
        }
        event.kind = point == end ? CSimdJSONBigInteger : CSimdJSONNumber;
        double number;
        event.hasDouble = !value.get_double().get(number);
        if (event.hasDouble) std::memcpy(&event.number, &number, sizeof number);
        return CSimdJSONParsed;
    }

    /// Whether this is what may follow a number's integer part, up to the end.
    static bool isFraction(const char *place, const char *end) {
        if (*place == '.') {
            const char *start = ++place;
            while (place < end && isDigit(*place)) place++;
            if (place == start) return false;
        }
        if (place == end) return true;
        if (*place != 'e' && *place != 'E') return false;
        place++;
        if (place < end && (*place == '+' || *place == '-')) place++;
        const char *start = place;
        while (place < end && isDigit(*place)) place++;
        return place == end && place > start;
    }

    /// Ends an object or array: its JSON reaches to the token behind it, but for white space.
    CSimdJSONStatus close(CSimdJSONEvent &event) {
        event.next = count;
        const char *start = reinterpret_cast<const char *>(event.text);
        const char *behind;
        if (document.current_location().get(behind) || behind <= start) return CSimdJSONMalformed;
        event.rawLength = event.textLength = uint32_t(trimmed({start, size_t(behind - start)}).size());
        return CSimdJSONParsed;
    }
};

/// What a record that begins so is, if it is no object.
CSimdJSONStatus beginning(std::string_view record) {
    for (char byte : record) {
        if (isSpace(byte)) continue;
        if (byte == '{') return CSimdJSONParsed;
        return byte == '[' || byte == '"' || byte == '-' || isDigit(byte) ? CSimdJSONNotAnObject : CSimdJSONMalformed;
    }
    return CSimdJSONMalformed;
}

/// Room for every value that a record of this length can hold, up to the limit: two bytes each, but for those that are open.
/// None of it is touched before it is used.
void makeRoom(CSimdJSONParser &state, size_t length) {
    const size_t needed = std::min(size_t(state.eventLimit), length / 2 + 2 + state.depthLimit);
    if (state.capacity >= needed) return;
    state.events.reset();
    state.capacity = 0;
    state.events.reset(new CSimdJSONEvent[needed]);
    state.capacity = needed;
}

CSimdJSONStatus parse(CSimdJSONParser &state, std::string_view record, uint32_t &count) {
    if (record.size() > lengthLimit) return CSimdJSONTooLarge;
    if (auto status = beginning(record)) return status;
    if (state.parser->capacity() > keptCapacity && record.size() <= keptCapacity) {
        state.parser = std::make_unique<ondemand::parser>();
        state.events.reset();
        state.capacity = 0;
    }
    makeRoom(state, record.size());
    ondemand::document document;
    const padded_string_view padded(record.data(), record.size(), record.size() + CSIMDJSON_PADDING);
    if (auto error = state.parser->iterate(padded).get(document)) {
        if (error == UTF8_ERROR) return CSimdJSONInvalidUTF8;
        return error == MEMALLOC ? CSimdJSONOutOfMemory : CSimdJSONMalformed;
    }
    Walker walker(state, document, record);
    const auto status = walker.walk();
    count = walker.count;
    return status;
}

} // namespace

CSimdJSONParser *csimdjson_create(uint32_t depthLimit, uint32_t eventLimit) {
    try {
        return new CSimdJSONParser{depthLimit, eventLimit};
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void csimdjson_destroy(CSimdJSONParser *parser) { delete parser; }

CSimdJSONStatus csimdjson_parse(
    CSimdJSONParser *parser, const uint8_t *record, size_t length, const CSimdJSONEvent **events, uint32_t *count
) {
    try {
        const auto status = parse(*parser, {reinterpret_cast<const char *>(record), length}, *count);
        *events = parser->events.get();
        return status;
    } catch (const std::bad_alloc &) {
        return CSimdJSONOutOfMemory;
    }
}
