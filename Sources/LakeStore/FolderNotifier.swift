#if os(Linux)
    import Dispatch
    import Glibc

    /// inotify(7): the system's word of what happens in folders. It tells nothing of what other machines do in a folder
    /// that is shared with them.
    final class FolderNotifier: Sendable {
        private let descriptor: Int32

        /// nil when the system has no more of these for us.
        init?() {
            descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
            guard descriptor >= 0 else { return nil }
        }

        deinit { close(descriptor) }

        /// Watches a folder; the same number again for one that is watched already.
        func add(_ path: String) -> FolderEvent.Watching {
            let number = inotify_add_watch(descriptor, path, Self.wanted)
            if number >= 0 { return .watched(number) }
            return errno == ENOSPC ? .noRoom : .impossible
        }

        func remove(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

        /// Hands over the events, as they come, until the task is cancelled.
        func run(_ receive: @escaping @Sendable (FolderEvent) -> Void) async {
            let (ended, end) = AsyncStream.makeStream(of: Void.self)
            let queue = DispatchQueue(label: "tideline.lakestore.notifier")
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { for event in self.read() { receive(event) } }
            // The descriptor must outlive the source.
            source.setCancelHandler { withExtendedLifetime(self) { end.finish() } }
            source.activate()
            // Nothing comes; it ends with the task.
            for await _ in ended {}
            source.cancel()
        }

        /// Names that appear under their final name all at once, files that are closed after they were written, and
        /// temporary files that go since their content has got its name. Not the mere making of a file: it is empty then.
        private static let wanted = UInt32(
            IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE | IN_DELETE_SELF | IN_CREATE
        )

        private func read() -> [FolderEvent] {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            return count > 0 ? Self.events(in: buffer[..<count]) : []
        }

        /// Each a head of four numbers, the last of them the length of the name behind it.
        private static func events(in bytes: ArraySlice<UInt8>) -> [FolderEvent] {
            var (rest, events) = (bytes, [FolderEvent]())
            while rest.count >= headSize {
                let head = Array(rest.prefix(headSize))
                let numbers = head.withUnsafeBytes { raw in
                    stride(from: 0, to: headSize, by: 4).map { raw.loadUnaligned(fromByteOffset: $0, as: UInt32.self) }
                }
                rest = rest.dropFirst(headSize)
                let name = rest.prefix(Int(numbers[3])).prefix { $0 != 0 }
                rest = rest.dropFirst(Int(numbers[3]))
                events.append(
                    FolderEvent(
                        watch: Int32(bitPattern: numbers[0]),
                        kind: kind(numbers[1]),
                        name: String(decoding: name, as: UTF8.self)
                    )
                )
            }
            return events
        }

        private static let headSize = 16

        private static func kind(_ mask: UInt32) -> FolderEvent.Kind {
            func has(_ flags: Int32) -> Bool { mask & UInt32(flags) != 0 }
            if has(IN_Q_OVERFLOW) { return .lost }
            if has(IN_IGNORED) { return .ended }
            if has(IN_CREATE) { return has(Int32(IN_ISDIR)) ? .appeared : .begun }
            return has(IN_DELETE | IN_MOVED_FROM) ? .gone : .appeared
        }
    }
#else
    /// Systems for which there is none: everything is found by looking.
    final class FolderNotifier: Sendable {
        init?() { return nil }
        func add(_ path: String) -> FolderEvent.Watching { .impossible }
        func remove(_ watch: Int32) {}
        func run(_ receive: @escaping @Sendable (FolderEvent) -> Void) async {}
    }
#endif

/// Something that has happened in a watched folder.
struct FolderEvent: Sendable {
    enum Kind: Sendable {
        /// An entry is there with all that is in it.
        case appeared
        /// A file was made; what it will hold is still to come.
        case begun
        case gone
        /// The folder itself is there no more, or was let go.
        case ended
        /// Some events were lost; nobody knows which.
        case lost
    }

    enum Watching: Equatable {
        case watched(Int32)
        /// The system watches no more folders for us.
        case noRoom
        /// There is no such folder, or it can't be watched.
        case impossible
    }

    let watch: Int32
    let kind: Kind
    /// Of the entry; empty for what happens to the folder itself.
    let name: String
}
