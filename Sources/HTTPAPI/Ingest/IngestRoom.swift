import LakeModel
import Synchronization

/// Memory that the bodies of requests share; who finds none left is told to come back.
final class IngestRoom: Sendable {
    private let most: Int
    private let held = Mutex(0)

    init(most: Int = 256 << 20) { self.most = most }

    func holding<Value>(_ bytes: Int, _ body: () async throws -> Value) async throws -> Value {
        let fits = held.withLock { held in
            guard held + bytes <= most else { return false }
            held += bytes
            return true
        }
        guard fits else {
            throw APIError(
                code: .tooManyRequests,
                message: "Too many bodies are on their way at once; send this one again in a moment."
            )
        }
        defer { held.withLock { $0 -= bytes } }
        return try await body()
    }
}
