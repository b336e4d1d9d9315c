// The part of librdkafka's C interface that Tideline uses, declared anew. No header of librdkafka is needed to build: the
// wheel that `dev/setup` links has none, and Debian's is of a version that can't talk to today's brokers. The library keeps
// its binary interface through all of 2.x; `TIDELINE_RD_KAFKA_OLDEST` is compared with the library when a client is made.
//
// Names and layouts are librdkafka's own, so its manual describes them. `rd_kafka_resp_err_t` is an enumeration there; here
// it is the int that it is passed as, and `ssize_t` is `ptrdiff_t`, which C itself has. KafkaFault in KafkaSource names the
// values that we tell apart.
#ifndef TIDELINE_CRDKAFKA_H
#define TIDELINE_CRDKAFKA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// 2.4.0, as rd_kafka_version() tells it: one byte each for major, minor, revision and (final) stage.
#define TIDELINE_RD_KAFKA_OLDEST 0x020400ff

typedef int rd_kafka_resp_err_t;

typedef struct rd_kafka_s rd_kafka_t;
typedef struct rd_kafka_conf_s rd_kafka_conf_t;
typedef struct rd_kafka_topic_s rd_kafka_topic_t;
typedef struct rd_kafka_topic_conf_s rd_kafka_topic_conf_t;
typedef struct rd_kafka_queue_s rd_kafka_queue_t;
typedef struct rd_kafka_op_s rd_kafka_event_t;
typedef struct rd_kafka_headers_s rd_kafka_headers_t;
typedef struct rd_kafka_error_s rd_kafka_error_t;

// The library itself

int rd_kafka_version(void);
const char *rd_kafka_version_str(void);
const char *rd_kafka_err2str(rd_kafka_resp_err_t err);
const char *rd_kafka_err2name(rd_kafka_resp_err_t err);
rd_kafka_resp_err_t rd_kafka_last_error(void);

rd_kafka_resp_err_t rd_kafka_error_code(const rd_kafka_error_t *error);
void rd_kafka_error_destroy(rd_kafka_error_t *error);

// Properties. rd_kafka_new takes the set over when it succeeds.

#define RD_KAFKA_CONF_OK 0

rd_kafka_conf_t *rd_kafka_conf_new(void);
void rd_kafka_conf_destroy(rd_kafka_conf_t *conf);
int rd_kafka_conf_set(rd_kafka_conf_t *conf, const char *name, const char *value, char *reason, size_t reason_size);
void rd_kafka_conf_set_opaque(rd_kafka_conf_t *conf, void *opaque);
void rd_kafka_conf_set_events(rd_kafka_conf_t *conf, int events);
void rd_kafka_conf_enable_sasl_queue(rd_kafka_conf_t *conf, int enable);
void rd_kafka_conf_set_log_cb(
    rd_kafka_conf_t *conf, void (*log)(const rd_kafka_t *client, int level, const char *facility, const char *text));
void rd_kafka_conf_set_error_cb(
    rd_kafka_conf_t *conf, void (*failed)(rd_kafka_t *client, int err, const char *reason, void *opaque));
void rd_kafka_conf_set_background_event_cb(
    rd_kafka_conf_t *conf, void (*happened)(rd_kafka_t *client, rd_kafka_event_t *event, void *opaque));

// Clients

#define RD_KAFKA_PRODUCER 0
#define RD_KAFKA_CONSUMER 1
#define RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE 0x8

rd_kafka_t *rd_kafka_new(int type, rd_kafka_conf_t *conf, char *reason, size_t reason_size);
void rd_kafka_destroy_flags(rd_kafka_t *client, int flags);
void *rd_kafka_opaque(const rd_kafka_t *client);
rd_kafka_resp_err_t rd_kafka_fatal_error(rd_kafka_t *client, char *reason, size_t reason_size);
rd_kafka_error_t *rd_kafka_sasl_background_callbacks_enable(rd_kafka_t *client);

