internal import FoundationEssentials
package import LakeModel

/// Log entries as text: one JSON object a line, one action an object (Delta protocol, Delta Log Entries). Commits, log
/// compactions and V2 checkpoints in JSON share the form.
package enum ActionCodec {
    /// Lines with actions that we don't know are skipped, as the protocol asks (Protocol Evolution).
    /// - Throws: `corrupt_log` naming the file, the line and what is wrong.
    package static func decode(_ bytes: [UInt8], fileName: String) throws -> [Action] {
        let decoder = JSONDecoder()
        var actions: [Action] = []
        var start = 0
        var line = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            line &+= 1
            if let action = try decode(bytes[start..<end], decoder, fileName, line) { actions.append(action) }
            start = end &+ 1
        }
        return actions
    }

    /// The bytes of a log file, the last line ended too.
    package static func encode(_ actions: [Action]) -> [UInt8] {
        var json = JSONWriter(reserving: actions.count &* 256)
        for action in actions {
            json.write(action)
            json.newline()
        }
        return json.bytes
    }

    private static func decode(
        _ line: ArraySlice<UInt8>,
        _ decoder: JSONDecoder,
        _ fileName: String,
        _ number: Int
    ) throws -> Action? {
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { return nil }
        do {
            return try decoder.decode(ActionLine.self, from: Data(line)).action
        } catch {
            throw DeltaError.corruptLog(file: fileName, line: number, JSONFault.describe(error))
        }
    }
}

/// What is wrong with a piece of JSON, said without any of its values.
enum JSONFault {
    static func describe(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "\"\(path(context.codingPath + [key]))\" is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\"\(path(context.codingPath))\" has a value of the wrong type"
        case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
            // The decoder tells the two apart no more than this.
            context.debugDescription == JSONLimits.tooDeep
                ? "it is nested too deep" : "it is not valid JSON, or a number does not fit its field"
        case DecodingError.dataCorrupted(let context):
            "\"\(path(context.codingPath))\" has a value that is out of range or malformed"
        case let error as DeltaError: error.message
        default: "it is not valid JSON"
        }
    }

    /// Only the first few names, and short: a path through a map holds keys that the outside chose.
    private static func path(_ keys: [any CodingKey]) -> String {
        keys.prefix(4).map { String($0.stringValue.prefix(60)) }.joined(separator: ".")
    }
}

/// One commit: the file `<version>.json`.
package struct Commit: Hashable, Sendable {
    package var version: DeltaVersion
    /// The file's, in milliseconds since 1970.
    package var modificationTime: Int64
    package var actions: [Action]

    package init(version: DeltaVersion, modificationTime: Int64, actions: [Action]) {
        self.version = version
        self.modificationTime = modificationTime
        self.actions = actions
    }

    /// - Throws: `corrupt_log` naming the line.
    package static func decode(
        _ bytes: [UInt8],
        version: DeltaVersion,
        modificationTime: Int64
    ) throws -> Commit {
        let name = LogFileName.commit(version).fileName
        return Commit(
            version: version,
            modificationTime: modificationTime,
            actions: try ActionCodec.decode(bytes, fileName: name)
        )
    }

    package func encoded() -> [UInt8] { ActionCodec.encode(actions) }

    package var commitInfo: CommitInfo? {
        for case .commitInfo(let info) in actions { return info }
        return nil
    }

    /// The in-commit timestamp where the writer gave one, else the file's modification time.
    package var timestamp: Int64 { commitInfo?.inCommitTimestamp ?? modificationTime }
}
