import LakeModel
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The right to serve with a state folder; ends with the process, however that ends. A second server would delete the
/// results of the first.
final class StateLock: Sendable {
    private let file: FileDescriptor

    init(_ folder: String) throws {
        let path = FilePath("\(folder)/lock")
        do {
            file = try FileDescriptor.open(
                path,
                .readWrite,
                options: [.create, .closeOnExec],
                permissions: .ownerReadWrite
            )
        } catch {
            throw WiringError(code: .storageFailed, message: "The state folder \(folder) can't be written: \(error).")
        }
        // A lock of the process, not of the open file: that one a child would hold that was forked for the engine and
        // has not become it yet, when we are killed in that moment.
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        guard fcntl(file.rawValue, F_SETLK, &lock) == 0 else {
            try? file.close()
            throw WiringError(
                code: .configurationInvalid,
                message:
                    "Another Tideline serves with the state folder \(folder). Stop it, or give this one its own (--state)."
            )
        }
    }

    deinit { try? file.close() }
}
