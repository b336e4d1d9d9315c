#include "CRDKafka.h"

// librdkafka's tags for the values that a message to send is described with.
enum {
    VALUE_RKT = 2,
    VALUE_PARTITION = 3,
    VALUE_PAYLOAD = 4,
    VALUE_KEY = 5,
    VALUE_MSGFLAGS = 7,
    VALUE_TIMESTAMP = 8,
    VALUE_HEADERS = 10,
};

// The library copies the payload into a buffer of its own; without this flag it would keep our pointer.
enum { FLAG_COPY = 0x2 };

typedef struct {
    int tag;
    union {
        rd_kafka_topic_t *topic;
        int number;
        int32_t partition;
        int64_t time;
        struct {
            void *base;
            size_t size;
        } bytes;
        rd_kafka_headers_t *headers;
        char padding[64];
    } value;
} tagged_value;

rd_kafka_error_t *rd_kafka_produceva(rd_kafka_t *client, const tagged_value *values, size_t count);
rd_kafka_headers_t *rd_kafka_headers_copy(const rd_kafka_headers_t *headers);

rd_kafka_resp_err_t tideline_rd_kafka_produce(rd_kafka_t *client, const tideline_rd_kafka_outgoing *message) {
    tagged_value values[7];
    size_t count = 0;
    values[count++] = (tagged_value){.tag = VALUE_RKT, .value.topic = message->topic};
    values[count++] = (tagged_value){.tag = VALUE_PARTITION, .value.partition = message->partition};
    values[count++] = (tagged_value){.tag = VALUE_MSGFLAGS, .value.number = FLAG_COPY};
    values[count++] = (tagged_value){
        .tag = VALUE_PAYLOAD, .value.bytes = {.base = (void *)message->value, .size = message->value_size}};
    values[count++] =
        (tagged_value){.tag = VALUE_KEY, .value.bytes = {.base = (void *)message->key, .size = message->key_size}};
    values[count++] = (tagged_value){.tag = VALUE_TIMESTAMP, .value.time = message->timestamp_ms};
    rd_kafka_headers_t *headers = NULL;
    if (message->headers) {
        headers = rd_kafka_headers_copy(message->headers);
        values[count++] = (tagged_value){.tag = VALUE_HEADERS, .value.headers = headers};
    }
    rd_kafka_error_t *error = rd_kafka_produceva(client, values, count);
    if (!error) return 0;
    if (headers) rd_kafka_headers_destroy(headers);
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    return code;
}
