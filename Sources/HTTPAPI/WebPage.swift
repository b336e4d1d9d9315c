import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// The built workbench: `index.html`, and what it loads from `assets/`, whose names carry a hash of their contents.
package struct WebPage: Sendable {
    /// A part of the page as it is sent.
    struct File: Sendable {
        let bytes: ByteBuffer
        let type: String
        let isGzipped: Bool
    }

    /// nil when the page is not built.
    package let folder: String?

    package init(folder: String?) { self.folder = folder }

    /// - Parameter path: below the folder, percent-encoded as in a URL.
    /// - Returns: nil for a file that is not there, and for a path that leaves the folder or names a hidden file.
    func file(_ path: String, gzipped: Bool) async throws -> File? {
        guard let folder, let relative = Self.relative(path), let type = Self.type(of: relative) else { return nil }
        if gzipped, let bytes = try await Self.read("\(folder)/\(relative).gz") {
            return File(bytes: bytes, type: type, isGzipped: true)
        }
        return try await Self.read("\(folder)/\(relative)").map { File(bytes: $0, type: type, isGzipped: false) }
    }

    private static func relative(_ path: String) -> String? {
        guard let decoded = path.removingPercentEncoding else { return nil }
        let parts = decoded.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.first != "." && part.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\\" }
        }
        return isPlain ? decoded : nil
    }

    /// Of what a build makes; other files are not served.
    private static func type(of path: String) -> String? {
        switch path.split(separator: ".").last.map({ $0.lowercased() }) {
        case "html": "text/html; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "json", "map": "application/json"
        case "webmanifest": "application/manifest+json"
        case "woff2": "font/woff2"
        case "txt": "text/plain; charset=utf-8"
        default: nil
        }
    }

    private static func read(_ path: String) async throws -> ByteBuffer? {
        try await NIOThreadPool.singleton.runIfActive {
            FileManager.default.contents(atPath: path).map { ByteBuffer(bytes: $0) }
        }
    }
}
