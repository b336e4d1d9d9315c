// librdkafka's brokers for tests, which live inside a client, and its transactions: only what the tests use, declared anew
// as in CRDKafka.h.
#ifndef TIDELINE_CRDKAFKA_MOCK_H
#define TIDELINE_CRDKAFKA_MOCK_H

#include "CRDKafka.h"

typedef struct rd_kafka_mock_cluster_s rd_kafka_mock_cluster_t;

rd_kafka_mock_cluster_t *rd_kafka_mock_cluster_new(rd_kafka_t *client, int brokers);
void rd_kafka_mock_cluster_destroy(rd_kafka_mock_cluster_t *cluster);
const char *rd_kafka_mock_cluster_bootstraps(const rd_kafka_mock_cluster_t *cluster);
rd_kafka_resp_err_t rd_kafka_mock_topic_create(
    rd_kafka_mock_cluster_t *cluster, const char *topic, int partitions, int replicas);
rd_kafka_resp_err_t rd_kafka_mock_partition_set_leader(
    rd_kafka_mock_cluster_t *cluster, const char *topic, int32_t partition, int32_t broker);
rd_kafka_resp_err_t rd_kafka_mock_broker_set_down(rd_kafka_mock_cluster_t *cluster, int32_t broker);
rd_kafka_resp_err_t rd_kafka_mock_broker_set_up(rd_kafka_mock_cluster_t *cluster, int32_t broker);
rd_kafka_resp_err_t rd_kafka_mock_broker_set_rtt(rd_kafka_mock_cluster_t *cluster, int32_t broker, int milliseconds);
// The next answers to this kind of request are these errors.
void rd_kafka_mock_push_request_errors_array(
    rd_kafka_mock_cluster_t *cluster, int16_t api, size_t count, const rd_kafka_resp_err_t *errors);

rd_kafka_error_t *rd_kafka_init_transactions(rd_kafka_t *client, int timeout_ms);
rd_kafka_error_t *rd_kafka_begin_transaction(rd_kafka_t *client);
rd_kafka_error_t *rd_kafka_commit_transaction(rd_kafka_t *client, int timeout_ms);

#endif
