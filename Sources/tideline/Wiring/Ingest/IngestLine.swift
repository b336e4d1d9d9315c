import FoundationEssentials
import HTTPAPI
import Ingest
import LakeModel
import LakeStore
import Logging
import ServiceLifecycle
import Synchronization
import Workspace

/// The pipelines of a server: those that people made, those that its configuration declares, and one for each table that
/// takes records over HTTP.
final class IngestLine: PipelineManager {
    private struct Member {
        let joined: JoinedPipeline
        /// By the configuration, which alone can take it away.
        let isDeclared: Bool
        /// Finished to end it.
        let stop: AsyncStream<Void>.Continuation
        /// Ends when it has ended.
        let ended: AsyncStream<Void>
    }

    private struct Start: Sendable {
        let joined: JoinedPipeline
        let stop: AsyncStream<Void>
        let ended: AsyncStream<Void>.Continuation
    }

    private struct State {
        var members: [String: Member] = [:]
        /// Of pipelines that are being made or taken away.
        var reserved: Set<String> = []
    }

    private let maker: PipelineMaker
    private let workspace: Workspace
    private let logger: Logger
    private let state = Mutex(State())
    private let starts = AsyncStream.makeStream(of: Start.self)

    init(lake: Lake, workspace: Workspace, stateFolder: String, logger: Logger) {
        maker = PipelineMaker(lake: lake, logs: "\(stateFolder)/ingest", logger: logger)
        self.workspace = workspace
        self.logger = logger
    }

    /// Runs pipelines until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await start in starts.stream { group.addTask { await Self.host(start) } }
        }
    }

    private static func host(_ start: Start) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await start.joined.run() }
            group.addTask { for await _ in start.stop {} }
            await group.next()
            group.cancelAll()
        }
        start.ended.finish()
    }

    // MARK: what is there at the start

    /// Those that were kept, and those that are declared. One that can't be made is told of and left out.
    func load(declared: [PipelineDefinition]) async throws {
        let kept = try await workspace.pipelines()
        let paused = Set(kept.filter(\.isPaused).map(\.name))
        for definition in declared { declare(definition, isPaused: paused.contains(definition.name)) }
        for pipeline in kept {
            guard let json = pipeline.definition else { continue }
            do {
                var definition = try PipelineDefinition(json: json)
                definition.enabled = !pipeline.isPaused
                try begin(definition, isDeclared: false)
            } catch {
                logger.error(
                    "A pipeline that was kept can't be made",
                    metadata: ["pipeline": "\(pipeline.name)", "error": "\(error)"]
                )
            }
        }
    }

    /// For what is declared after the start.
    func declare(_ definition: PipelineDefinition) async throws {
        guard !isKnown(definition.name) else { return }
        let isPaused = try await workspace.pipelines().contains { $0.name == definition.name && $0.isPaused }
        declare(definition, isPaused: isPaused)
    }

    private func declare(_ definition: PipelineDefinition, isPaused: Bool) {
        var definition = definition
        definition.enabled = definition.enabled && !isPaused
        do { try begin(definition, isDeclared: true) } catch {
            logger.error(
                "A declared pipeline can't be made",
                metadata: ["pipeline": "\(definition.name)", "error": "\(error)"]
            )
        }
    }

    private func isKnown(_ name: String) -> Bool { state.withLock { $0.members[name] != nil } }

    /// - Throws: `name_taken`, `configuration_invalid`.
    private func begin(_ definition: PipelineDefinition, isDeclared: Bool) throws {
        guard !isKnown(definition.name) else { throw Self.taken(definition.name) }
        let joined = try maker.make(definition)
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let member = Member(joined: joined, isDeclared: isDeclared, stop: stop, ended: ended)
        let isFirst = state.withLock { state in
            guard state.members[definition.name] == nil else { return false }
            state.members[definition.name] = member
            return true
        }
        guard isFirst else { throw Self.taken(definition.name) }
        starts.continuation.yield(Start(joined: joined, stop: stops, ended: end))
    }

    private static func taken(_ name: String) -> WiringError {
        WiringError(code: .nameTaken, message: "There is a pipeline \(name) already; choose another name.")
    }

    private func reserve(_ name: String) throws {
        guard state.withLock({ $0.reserved.insert(name).inserted }) else { throw Self.taken(name) }
    }

    private func release(_ name: String) { state.withLock { _ = $0.reserved.remove(name) } }

    private func member(_ name: String) throws -> Member {
        guard let member = state.withLock({ $0.members[name] }) else {
            throw WiringError(
                code: .notFound,
                message: "There is no pipeline \(name.prefix(100)); GET /api/pipelines lists them."
            )
        }
        return member
    }

    private func note(_ action: String, _ name: String, _ detail: String? = nil, by principal: Principal) async {
        let at = IngestClock.system.wall() / 1_000
        let action = KeptPipelineAction(pipeline: name, action: action, detail: detail, principal: principal, at: at)
        logger.info(
            "A pipeline was told something",
            metadata: ["pipeline": "\(name)", "action": "\(action.action)", "detail": "\(detail ?? "")"]
        )
        do { try await workspace.note(action) } catch {
            logger.warning("What was asked of a pipeline can't be noted", metadata: ["error": "\(error)"])
        }
    }
}

