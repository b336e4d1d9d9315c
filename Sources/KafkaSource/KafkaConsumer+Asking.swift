package import LakeModel

/// What the brokers say now. Each call takes ten seconds at most, and then throws `broker_unavailable`.
extension KafkaConsumer {
    /// The partitions that the topics have now; new ones are seen by asking again.
    ///
    /// - Throws: `topic_not_found` if one of the topics doesn't exist.
    package func partitions() async throws -> [SourcePartition] {
        let topics = Set(configuration.topics).sorted()
        return try await ask { client, limit in
            try topics.flatMap { try Broker.partitions(client, of: $0, within: limit) }
        }
    }

    /// Of each partition, the offset of the oldest record that is kept, and the one that the next record will get. A
    /// transaction that isn't decided yet ends what can be read. An end is never before what was read: not every broker
    /// tells it right.
    package func watermarks(of partitions: [SourcePartition]) async throws -> [SourcePartition: Range<Int64>] {
        let shown = shownEnds()
        return try await ask { client, limit in
            let begins = try Broker.offsets(client, at: Broker.Place.beginning, of: partitions, within: limit)
            let ends = try Broker.offsets(client, at: Broker.Place.end, of: partitions, within: limit)
            return begins.reduce(into: [:]) { marks, begin in
                guard let end = ends[begin.key] else { return }
                marks[begin.key] = begin.value..<max(begin.value, end, shown[begin.key] ?? 0)
            }
        }
    }

    /// The first record that is as new as a time, of each partition; the end, where all are older.
    ///
    /// - Parameter timestamp: milliseconds since 1970-01-01 00:00:00 UTC.
    package func offsets(
        at timestamp: Int64,
        of partitions: [SourcePartition]
    ) async throws -> [SourcePartition: Int64] {
        try await ask { client, limit in
            let found = try Broker.offsets(client, at: max(0, timestamp), of: partitions, within: limit)
            let missing = found.filter { $0.value < 0 }.map(\.key)
            let ends = try Broker.offsets(client, at: Broker.Place.end, of: missing, within: limit)
            return found.merging(ends) { $1 }
        }
    }

    /// What was published to the consumer group, by whomever; partitions without it are left out.
    package func published(of partitions: [SourcePartition]) async throws -> [SourcePartition: Int64] {
        try await ask { client, limit in try Broker.published(client, of: partitions, within: limit) }
    }

    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (OpaquePointer, Int32) throws -> Answer
    ) async throws -> Answer {
        try await asking.run { [client, brokers = configuration.brokers] in
            try Broker.ask(client, brokers: brokers, question)
        }
    }
}
