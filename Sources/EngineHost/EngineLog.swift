import LakeModel
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// What the engines print, in two files of bounded size: `engine.log`, and `engine.log.1` with what came before.
///
/// What cannot be written (a full disk) is lost and counted: an engine must not stop for its log.
final class EngineLog: Sendable {
    private struct State {
        var file: Int32 = -1
        var size: Int64 = 0
        var lostBytes: Int64 = 0
    }

    private let path: String
    private let limit: Int64
    private let state = Mutex(State())

    init(path: String, limit: ByteCount) {
        self.path = path
        self.limit = max(limit.bytes, 4_096)
    }

    deinit { state.withLock { if $0.file >= 0 { close($0.file) } } }

    var lostBytes: ByteCount { ByteCount(state.withLock { $0.lostBytes }) }

    func write(line: String) { write(Array("\(line)\n".utf8)) }

    /// Chunks are kept whole; a chunk beyond the limit of a file is cut to its end.
    func write(_ bytes: [UInt8]) {
        let chunk = bytes.suffix(Int(limit))
        state.withLock { state in
            if state.file < 0 { openFile(&state) }
            if state.size + Int64(chunk.count) > limit { rotate(&state) }
            let written = chunk.withUnsafeBytes { buffer in
                state.file < 0 ? 0 : max(0, writeFile(state.file, buffer))
            }
            state.size += Int64(written)
            state.lostBytes += Int64(bytes.count - written)
        }
    }

    private func writeFile(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(file, buffer.baseAddress, buffer.count)
        #else
            Glibc.write(file, buffer.baseAddress, buffer.count)
        #endif
    }

    private func openFile(_ state: inout State) {
        state.file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        state.size = state.file < 0 ? 0 : max(0, Int64(lseek(state.file, 0, SEEK_END)))
    }

    private func rotate(_ state: inout State) {
        if state.file >= 0 { close(state.file) }
        rename(path, path + ".1")
        openFile(&state)
    }
}
