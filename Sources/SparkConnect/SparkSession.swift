package import Columns
internal import FoundationEssentials
internal import GRPCCore
internal import LakeModel
internal import SwiftProtobuf

/// A session on an engine: its settings, views and running operations.
///
/// Every call throws `SparkConnectError`, or `CancellationError` when the calling task is cancelled.
package struct SparkSession: Sendable {
    package let id: String
    package let userID: String
    let client: SparkConnectClient
    private let serverSide = ServerSideSession()

    init(client: SparkConnectClient, id: String, userID: String) {
        self.client = client
        self.id = id
        self.userID = userID
    }

    // MARK: Analysis

    /// The columns that a relation would have; nothing runs.
    package func schema(of relation: SparkRelation) async throws -> Schema {
        let answer = try await analyze(
            .schema(.with { $0.plan.root = relation.message }),
            sql: SparkPlan.relation(relation).sql
        )
        return try Schema(spark: answer.schema.schema)
    }

    /// The engine's plan for a relation, as text; nothing runs.
    package func explain(_ relation: SparkRelation, mode: SparkExplainMode = .simple) async throws -> String {
        let explain = ProtoAnalyzePlanRequest.Explain.with {
            $0.plan.root = relation.message
            $0.explainMode = mode.message
        }
        return try await analyze(.explain(explain), sql: SparkPlan.relation(relation).sql).explain.explainString
    }

    /// What the engine calls itself, such as `4.3.0`.
    package func sparkVersion() async throws -> String {
        try await analyze(.sparkVersion(.init())).sparkVersion.version
    }

    private func analyze(
        _ question: ProtoAnalyzePlanRequest.OneOf_Analyze,
        sql: String? = nil
    ) async throws -> ProtoAnalyzePlanResponse {
        let request = ProtoAnalyzePlanRequest.with {
            identify(&$0)
            $0.analyze = question
        }
        let answer = try await call(sql: sql) { service, metadata, options in
            try await service.analyzePlan(request, metadata: metadata, options: options)
        }
        try check(sessionID: answer.sessionID, serverSideID: answer.serverSideSessionID)
        return answer
    }

    // MARK: Settings

    package func setConfiguration(_ pairs: [String: String]) async throws {
        _ = try await configure(.set(.with { $0.pairs = Self.pairs(pairs) }))
    }

    /// The values of settings; one that is not set and has no default is an error.
    package func configuration(_ keys: [String]) async throws -> [String: String] {
        try await configure(.get(.with { $0.keys = keys }))
    }

    /// The values of settings, or these where they are not set.
    package func configuration(withDefaults pairs: [String: String]) async throws -> [String: String] {
        try await configure(.getWithDefault(.with { $0.pairs = Self.pairs(pairs) }))
    }

    package func unsetConfiguration(_ keys: [String]) async throws {
        _ = try await configure(.unset(.with { $0.keys = keys }))
    }

    private static func pairs(_ pairs: [String: String]) -> [ProtoKeyValue] {
        pairs.map { key, value in
            .with {
                $0.key = key
                $0.value = value
            }
        }
    }

    private func configure(_ operation: ProtoConfigRequest.Operation.OneOf_OpType) async throws -> [String: String] {
        let request = ProtoConfigRequest.with {
            identify(&$0)
            $0.operation.opType = operation
        }
        let answer = try await call { service, metadata, options in
            try await service.config(request, metadata: metadata, options: options)
        }
        try check(sessionID: answer.sessionID, serverSideID: answer.serverSideSessionID)
        let values = answer.pairs.filter(\.hasValue).map { ($0.key, $0.value) }
        return Dictionary(values) { _, last in last }
    }

    // MARK: Interrupting

    /// Stops all that this session runs; answers with the ids of the operations.
    @discardableResult
    package func interruptAll() async throws -> [String] {
        try await interrupt(.all)
    }

    /// Stops what was started with the tag; answers with the ids of the operations.
    @discardableResult
    package func interrupt(tag: String) async throws -> [String] {
        try await interrupt(.tag) { $0.operationTag = tag }
    }

    /// Stops one operation; answers with its id, or with nothing when it has ended already.
    @discardableResult
    package func interrupt(operationID: String) async throws -> [String] {
        try await interrupt(.operationID) { $0.operationID = operationID }
    }

    private func interrupt(
        _ type: ProtoInterruptRequest.InterruptType,
        _ fill: (inout ProtoInterruptRequest) -> Void = { _ in }
    ) async throws -> [String] {
        let request = ProtoInterruptRequest.with {
            identify(&$0)
            $0.interruptType = type
            fill(&$0)
        }
        return try await call(timeout: Self.cleanupTimeout) { service, metadata, options in
            try await service.interrupt(request, metadata: metadata, options: options)
        }.interruptedIds
    }

    /// An engine that does not answer an interrupt is frozen; the caller must get on.
    static let cleanupTimeout = Duration.seconds(10)

    /// Ends the session on the engine: what runs is stopped, views and settings are gone, the id can't be used again.
    package func release() async throws {
        let request = ProtoReleaseSessionRequest.with {
            $0.sessionID = id
            $0.userContext.userID = userID
            $0.clientType = client.connection.userAgent
        }
        _ = try await call(timeout: Self.cleanupTimeout) { service, metadata, options in
            try await service.releaseSession(request, metadata: metadata, options: options)
        }
    }
}

