package import DeltaProtocol
package import LakeModel

extension PipelineDefinition {
    private static let metadata = ["key", "headers", "topic", "partition", "offset", "timestamp"]

    /// The definition itself when everything in it can be done.
    /// - Throws: `configuration_invalid` that says what to write instead.
    package func validated() throws -> PipelineDefinition {
        guard Self.isIdentifier(name, limit: 64) else {
            throw Self.fault("name must be 1 to 64 letters, digits, `_`, `-` or `.`")
        }
        // Addresses of the API and of the page.
        guard name != "preview", name != "new", name.contains(where: { $0 != "." }) else {
            throw Self.fault("name can't be this word, which means something else in addresses")
        }
        guard tableName != nil else { throw Self.fault("table must be a name such as `delta_lake.events`") }
        try validateSource()
        try validateFlush()
        try validateColumns()
        return self
    }

    /// As Kafka takes them; `:` and `/` must stay out of application ids.
    private static func isIdentifier(_ text: String, limit: Int) -> Bool {
        (1...limit).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-.".unicodeScalars.contains($0))
            }
    }

    private func validateSource() throws {
        if source.type == .kafka {
            guard let brokers = source.brokers, !brokers.isEmpty else {
                throw Self.fault("source.brokers is missing; write `host:port`, several with commas")
            }
            guard !source.topics.isEmpty else { throw Self.fault("source.topics is empty; name a topic") }
        }
        for topic in source.topics where !Self.isIdentifier(topic, limit: 249) {
            throw Self.fault("source.topics has a name that no topic can have; use letters, digits, `_`, `-` and `.`")
        }
        guard Set(source.topics).count == source.topics.count else {
            throw Self.fault("source.topics names a topic twice")
        }
    }

    private func validateFlush() throws {
        guard (10...3_600_000).contains(flush.intervalMs) else {
            throw Self.fault("flush.intervalMs must be between 10 and 3600000")
        }
        guard (64 << 10...1 << 30).contains(flush.bytes) else {
            throw Self.fault("flush.bytes must be between 65536 and 1073741824")
        }
        guard (1...100_000_000).contains(flush.rows) else {
            throw Self.fault("flush.rows must be between 1 and 100000000")
        }
    }

    private func validateColumns() throws {
        _ = try declaredSchema()
        let expressions = try partitionExpressions()
        guard Set(expressions.map { $0.name.lowercased() }).count == expressions.count else {
            throw Self.fault("partitionBy has two columns of one name; name them apart with AS")
        }
        for key in metadataColumns.keys.sorted() where !Self.metadata.contains(key) {
            throw Self.fault(
                "metadataColumns has no `\(key.prefix(40))`; known are \(Self.metadata.joined(separator: ", "))"
            )
        }
        if let delimiter, delimiter.utf8.count != 1 { throw Self.fault("delimiter must be one ASCII character") }
    }

    package func partitionExpressions() throws -> [PartitionExpression] {
        try partitionBy.map { try PartitionExpression($0) }
    }

    /// The schema that `columns` say, without derived partition columns; nil without any.
    package func declaredSchema() throws -> StructType? {
        guard let columns, !columns.isEmpty else { return nil }
        var seen: Set<String> = []
        return StructType(
            try columns.map { column in
                guard seen.insert(column.name.lowercased()).inserted else {
                    throw Self.fault("columns has \"\(column.name.prefix(100))\" twice")
                }
                guard let type = DeltaType(sqlName: column.type) else {
                    throw Self.fault(
                        "columns: \"\(column.name.prefix(100))\" has a type that Spark SQL lacks; write such as `bigint`"
                    )
                }
                return StructField(column.name, type)
            }
        )
    }

    /// The application id under which a partition's position stands in the table.
    package func applicationID(_ partition: SourcePartition) -> String { Self.applicationID(name, partition) }

    package static func applicationID(_ pipeline: String, _ partition: SourcePartition) -> String {
        "tideline:\(pipeline):\(partition.topic):\(partition.partition)"
    }
}