// MARK: what people ask for

extension IngestLine {
    var reports: [PipelineReport] {
        state.withLock { Array($0.members.values) }.map(\.joined.pipeline.report)
            .sorted { $0.definition.name < $1.definition.name }
    }

    /// Those that pipelines write.
    var tables: Set<TableName> {
        let definitions = state.withLock { $0.members.values.map(\.joined.definition) }
        return Set(definitions.flatMap { [$0.tableName, $0.rejectsName].compactMap(\.self) })
    }

    func report(of name: String) throws -> PipelineReport { try member(name).joined.pipeline.report }

    func add(_ definition: PipelineDefinition, by principal: Principal) async throws -> PipelineReport {
        let name = definition.name
        try reserve(name)
        defer { release(name) }
        try begin(definition, isDeclared: false)
        do {
            let json = Array(try JSONEncoder().encode(definition))
            try await workspace.keep(KeptPipeline(name: name, definition: json, isPaused: !definition.enabled))
        } catch {
            // One that a restart would not know of must not run now either.
            await end(name)
            throw error
        }
        await note("create", name, by: principal)
        return try report(of: name)
    }

    func remove(_ name: String, by principal: Principal) async throws {
        try reserve(name)
        defer { release(name) }
        let member = try member(name)
        guard !member.isDeclared else {
            throw WiringError(
                code: .forbidden,
                message: "\(name) is declared by the server's configuration; take it out there, or pause it."
            )
        }
        if let receiver = member.joined.receiver, !receiver.pending.isEmpty {
            throw WiringError(
                code: .invalidRequest,
                message: "\(name) has accepted records that are not in the table yet; delete it when its lag is 0."
            )
        }
        try await workspace.forgetPipeline(name)
        await end(name)
        if member.joined.receiver != nil { try? FileManager.default.removeItem(atPath: maker.logFolder(of: name)) }
        await note("delete", name, by: principal)
    }

    /// Returns when it has ended, so that another of its name begins where it left the table.
    private func end(_ name: String) async {
        guard let member = state.withLock({ $0.members.removeValue(forKey: name) }) else { return }
        member.stop.finish()
        for await _ in member.ended {}
    }

    func command(_ command: PipelineCommand, _ name: String, by principal: Principal) async throws -> PipelineReport {
        let member = try member(name)
        let pipeline = member.joined.pipeline
        switch command {
        case .pause:
            try await keep(member, isPaused: true)
            pipeline.pause()
            await note("pause", name, by: principal)
        case .resume:
            try await keep(member, isPaused: false)
            pipeline.resume()
            await note("resume", name, by: principal)
        case .restart:
            try await keep(member, isPaused: false)
            pipeline.restart()
            await note("restart", name, by: principal)
        case .reset(let target):
            try await reset(member, to: target)
            await note("reset", name, target.text, by: principal)
        }
        return pipeline.report
    }

    private func keep(_ member: Member, isPaused: Bool) async throws {
        let definition = member.joined.definition
        let json = member.isDeclared ? nil : Array(try JSONEncoder().encode(definition))
        try await workspace.keep(KeptPipeline(name: definition.name, definition: json, isPaused: isPaused))
    }

