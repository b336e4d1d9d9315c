import LakeModel

/// Moves a pipeline's positions to where somebody wants them. Not while the pipeline reads.
struct PositionReset: Sendable {
    let definition: PipelineDefinition
    let parts: Pipeline.Parts

    func perform(_ target: ResetTarget) async throws {
        guard try await parts.table.state() != nil else {
            throw IngestError(
                .tableNotFound,
                "\(definition.table) does not exist yet, so there is nothing to reset; set the pipeline's start instead."
            )
        }
        let starts = try await starts(target)
        // Rejects first: behind the table's position, they are looked up by their offsets.
        if let rejects = try await parts.rejectsTable.state() {
            let moved = starts.filter { rejects.positions[definition.applicationID($0.key)] != nil }
            if !moved.isEmpty {
                try await parts.rejectsTable.setPositions(moved, of: definition, clock: parts.clock)
            }
        }
        try await parts.table.setPositions(starts, of: definition, clock: parts.clock)
    }

    private func starts(_ target: ResetTarget) async throws -> [SourcePartition: Int64] {
        let partitions = try await parts.source.partitions()
        let watermarks = try await parts.source.watermarks(of: partitions)
        switch target {
        case .start(.earliest): return watermarks.mapValues(\.lowerBound)
        case .start(.latest): return watermarks.mapValues(\.upperBound)
        case .start(.time(let time)): return try await parts.source.offsets(at: time, of: partitions)
        case .offsets(let offsets):
            for (partition, offset) in offsets {
                guard let range = watermarks[partition] else {
                    throw IngestError(.invalidRequest, "The source has no partition \(partition).")
                }
                guard offset >= range.lowerBound, offset <= range.upperBound else {
                    throw IngestError(
                        .invalidRequest,
                        "\(partition) can be read from \(range.lowerBound) to \(range.upperBound), not from \(offset)."
                    )
                }
            }
            guard !offsets.isEmpty else { throw IngestError(.invalidRequest, "Name the partitions to be reset.") }
            return offsets
        }
    }
}