// Topics, and what brokers tell of them

struct rd_kafka_metadata_broker;

typedef struct rd_kafka_metadata_partition {
    int32_t id;
    rd_kafka_resp_err_t err;
    int32_t leader;
    int replica_cnt;
    int32_t *replicas;
    int isr_cnt;
    int32_t *isrs;
} rd_kafka_metadata_partition_t;

typedef struct rd_kafka_metadata_topic {
    char *topic;
    int partition_cnt;
    struct rd_kafka_metadata_partition *partitions;
    rd_kafka_resp_err_t err;
} rd_kafka_metadata_topic_t;

typedef struct rd_kafka_metadata {
    int broker_cnt;
    struct rd_kafka_metadata_broker *brokers;
    int topic_cnt;
    struct rd_kafka_metadata_topic *topics;
    int32_t orig_broker_id;
    char *orig_broker_name;
} rd_kafka_metadata_t;

rd_kafka_topic_t *rd_kafka_topic_new(rd_kafka_t *client, const char *topic, rd_kafka_topic_conf_t *conf);
void rd_kafka_topic_destroy(rd_kafka_topic_t *topic);
const char *rd_kafka_topic_name(const rd_kafka_topic_t *topic);
rd_kafka_resp_err_t rd_kafka_metadata(
    rd_kafka_t *client, int all_topics, rd_kafka_topic_t *only, const struct rd_kafka_metadata **answer, int timeout_ms);
void rd_kafka_metadata_destroy(const struct rd_kafka_metadata *metadata);

// Lists of partitions

typedef struct rd_kafka_topic_partition_s {
    char *topic;
    int32_t partition;
    int64_t offset;
    void *metadata;
    size_t metadata_size;
    void *opaque;
    rd_kafka_resp_err_t err;
    void *_private;
} rd_kafka_topic_partition_t;

typedef struct rd_kafka_topic_partition_list_s {
    int cnt;
    int size;
    rd_kafka_topic_partition_t *elems;
} rd_kafka_topic_partition_list_t;

rd_kafka_topic_partition_list_t *rd_kafka_topic_partition_list_new(int size);
void rd_kafka_topic_partition_list_destroy(rd_kafka_topic_partition_list_t *list);
rd_kafka_topic_partition_t *rd_kafka_topic_partition_list_add(
    rd_kafka_topic_partition_list_t *list, const char *topic, int32_t partition);

// Consuming with an assignment of one's own

rd_kafka_resp_err_t rd_kafka_assign(rd_kafka_t *client, const rd_kafka_topic_partition_list_t *list);
rd_kafka_resp_err_t rd_kafka_pause_partitions(rd_kafka_t *client, rd_kafka_topic_partition_list_t *list);
rd_kafka_resp_err_t rd_kafka_resume_partitions(rd_kafka_t *client, rd_kafka_topic_partition_list_t *list);
// Takes times in `offset` and gives the first offset at or after them; -1 and -2 mean the end and the beginning.
rd_kafka_resp_err_t rd_kafka_offsets_for_times(rd_kafka_t *client, rd_kafka_topic_partition_list_t *list, int timeout_ms);
rd_kafka_resp_err_t rd_kafka_committed(rd_kafka_t *client, rd_kafka_topic_partition_list_t *list, int timeout_ms);
rd_kafka_resp_err_t rd_kafka_commit_queue(
    rd_kafka_t *client,
    const rd_kafka_topic_partition_list_t *list,
    rd_kafka_queue_t *answers,
    void (*done)(
        rd_kafka_t *client, rd_kafka_resp_err_t err, rd_kafka_topic_partition_list_t *list, void *context, void *opaque),
    void *context);

// Queues and events

#define RD_KAFKA_EVENT_ERROR 0x8
#define RD_KAFKA_EVENT_OFFSET_COMMIT 0x20

