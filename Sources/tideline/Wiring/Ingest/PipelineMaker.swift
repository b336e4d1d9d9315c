import HTTPAPI
import Ingest
import KafkaSource
import LakeModel
import LakeStore
import Logging

/// A pipeline joined to its source and its tables.
struct JoinedPipeline: Sendable {
    let pipeline: Pipeline
    let source: any RecordSource
    let table: any IngestTable
    let redrive: Redrive
    /// Of the source `http`: who takes the records.
    let receiver: HTTPIngest?

    var definition: PipelineDefinition { pipeline.definition }

    /// Until the task is cancelled.
    func run() async {
        if let receiver { await receiver.run() } else { await pipeline.run() }
    }
}

/// Joins pipelines to their sources, and to tables of the lake.
struct PipelineMaker: Sendable {
    let lake: Lake
    /// Of records that were accepted over HTTP, a folder for each pipeline.
    let logs: String
    let logger: Logger

    /// - Throws: `configuration_invalid` for settings that the source does not take.
    func make(_ definition: PipelineDefinition) throws -> JoinedPipeline {
        let definition = try definition.validated()
        if definition.source.type == .http { return try receiving(definition) }
        let source = try source(of: definition)
        return JoinedPipeline(
            pipeline: try pipeline(definition, source),
            source: source,
            table: try tables(of: definition).0,
            redrive: try redrive(definition),
            receiver: nil
        )
    }

    func pipeline(_ definition: PipelineDefinition, _ source: any RecordSource) throws -> Pipeline {
        let (table, rejects) = try tables(of: definition)
        return try Pipeline(
            definition,
            source: source,
            table: table,
            rejectsTable: rejects,
            decoders: RecordDecoders(definition),
            clock: .system,
            logger: logger
        )
    }

    private func receiving(_ definition: PipelineDefinition) throws -> JoinedPipeline {
        let (table, rejects) = try tables(of: definition)
        let receiver = try HTTPIngest(
            definition,
            log: IngestLog(folder: logFolder(of: definition.name), random: IngestClock.system.random),
            table: table,
            rejectsTable: rejects,
            decoders: RecordDecoders(definition),
            clock: .system,
            logger: logger
        )
        return JoinedPipeline(
            pipeline: receiver.pipeline,
            source: receiver.source,
            table: table,
            redrive: try redrive(definition),
            receiver: receiver
        )
    }

    /// For a pipeline that need not run.
    func redrive(_ definition: PipelineDefinition) throws -> Redrive {
        let (table, rejects) = try tables(of: definition)
        return Redrive(
            definition,
            table: table,
            rejectsTable: rejects,
            decoders: RecordDecoders(definition),
            clock: .system
        )
    }

    private func tables(of definition: PipelineDefinition) throws -> (LakeIngestTable, LakeIngestTable) {
        guard let name = definition.tableName, let rejects = definition.rejectsName else {
            throw WiringError(code: .configurationInvalid, message: "A pipeline's table is schema.table.")
        }
        return (
            LakeIngestTable(lake: lake, name: name, timeColumn: definition.timeColumn),
            LakeIngestTable(lake: lake, name: rejects)
        )
    }

    func logFolder(of name: String) -> String { "\(logs)/\(name)" }

    /// Of those that are read; records over HTTP come by themselves.
    func source(of definition: PipelineDefinition) throws -> any RecordSource {
        switch definition.source.type {
        case .kafka: KafkaRecordSource(consumer: try consumer(of: definition))
        case .generator: try GeneratorSource(properties: definition.source.properties, clock: .system)
        case .http:
            throw WiringError(code: .configurationInvalid, message: "Records over HTTP can't be read from elsewhere.")
        }
    }

    func consumer(of definition: PipelineDefinition) throws -> KafkaConsumer {
        try KafkaConsumer(
            KafkaConfiguration(
                brokers: definition.source.brokers ?? "",
                topics: definition.source.topics,
                groupID: "tideline-\(definition.name)",
                properties: definition.source.properties
            ),
            logger: logger
        )
    }
}
