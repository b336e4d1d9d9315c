internal import FoundationEssentials
package import LakeModel

/// `_last_checkpoint`: a hint where to begin (Delta protocol, Last Checkpoint File Schema).
package struct LastCheckpoint: Hashable, Sendable, Decodable {
    package var version: DeltaVersion
    /// Actions in the checkpoint.
    package var size: Int64
    /// Of a multi-part checkpoint.
    package var parts: Int64?
    package var sizeInBytes: Int64?
    package var numOfAddFiles: Int64?

    package init(
        version: DeltaVersion,
        size: Int64,
        parts: Int64? = nil,
        sizeInBytes: Int64? = nil,
        numOfAddFiles: Int64? = nil
    ) {
        self.version = version
        self.size = size
        self.parts = parts
        self.sizeInBytes = sizeInBytes
        self.numOfAddFiles = numOfAddFiles
    }

    /// - Throws: `corrupt_log`. Readers then list the log from its start: the hint is only one.
    package static func decode(_ bytes: [UInt8]) throws -> LastCheckpoint {
        do {
            return try JSONDecoder().decode(LastCheckpoint.self, from: Data(bytes))
        } catch {
            throw DeltaError.corruptLog(file: DeltaPaths.lastCheckpoint, JSONFault.describe(error))
        }
    }

    package func encoded() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("version", version)
            json.field("size", size)
            json.field("parts", ifPresent: parts)
            json.field("sizeInBytes", ifPresent: sizeInBytes)
            json.field("numOfAddFiles", ifPresent: numOfAddFiles)
        }
        return json.bytes
    }
}
