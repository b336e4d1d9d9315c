package import LakeModel

/// `commitInfo`: who committed what (Delta protocol, Commit Provenance Information). Any JSON is allowed there; these are
/// the fields that writers agree on, and the others are dropped.
package struct CommitInfo: Hashable, Sendable {
    /// Milliseconds since 1970 by the writer's clock.
    package var timestamp: Int64?
    /// Milliseconds since 1970, growing with the version; required when In-Commit Timestamps are on.
    package var inCommitTimestamp: Int64?
    package var operation: String?
    /// Values that are not strings keep their JSON text.
    package var operationParameters: [String: String]
    package var operationMetrics: [String: String]
    package var engineInfo: String?
    package var userMetadata: String?
    package var userID: String?
    package var userName: String?
    package var isBlindAppend: Bool?
    package var readVersion: DeltaVersion?
    package var isolationLevel: String?
    package var transactionID: String?

    package init(
        timestamp: Int64? = nil,
        inCommitTimestamp: Int64? = nil,
        operation: String? = nil,
        operationParameters: [String: String] = [:],
        operationMetrics: [String: String] = [:],
        engineInfo: String? = nil,
        userMetadata: String? = nil,
        isBlindAppend: Bool? = nil,
        readVersion: DeltaVersion? = nil,
        isolationLevel: String? = nil,
        transactionID: String? = nil
    ) {
        self.timestamp = timestamp
        self.inCommitTimestamp = inCommitTimestamp
        self.operation = operation
        self.operationParameters = operationParameters
        self.operationMetrics = operationMetrics
        self.engineInfo = engineInfo
        self.userMetadata = userMetadata
        self.isBlindAppend = isBlindAppend
        self.readVersion = readVersion
        self.isolationLevel = isolationLevel
        self.transactionID = transactionID
    }
}
