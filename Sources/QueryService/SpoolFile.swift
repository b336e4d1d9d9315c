package import FoundationEssentials
import NIOPosix
import SystemPackage

/// A result's file. Blocking calls run on threads of their own; the descriptor closes with the last reference, also when
/// the task that used it was cancelled.
package final class SpoolFile: Sendable {
    private let descriptor: FileDescriptor

    private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { try? descriptor.close() }

    package static func create(_ path: String) async throws -> SpoolFile {
        try await blocking {
            SpoolFile(
                try FileDescriptor.open(
                    FilePath(path),
                    .writeOnly,
                    options: [.create, .truncate, .closeOnExec],
                    permissions: .ownerReadWrite
                )
            )
        }
    }

    static func open(_ path: String) async throws -> SpoolFile {
        try await blocking {
            SpoolFile(try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec))
        }
    }

    package func write(_ bytes: Data, at offset: Int64) async throws {
        try await Self.blocking { [descriptor] in _ = try descriptor.writeAll(toAbsoluteOffset: offset, bytes) }
    }

    /// Fewer bytes than asked for only at the end of the file.
    func read(_ count: Int, at offset: Int64) async throws -> Data {
        try await Self.blocking { [descriptor] in
            var bytes = Data(count: count)
            let filled = try bytes.withUnsafeMutableBytes { buffer in
                var filled = 0
                while filled < count {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                    let got = try descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
                    guard got > 0 else { break }
                    filled += got
                }
                return filled
            }
            return bytes.prefix(filled)
        }
    }

    private static func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await NIOThreadPool.singleton.runIfActive(body)
    }
}
