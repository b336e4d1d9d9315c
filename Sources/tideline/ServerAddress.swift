import FoundationEssentials

/// Where the server of a state folder listens, for commands that use the same folder: a file with its URL.
struct ServerAddress: Sendable {
    private let path: String

    init(stateFolder: String) { path = "\(stateFolder)/server.url" }

    /// A file that can't be written only makes later commands start an engine of their own.
    func publish(_ url: String) {
        try? Data(url.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    func withdraw() { try? FileManager.default.removeItem(atPath: path) }

    /// What was last published; the server may be gone.
    var published: String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
