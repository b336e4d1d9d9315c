import Columns
import DeltaProtocol
import Foundation
import LakeModel

/// Reads a table's log from a local folder, as a store would.
struct LogFolder {
    let table: URL

    private var log: URL { table.appending(path: DeltaPaths.logFolder) }

    func listing() throws -> LogListing {
        let files = try FileManager.default.contentsOfDirectory(atPath: log.path).compactMap { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: log.appending(path: name).path)
            let modified = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return LogFile(
                fileName: name,
                size: (attributes[.size] as? NSNumber)?.int64Value ?? 0,
                modificationTime: Int64(modified * 1000)
            )
        }
        return LogListing(files)
    }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: log.appending(path: name))) }

    func dataFile(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: table.appending(path: path))) }

    func commit(_ file: LogFile) throws -> Commit {
        try Commit.decode(
            bytes(file.name.fileName),
            version: file.name.version ?? -1,
            modificationTime: file.modificationTime
        )
    }

    func snapshot(at version: DeltaVersion? = nil) throws -> Snapshot { try snapshot(listing().segment(at: version)) }

    func snapshot(_ segment: LogSegment) throws -> Snapshot {
        var builder = SnapshotBuilder()
        for part in segment.checkpoint {
            for batch in try ParquetFile(bytes: bytes(part.name.fileName)).read() {
                let actions = try CheckpointDecoder.actions(batch, fileName: part.name.fileName)
                builder.apply(checkpoint: actions, version: part.name.version ?? -1)
            }
        }
        for delta in segment.deltas { try builder.apply(commit(delta)) }
        if segment.deltas.isEmpty, let last = segment.commit { builder.describe(try commit(last)) }
        return try builder.finish()
    }
}