    private func reset(_ member: Member, to target: ResetTarget) async throws {
        guard member.joined.receiver == nil else {
            throw WiringError(
                code: .invalidRequest,
                message: "Records that were accepted over HTTP are read once; there is nothing to reset."
            )
        }
        try await member.joined.pipeline.reset(to: target)
    }

    func actions(on name: String) async throws -> [PipelineAction] {
        _ = try member(name)
        return try await workspace.actions(on: name).map {
            PipelineAction(action: $0.action, detail: $0.detail, principal: $0.principal.name, at: $0.at)
        }
    }
}

// MARK: what became of records

extension IngestLine {
    /// Commits that a ledger looks at.
    private static let ledgerDepth = 20_000

    func ledger(of name: String) async throws -> PipelineLedger {
        let joined = try member(name).joined
        guard try await joined.table.state() != nil else {
            return PipelineLedger(ledger: Ledger([], pipeline: name), watermarks: nil)
        }
        let ledger = Ledger(try await joined.table.history(limit: Self.ledgerDepth), pipeline: name)
        let partitions = ledger.partitions.map(\.partition)
        // The ledger is worth having without the source's word.
        return PipelineLedger(ledger: ledger, watermarks: try? await joined.source.watermarks(of: partitions))
    }

    func rejects(of name: String) async throws -> [RejectedRow] { try await member(name).joined.redrive.open() }

    func redrive(
        _ name: String,
        _ ids: [String],
        values: [String: [UInt8]],
        by principal: Principal
    ) async throws -> Redrive.Result {
        let result = try await member(name).joined.redrive(ids, values: values)
        await note("redrive", name, "\(result.redriven) of \(ids.count)", by: principal)
        return result
    }

    func preview(_ definition: PipelineDefinition, limit: Int) async throws -> PipelinePreview {
        let source = try maker.source(of: definition.validated())
        do {
            let preview = try await SourcePreview(definition: definition, source: source).take(limit)
            await source.close()
            return preview
        } catch {
            await source.close()
            throw error
        }
    }

    // MARK: records over HTTP

    func receiver(for table: TableName) async throws -> HTTPIngest {
        // Nearly every request spells the table as the one before it did.
        if let receiver = known(for: table) { return receiver }
        let table = try await maker.lake.canonicalName(of: table)
        if let receiver = known(for: table) { return receiver }
        let definition = PipelineDefinition.http(into: table)
        do { _ = try await add(definition, by: .localAdministrator) } catch let error as WiringError
            where error.code == .nameTaken
        {
            // Another request for the table was first.
        }
        guard let receiver = known(for: table) else {
            throw WiringError(
                code: .tooManyRequests,
                message: "The pipeline for \(table) is being made; send the records again in a moment."
            )
        }
        return receiver
    }

    private func known(for table: TableName) -> HTTPIngest? {
        state.withLock { state in
            state.members.values.first { $0.joined.definition.tableName == table && $0.joined.receiver != nil }?
                .joined.receiver
        }
    }
}

extension PipelineDefinition {
    /// What a table's first records over HTTP make.
    fileprivate static func http(into table: TableName) -> PipelineDefinition {
        let plain = "http.\(table)"
        let isPlain =
            plain.utf8.count <= 64
            && plain.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
        return PipelineDefinition(
            name: isPlain ? plain : "http.\(plain.stableHash)",
            source: .init(type: .http, topics: []),
            table: table.description,
            // Who waits for the commit waits for this.
            flush: .init(intervalMs: 200)
        )
    }
}

extension String {
    /// FNV-1a of 64 bits, as hexadecimal digits.
    fileprivate var stableHash: String {
        String(utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }
}

extension ResetTarget {
    /// As a note says it.
    fileprivate var text: String {
        switch self {
        case .start(let start): start.text
        case .offsets(let offsets):
            offsets.sorted { $0.key < $1.key }.map { "\($0.key) to \($0.value)" }.joined(separator: ", ")
        }
    }
}

extension Lake {
    /// As the table is spelled that a name means; the name itself for one that is not there.
    fileprivate func canonicalName(of name: TableName) async throws -> TableName {
        do { return try await summary(of: name).name } catch let error as LakeStoreError
            where error.code == .tableNotFound
        {
            return name
        }
    }
}
