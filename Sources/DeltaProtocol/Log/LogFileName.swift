package import LakeModel

/// The names of a table's folders (Delta protocol, Delta Table Specification).
package enum DeltaPaths {
    package static let logFolder = "_delta_log"
    package static let sidecarFolder = "_delta_log/_sidecars"
    package static let lastCheckpoint = "_last_checkpoint"
}

/// What a file in `_delta_log` is, told from its name alone.
package enum LogFileName: Hashable, Sendable {
    case commit(DeltaVersion)
    case checkpoint(CheckpointName)
    /// Replaces the commits `from...to` (Delta protocol, Log Compaction Files).
    case compaction(from: DeltaVersion, to: DeltaVersion)
    case checksum(DeltaVersion)
    case lastCheckpoint

    /// nil for a name that is not of the protocol: staging files, other writers' additions.
    package init?(_ fileName: String) {
        if fileName == DeltaPaths.lastCheckpoint {
            self = .lastCheckpoint
            return
        }
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let version = parts.first.flatMap({ Self.number($0, digits: 20) }) else { return nil }
        switch (parts.count, parts.last) {
        case (2, "json"): self = .commit(version)
        case (2, "crc"): self = .checksum(version)
        case (4, "json") where parts[2] == "compacted":
            guard let end = Self.number(parts[1], digits: 20), end > version else { return nil }
            self = .compaction(from: version, to: end)
        default:
            guard let name = CheckpointName(version, parts.dropFirst()) else { return nil }
            self = .checkpoint(name)
        }
    }

    package var fileName: String {
        switch self {
        case .commit(let version): "\(Self.padded(version, 20)).json"
        case .checkpoint(let name): name.fileName
        case .compaction(let from, let to): "\(Self.padded(from, 20)).\(Self.padded(to, 20)).compacted.json"
        case .checksum(let version): "\(Self.padded(version, 20)).crc"
        case .lastCheckpoint: DeltaPaths.lastCheckpoint
        }
    }

    /// The version that the file brings a table to.
    package var version: DeltaVersion? {
        switch self {
        case .commit(let version), .checksum(let version), .compaction(_, let version): version
        case .checkpoint(let name): name.version
        case .lastCheckpoint: nil
        }
    }

    fileprivate static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    fileprivate static func number(_ text: String, digits: Int) -> Int64? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int64(text)
    }
}

/// The name of a checkpoint, or of one part of one (Delta protocol, Checkpoint Naming Scheme).
package struct CheckpointName: Hashable, Sendable {
    package enum Format: String, Hashable, Sendable { case parquet, json }

    package enum Form: Hashable, Sendable {
        case classic
        /// Counts from 1.
        case part(Int64, of: Int64)
        /// A V2 checkpoint.
        case uuid(String, Format)
    }

    package let version: DeltaVersion
    package let form: Form

    package init(version: DeltaVersion, form: Form) {
        self.version = version
        self.form = form
    }

    /// From the dotted parts that follow the version.
    fileprivate init?(_ version: DeltaVersion, _ parts: ArraySlice<String>) {
        let parts = Array(parts)
        guard parts.count >= 2, parts[0] == "checkpoint", let format = parts.last.flatMap(Format.init) else {
            return nil
        }
        self.version = version
        switch parts.count {
        case 2 where format == .parquet: form = .classic
        case 3 where parts[1].utf8.count == 36: form = .uuid(parts[1], format)
        case 4 where format == .parquet:
            guard let part = LogFileName.number(parts[1], digits: 10),
                let count = LogFileName.number(parts[2], digits: 10),
                (1...max(1, count)).contains(part), count >= 1
            else { return nil }
            form = .part(part, of: count)
        default: return nil
        }
    }

    package var fileName: String {
        let start = "\(LogFileName.padded(version, 20)).checkpoint"
        return switch form {
        case .classic: "\(start).parquet"
        case .part(let part, let count):
            "\(start).\(LogFileName.padded(part, 10)).\(LogFileName.padded(count, 10)).parquet"
        case .uuid(let uuid, let format): "\(start).\(uuid).\(format.rawValue)"
        }
    }

    /// Of the file's content.
    package var format: Format {
        if case .uuid(_, let format) = form { format } else { .parquet }
    }
}
