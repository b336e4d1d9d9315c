package import LakeModel

/// An object in a table's folder.
package struct StoredFile: Hashable, Sendable {
    /// Relative to the table's folder, as the store spells it.
    package let path: String
    /// Bytes.
    package let size: Int64
    /// Milliseconds since 1970.
    package let modified: Int64

    package init(path: String, size: Int64, modified: Int64) {
        self.path = path
        self.size = size
        self.modified = modified
    }
}

package struct VacuumOptions: Hashable, Sendable {
    /// Milliseconds; nil is what the table says (`delta.deletedFileRetentionDuration`), a week unless it says else.
    package var retention: Int64?
    /// Allows a retention shorter than the table's. Files of commits that other programs are about to make may go too.
    package var isForced: Bool
    /// Counts and names, and deletes nothing.
    package var isDryRun: Bool
    /// Paths in the report at most.
    package var listedPaths: Int

    package init(retention: Int64? = nil, isForced: Bool = false, isDryRun: Bool = false, listedPaths: Int = 1_000) {
        self.retention = retention
        self.isForced = isForced
        self.isDryRun = isDryRun
        self.listedPaths = listedPaths
    }
}

package struct VacuumReport: Hashable, Sendable {
    package var isDryRun: Bool
    /// The state that decided; files that it and the versions within the retention need are kept.
    package var version: DeltaVersion
    /// Milliseconds.
    package var retention: Int64
    /// Files in the folder that were looked at.
    package var lookedAt = 0
    /// Files that were, or would be, deleted.
    package var files = 0
    package var bytes: Int64 = 0
    package var deletionVectors = 0
    package var changeFiles = 0
    /// The first of them, in the order of their paths, relative to the table's folder.
    package var paths: [String] = []

    package init(isDryRun: Bool, version: DeltaVersion, retention: Int64) {
        self.isDryRun = isDryRun
        self.version = version
        self.retention = retention
    }

    package mutating func count(_ file: StoredFile, listing limit: Int) {
        files += 1
        bytes = bytes &+ file.size
        if file.path.hasPrefix(VacuumRules.changeDataFolder + "/") { changeFiles += 1 }
        if file.path.hasSuffix(".bin") { deletionVectors += 1 }
        if paths.count < limit { paths.append(file.path) }
    }
}

/// Which files of a table's folder no version within the retention needs: those that are old enough, not hidden, and
/// neither in the table nor in a tombstone that has not expired. Files of change data have no other reference than
/// their commit, so that their age alone decides.
///
/// Hidden are folders and files that begin with `_` or `.`, but for the change data, Spark's `_delta_index` and folders
/// of partition columns that are called so: the rule of Spark's VACUUM, which other programs rely on.
package struct VacuumRules: Sendable {
    package static let changeDataFolder = "_change_data"
    private static let indexFolder = "_delta_index"

    private let cutoff: Int64
    private let partitionPrefixes: [String]
    private var referenced: Set<String> = []

    /// - Parameters:
    ///   - cutoff: milliseconds since 1970; what is not older stays.
    ///   - location: the table's folder as an absolute path, for logs that name files so.
    package init(_ snapshot: Snapshot, cutoff: Int64, location: String) {
        self.cutoff = cutoff
        partitionPrefixes = snapshot.partitionColumns.flatMap { name in
            [name, snapshot.schema[name]?.mappedName].compactMap { $0.map { $0 + "=" } }
        }
        referenced.reserveCapacity(snapshot.fileCount)
        for file in snapshot.files { refer(file.path, file.deletionVector, location) }
        // A removal without a time has expired, as in checkpoints.
        for file in snapshot.tombstones where (file.deletionTimestamp ?? 0) >= cutoff {
            refer(file.path, file.deletionVector, location)
        }
    }

    private mutating func refer(_ path: String, _ vector: DeletionVectorDescriptor?, _ location: String) {
        referenced.insert(Self.relative(URIPath.decode(path) ?? path, to: location))
        // Some writers name a file by the very text of its URI.
        if path.utf8.contains(UInt8(ascii: "%")) { referenced.insert(path) }
        guard let vector, let file = vector.filePath else { return }
        let plain = vector.storageType == .absolute ? URIPath.decode(file) ?? file : file
        referenced.insert(Self.relative(plain, to: location))
    }

    /// A path below the table's folder; any other stays as it is, and matches nothing in there.
    private static func relative(_ path: String, to location: String) -> String {
        var absolute = Substring(path)
        if absolute.hasPrefix("file:") {
            absolute = absolute.dropFirst("file:".count)
            if absolute.hasPrefix("//") { absolute = absolute.dropFirst(2) }
        }
        let folder = location.hasSuffix("/") ? location : location + "/"
        return absolute.hasPrefix(folder) ? String(absolute.dropFirst(folder.count)) : path
    }

    /// Whether nothing but a reference keeps the file.
    package func isOldEnough(_ file: StoredFile) -> Bool { file.modified < cutoff && !isHidden(file.path) }

    package func isReferenced(_ path: String) -> Bool { referenced.contains(path) }

    private func isHidden(_ path: String) -> Bool {
        path.split(separator: "/").contains { part in
            guard part.hasPrefix("_") || part.hasPrefix(".") else { return false }
            if part == Self.changeDataFolder || part == Self.indexFolder { return false }
            return !partitionPrefixes.contains { part.hasPrefix($0) }
        }
    }

    /// The retention that counts.
    /// - Throws: `invalid_value` for one that is shorter than the table's and not forced.
    package static func retention(_ options: VacuumOptions, _ metadata: TableMetadata) throws -> Int64 {
        let least = Retention.tombstones(metadata)
        guard let wanted = options.retention else { return least }
        guard wanted >= 0, wanted <= 100 * 366 * 86_400_000 else {
            throw DeltaError(.invalidValue, "A retention is between no time and a hundred years.")
        }
        guard wanted >= least || options.isForced else {
            throw DeltaError(
                .invalidValue,
                """
                The table keeps removed files for \(hours(least)) hours (\(TableProperty.deletedFileRetention)), and \
                \(hours(wanted)) is less: readers of older versions and writers that are at work would lose files. Ask \
                for a longer retention, change the table's property, or force it when nobody uses the table.
                """
            )
        }
        return wanted
    }

    private static func hours(_ milliseconds: Int64) -> Int64 { milliseconds / 3_600_000 }
}
