import LakeModel
import LakeStore
import Synchronization

/// A store whose operations are counted, and fail as told.
final class FaultyStore: ObjectStore {
    enum Operation: Hashable, Sendable { case list, head, get, put, putIfAbsent, delete }

    enum Fault: Sendable {
        /// Fails, and nothing was done.
        case before(LakeStoreError)
        /// Is done, and then fails.
        case after(LakeStoreError)
        /// Is done, and nobody can tell (put-if-absent only).
        case lostAnswer
        /// Is not done, and nobody can tell (put-if-absent only).
        case lostRequest
        /// Something else happens first.
        case first(@Sendable () async throws -> Void)
    }

    struct Rule: Sendable {
        let operation: Operation
        let part: String
        let fault: Fault
        /// How often it strikes; nil is always.
        var times: Int? = 1
    }

    private let base: any ObjectStore
    private let state: Mutex<(rules: [Rule], counts: [Operation: Int])>

    init(_ base: any ObjectStore) {
        self.base = base
        state = Mutex(([], [:]))
    }

    /// Makes the next operations of a kind on keys that contain `part` go wrong.
    func add(_ operation: Operation, on part: String = "", _ fault: Fault, times: Int? = 1) {
        state.withLock { $0.rules.append(Rule(operation: operation, part: part, fault: fault, times: times)) }
    }

    func clear() { state.withLock { $0.rules = [] } }

    var counts: [Operation: Int] { state.withLock { $0.counts } }
    func resetCounts() { state.withLock { $0.counts = [:] } }

    private func fault(_ operation: Operation, _ key: String) -> Fault? {
        state.withLock { state in
            state.counts[operation, default: 0] += 1
            let index = state.rules.firstIndex {
                $0.operation == operation && ($0.part.isEmpty || key.contains($0.part))
            }
            guard let index else { return nil }
            let rule = state.rules[index]
            if let times = rule.times {
                if times <= 1 { state.rules.remove(at: index) } else { state.rules[index].times = times - 1 }
            }
            return rule.fault
        }
    }

    private func run<Value>(_ operation: Operation, _ key: String, _ body: () async throws -> Value) async throws
        -> Value
    {
        switch fault(operation, key) {
        case .before(let error): throw error
        case .after(let error):
            _ = try await body()
            throw error
        case .first(let action):
            try await action()
            return try await body()
        case .lostAnswer, .lostRequest, nil: return try await body()
        }
    }

    func list(_ request: ListRequest) async throws -> ListPage {
        try await run(.list, request.prefix) { try await base.list(request) }
    }

    func head(_ keys: [String]) async throws -> [ObjectInfo?] {
        try await run(.head, keys.joined(separator: "\n")) { try await base.head(keys) }
    }

    func get(_ key: String, range: Range<Int64>?) async throws -> [UInt8]? {
        try await run(.get, key) { try await base.get(key, range: range) }
    }

    func put(_ key: String, _ bytes: [UInt8]) async throws {
        try await run(.put, key) { try await base.put(key, bytes) }
    }

    func putIfAbsent(_ key: String, _ bytes: [UInt8]) async throws -> PutIfAbsentResult {
        let lost = LakeStoreError(.storageFailed, "The answer was lost.")
        switch fault(.putIfAbsent, key) {
        case .before(let error): throw error
        case .after(let error):
            _ = try await base.putIfAbsent(key, bytes)
            throw error
        case .lostAnswer:
            _ = try await base.putIfAbsent(key, bytes)
            return .unknown(lost)
        case .lostRequest: return .unknown(lost)
        case .first(let action):
            try await action()
            return try await base.putIfAbsent(key, bytes)
        case nil: return try await base.putIfAbsent(key, bytes)
        }
    }

    func delete(_ keys: [String]) async throws {
        try await run(.delete, keys.joined(separator: "\n")) { try await base.delete(keys) }
    }
}
