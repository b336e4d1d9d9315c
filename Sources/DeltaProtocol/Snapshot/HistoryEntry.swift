package import LakeModel

/// One line of a table's history.
package struct HistoryEntry: Hashable, Sendable {
    package let version: DeltaVersion
    /// Milliseconds since 1970: the in-commit timestamp, else the modification time of the commit's file.
    package let timestamp: Int64
    package let operation: String?
    package let operationParameters: [String: String]
    package let operationMetrics: [String: String]
    package let engineInfo: String?
    package let userMetadata: String?
    package let userName: String?
    package let isBlindAppend: Bool?
    package let readVersion: DeltaVersion?
    package let transactionID: String?

    package init(_ commit: Commit) {
        let info = commit.commitInfo ?? CommitInfo()
        version = commit.version
        timestamp = commit.timestamp
        operation = info.operation
        operationParameters = info.operationParameters
        operationMetrics = info.operationMetrics
        engineInfo = info.engineInfo
        userMetadata = info.userMetadata
        userName = info.userName
        isBlindAppend = info.isBlindAppend
        readVersion = info.readVersion
        transactionID = info.transactionID
    }
}
