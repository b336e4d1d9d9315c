import Foundation
import TestSupport

/// A file system in memory that is full after 64 KiB.
enum SmallDisk {
    /// Only root may mount, and not in every container.
    static let isMountable: Bool = {
        guard let folder = try? TemporaryFolder(), (try? mount(folder)) == true else { return false }
        return (try? unmount(folder)) == true
    }()

    static func mounted(_ body: (_ path: String) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        guard try mount(folder) else { throw Unexpected() }
        defer { _ = try? unmount(folder) }
        try await body(folder.path)
    }

    private static func mount(_ folder: TemporaryFolder) throws -> Bool {
        try run("mount", "-t", "tmpfs", "-o", "size=64k", "tideline-test", folder.path)
    }

    private static func unmount(_ folder: TemporaryFolder) throws -> Bool { try run("umount", "-l", folder.path) }

    private static func run(_ arguments: String...) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