rd_kafka_queue_t *rd_kafka_queue_new(rd_kafka_t *client);
rd_kafka_queue_t *rd_kafka_queue_get_main(rd_kafka_t *client);
rd_kafka_queue_t *rd_kafka_queue_get_consumer(rd_kafka_t *client);
rd_kafka_queue_t *rd_kafka_queue_get_background(rd_kafka_t *client);
void rd_kafka_queue_forward(rd_kafka_queue_t *from, rd_kafka_queue_t *into);
// Makes the call that waits on the queue, or the next one, return at once.
void rd_kafka_queue_yield(rd_kafka_queue_t *queue);
void rd_kafka_queue_destroy(rd_kafka_queue_t *queue);
rd_kafka_event_t *rd_kafka_queue_poll(rd_kafka_queue_t *queue, int timeout_ms);

int rd_kafka_event_type(const rd_kafka_event_t *event);
rd_kafka_resp_err_t rd_kafka_event_error(rd_kafka_event_t *event);
const char *rd_kafka_event_error_string(rd_kafka_event_t *event);
rd_kafka_topic_partition_list_t *rd_kafka_event_topic_partition_list(rd_kafka_event_t *event);
void rd_kafka_event_destroy(rd_kafka_event_t *event);

// Messages: with an `err`, the payload is its text.

typedef struct rd_kafka_message_s {
    rd_kafka_resp_err_t err;
    rd_kafka_topic_t *rkt;
    int32_t partition;
    void *payload;
    size_t len;
    void *key;
    size_t key_len;
    int64_t offset;
    void *_private;
} rd_kafka_message_t;

#define RD_KAFKA_TIMESTAMP_NOT_AVAILABLE 0

ptrdiff_t rd_kafka_consume_batch_queue(
    rd_kafka_queue_t *queue, int timeout_ms, rd_kafka_message_t **messages, size_t capacity);
void rd_kafka_message_destroy(rd_kafka_message_t *message);
const char *rd_kafka_message_errstr(const rd_kafka_message_t *message);
int64_t rd_kafka_message_timestamp(const rd_kafka_message_t *message, int *kind);
rd_kafka_resp_err_t rd_kafka_message_headers(const rd_kafka_message_t *message, rd_kafka_headers_t **headers);

rd_kafka_resp_err_t rd_kafka_header_get_all(
    const rd_kafka_headers_t *headers, size_t index, const char **name, const void **value, size_t *size);
rd_kafka_headers_t *rd_kafka_headers_new(size_t count);
rd_kafka_resp_err_t rd_kafka_header_add(
    rd_kafka_headers_t *headers, const char *name, ptrdiff_t name_size, const void *value, ptrdiff_t size);
void rd_kafka_headers_destroy(rd_kafka_headers_t *headers);

// Producing

#define RD_KAFKA_PARTITION_UA (-1)
#define RD_KAFKA_PURGE_F_QUEUE 0x1
#define RD_KAFKA_PURGE_F_INFLIGHT 0x2

void rd_kafka_conf_set_dr_msg_cb(
    rd_kafka_conf_t *conf, void (*reported)(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque));
int rd_kafka_poll(rd_kafka_t *client, int timeout_ms);
rd_kafka_resp_err_t rd_kafka_flush(rd_kafka_t *client, int timeout_ms);
rd_kafka_resp_err_t rd_kafka_purge(rd_kafka_t *client, int flags);

// One message for rd_kafka_produceva, which takes a list of tagged values. Payload, key and headers are copied; no payload
// and no key are null pointers. A timestamp of 0 is "now".
typedef struct tideline_rd_kafka_outgoing {
    rd_kafka_topic_t *topic;
    int32_t partition;
    const void *value;
    size_t value_size;
    const void *key;
    size_t key_size;
    int64_t timestamp_ms;
    const rd_kafka_headers_t *headers;
} tideline_rd_kafka_outgoing;

rd_kafka_resp_err_t tideline_rd_kafka_produce(rd_kafka_t *client, const tideline_rd_kafka_outgoing *message);

#ifdef __cplusplus
}
#endif

#endif
