import FoundationEssentials
import LakeModel
import Synchronization

/// Paths that the embedded engine can read. It takes a table's location for a URL and loses what URLs spell in another way:
/// spaces, letters beyond ASCII, `%`, `#`, `?`. Such a folder gets a link with a plain name.
final class EngineLinks: Sendable {
    private let folder: String
    /// The link of each folder that needed one.
    private let links = Mutex<[String: String]>([:])

    /// - Parameter stateFolder: holds the links, unless its own path can't be read either; emptied at first use.
    init(stateFolder: String) {
        let own = "\(stateFolder)/links"
        let temporary = FileManager.default.temporaryDirectory.path
        folder = Self.isPlain(own) ? own : "\(temporary)/tideline-links-\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// The folder itself, or a link to it. What is no path (`s3://…`) stays as it is.
    func readable(_ location: String) throws -> String {
        guard location.hasPrefix("/"), !Self.isPlain(location) else { return location }
        return try links.withLock { links in
            if let link = links[location] { return link }
            let link = "\(folder)/\(links.count + 1)"
            try make(link, to: location, isFirst: links.isEmpty)
            links[location] = link
            return link
        }
    }

    private func make(_ link: String, to location: String, isFirst: Bool) throws {
        let files = FileManager.default
        do {
            if isFirst, files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try files.createSymbolicLink(atPath: link, withDestinationPath: location)
        } catch {
            throw WiringError(
                code: .storageFailed,
                message: "The engine needs a link to a folder with an unusual name, and it can't be made in \(folder)."
            )
        }
    }

    private static func isPlain(_ path: String) -> Bool {
        path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: plainMarks.contains(byte)
            }
        }
    }

    private static let plainMarks = Set("/._-=+@,~&".utf8)
}
