import FoundationEssentials
import LakeModel

extension PipelineDefinition {
    /// Reads and validates a definition.
    /// - Throws: `configuration_invalid`, or `malformed_json` for what is no JSON.
    package init(json: [UInt8]) throws {
        do {
            self = try JSONDecoder().decode(PipelineDefinition.self, from: Data(json)).validated()
        } catch let error as DecodingError {
            throw Self.described(error)
        }
    }

    private static func described(_ error: DecodingError) -> IngestError {
        func place(_ path: [any CodingKey], _ last: String = "") -> String {
            (path.map(\.stringValue) + (last.isEmpty ? [] : [last])).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return fault("\(place(context.codingPath, key.stringValue)) is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return fault("\(place(context.codingPath)) has a value of another type")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            return IngestError(.malformedJSON, "The pipeline's definition is no JSON; check its quotes and commas.")
        case .dataCorrupted(let context):
            return fault("\(place(context.codingPath)): \(context.debugDescription)")
        @unknown default: return fault("it can't be read")
        }
    }

    static func fault(_ problem: String) -> IngestError {
        IngestError(.configurationInvalid, "The pipeline can't be made so: \(problem).")
    }

    private enum Key: String, CodingKey, CaseIterable {
        case name, source, table, format, schemaMode, columns, partitionBy, flush, onError, timeColumn, metadataColumns
        case delimiter, enabled
    }

    package init(from decoder: any Decoder) throws {
        try StrictKeys.check(decoder, Key.self)
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            name: try values.decode(String.self, forKey: .name),
            source: try values.decode(Source.self, forKey: .source),
            table: try values.decode(String.self, forKey: .table),
            format: try values.choice(.format) ?? .json,
            schemaMode: try values.choice(.schemaMode) ?? .evolve,
            columns: try values.decodeIfPresent([Column].self, forKey: .columns),
            partitionBy: try values.decodeIfPresent([String].self, forKey: .partitionBy) ?? [],
            flush: try values.decodeIfPresent(Flush.self, forKey: .flush) ?? Flush(),
            onError: try values.choice(.onError) ?? .reject,
            timeColumn: try values.decodeIfPresent(String.self, forKey: .timeColumn),
            metadataColumns: try values.decodeIfPresent([String: String].self, forKey: .metadataColumns) ?? [:],
            delimiter: try values.decodeIfPresent(String.self, forKey: .delimiter),
            enabled: try values.decodeIfPresent(Bool.self, forKey: .enabled) ?? true
        )
    }
}

extension PipelineDefinition.Source {
    private enum Key: String, CodingKey, CaseIterable {
        case type, brokers, topics, start, properties, onRetentionLoss
    }

    package init(from decoder: any Decoder) throws {
        try StrictKeys.check(decoder, Key.self)
        let values = try decoder.container(keyedBy: Key.self)
        let type: PipelineDefinition.SourceType? = try values.choice(.type)
        guard let type else {
            throw DecodingError.keyNotFound(Key.type, .init(codingPath: decoder.codingPath, debugDescription: ""))
        }
        self.init(
            type: type,
            brokers: try values.decodeIfPresent(String.self, forKey: .brokers),
            topics: try values.decodeIfPresent([String].self, forKey: .topics) ?? [],
            start: try values.decodeIfPresent(StartPosition.self, forKey: .start) ?? .earliest,
            properties: try values.decodeIfPresent([String: String].self, forKey: .properties) ?? [:],
            onRetentionLoss: try values.choice(.onRetentionLoss) ?? .fail
        )
    }
}

extension PipelineDefinition.Flush {
    private enum Key: String, CodingKey, CaseIterable { case intervalMs, bytes, rows }

    package init(from decoder: any Decoder) throws {
        try StrictKeys.check(decoder, Key.self)
        let values = try decoder.container(keyedBy: Key.self)
        self.init()
        intervalMs = try values.decodeIfPresent(Int.self, forKey: .intervalMs) ?? intervalMs
        bytes = try values.decodeIfPresent(Int.self, forKey: .bytes) ?? bytes
        rows = try values.decodeIfPresent(Int.self, forKey: .rows) ?? rows
    }
}

/// Refuses keys that nobody would read: an option that is ignored is a mistake that nobody sees.
private enum StrictKeys {
    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    static func check<Key: CodingKey & CaseIterable>(_ decoder: any Decoder, _: Key.Type) throws {
        let known = Set(Key.allCases.map(\.stringValue))
        let given = try decoder.container(keyedBy: AnyKey.self).allKeys
        guard let unknown = given.first(where: { !known.contains($0.stringValue) }) else { return }
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: decoder.codingPath + [unknown],
                debugDescription: "there is no such option; known are \(known.sorted().joined(separator: ", "))"
            )
        )
    }
}

extension KeyedDecodingContainer {
    fileprivate func choice<Choice>(_ key: Key) throws -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let text = try decodeIfPresent(String.self, forKey: key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: key,
                in: self,
                debugDescription: "it is one of \(known)"
            )
        }
        return choice
    }
}
