internal import FoundationEssentials
internal import LakeModel

/// `<version>.crc`: what a version of the table must add up to (Delta protocol, Version Checksum File).
package struct VersionChecksum: Hashable, Sendable {
    package var transactionID: String?
    package var tableSizeBytes: Int64
    package var numFiles: Int64
    package var numMetadata: Int64
    package var numProtocol: Int64
    package var inCommitTimestamp: Int64?
    /// nil where the writer left them out.
    package var setTransactions: [AppTransaction]?
    package var domainMetadata: [DomainMetadata]?
    package var metadata: TableMetadata?
    package var tableProtocol: TableProtocol?

    /// What `snapshot` adds up to.
    package init(_ snapshot: Snapshot) {
        transactionID = snapshot.commitInfo?.transactionID
        tableSizeBytes = snapshot.files.bytes
        numFiles = Int64(snapshot.files.count)
        numMetadata = 1
        numProtocol = 1
        inCommitTimestamp = snapshot.inCommitTimestamps.flatMap { _ in snapshot.commitInfo?.inCommitTimestamp }
        setTransactions = snapshot.transactions.values.sorted { $0.appID < $1.appID }
        domainMetadata = snapshot.domains.values.sorted { $0.domain < $1.domain }
        metadata = snapshot.metadata
        tableProtocol = snapshot.tableProtocol
    }

    /// - Throws: `corrupt_log`.
    package static func decode(_ bytes: [UInt8], fileName: String) throws -> VersionChecksum {
        do {
            return try JSONDecoder().decode(VersionChecksum.self, from: Data(bytes))
        } catch {
            throw DeltaError.corruptLog(file: fileName, JSONFault.describe(error))
        }
    }

    package func encoded() -> [UInt8] {
        var json = JSONWriter(reserving: 1024)
        json.object { json in
            json.field("txnId", ifPresent: transactionID)
            json.field("tableSizeBytes", tableSizeBytes)
            json.field("numFiles", numFiles)
            json.field("numMetadata", numMetadata)
            json.field("numProtocol", numProtocol)
            json.field("inCommitTimestampOpt", ifPresent: inCommitTimestamp)
            json.list("setTransactions", setTransactions) { $0.fields($1) }
            json.list("domainMetadata", domainMetadata) { $0.fields($1) }
            if let metadata { json.envelope("metadata") { $0.fields(metadata) } }
            if let tableProtocol { json.envelope("protocol") { $0.fields(tableProtocol) } }
        }
        return json.bytes
    }

    /// The names of what differs from `snapshot`; empty when the log holds what its writer saw. What the writer left out
    /// can't differ.
    package func differences(from snapshot: Snapshot) -> [String] {
        let actual = VersionChecksum(snapshot)
        var names: [String] = []
        if tableSizeBytes != actual.tableSizeBytes { names.append("tableSizeBytes") }
        if numFiles != actual.numFiles { names.append("numFiles") }
        if numMetadata != 1 { names.append("numMetadata") }
        if numProtocol != 1 { names.append("numProtocol") }
        if let inCommitTimestamp, let own = actual.inCommitTimestamp, inCommitTimestamp != own {
            names.append("inCommitTimestampOpt")
        }
        if let setTransactions, Set(setTransactions) != Set(actual.setTransactions ?? []) {
            names.append("setTransactions")
        }
        if let domainMetadata, Set(domainMetadata) != Set(actual.domainMetadata ?? []) {
            names.append("domainMetadata")
        }
        if let metadata, metadata.id != snapshot.metadata.id || metadata.schemaString != snapshot.metadata.schemaString
        {
            names.append("metadata")
        }
        if let tableProtocol, tableProtocol != snapshot.tableProtocol { names.append("protocol") }
        return names
    }
}

extension VersionChecksum: Decodable {
    private enum CodingKeys: String, CodingKey {
        case tableSizeBytes, numFiles, numMetadata, numProtocol, setTransactions, domainMetadata, metadata
        case transactionID = "txnId"
        case inCommitTimestamp = "inCommitTimestampOpt"
        case tableProtocol = "protocol"
    }
}

extension JSONWriter {
    fileprivate mutating func list<Value>(
        _ name: String,
        _ values: [Value]?,
        _ fields: (inout JSONWriter, Value) -> Void
    ) {
        guard let values else { return }
        key(name)
        array { json in
            for value in values { json.object { fields(&$0, value) } }
        }
    }
}