package enum SparkExplainMode: Sendable, Hashable, CaseIterable {
    case simple, extended, codegen, cost, formatted

    var message: ProtoAnalyzePlanRequest.Explain.ExplainMode {
        switch self {
        case .simple: .simple
        case .extended: .extended
        case .codegen: .codegen
        case .cost: .cost
        case .formatted: .formatted
        }
    }
}

// MARK: - Calls

extension SparkSession {
    /// Makes a unary call. All of ours do the same when they are made twice, so a broken connection is tried again.
    func call<Answer: Sendable>(
        sql: String? = nil,
        timeout: Duration? = nil,
        _ send: (SparkConnectClient.Service, Metadata, CallOptions) async throws -> Answer
    ) async throws -> Answer {
        var pauses = Self.retryPauses[...]
        while true {
            do {
                return try await send(client.service, client.metadata, client.options(timeout: timeout))
            } catch let error as RPCError {
                try Task.checkCancellation()
                if error.code == .unavailable, let pause = pauses.popFirst() {
                    try await client.pause(pause)
                    continue
                }
                throw await described(error, sql: sql)
            }
        }
    }

    private static let retryPauses: [Duration] = [.milliseconds(50), .milliseconds(200), .milliseconds(500)]

    /// Fails when the engine answers for another session, or has restarted and made a new one under our id.
    func check(sessionID: String, serverSideID: String) throws {
        guard sessionID.isEmpty || sessionID == id else {
            throw SparkConnectError(.internalError, "The engine answered for another session.")
        }
        guard serverSide.agrees(with: serverSideID) else {
            throw SparkConnectError(
                .engineDied,
                "The engine has restarted and the session's views and settings are gone; open a new session.",
                errorClass: "INVALID_HANDLE.SESSION_CHANGED"
            )
        }
    }

    func identify(_ request: inout some SessionRequest) {
        request.sessionID = id
        request.userContext.userID = userID
        request.clientType = client.connection.userAgent
        if let observed = serverSide.observedID { request.clientObservedServerSideSessionID = observed }
    }
}

/// The fields that all requests share; the protocol repeats them in each.
protocol SessionRequest {
    var sessionID: String { get set }
    var userContext: ProtoUserContext { get set }
    var clientType: String { get set }
    var clientObservedServerSideSessionID: String { get set }
}

extension ProtoExecutePlanRequest: SessionRequest {}
extension ProtoReattachExecuteRequest: SessionRequest {}
extension ProtoReleaseExecuteRequest: SessionRequest {}
extension ProtoInterruptRequest: SessionRequest {}
extension ProtoAnalyzePlanRequest: SessionRequest {}
extension ProtoConfigRequest: SessionRequest {}
extension ProtoFetchErrorDetailsRequest: SessionRequest {}
