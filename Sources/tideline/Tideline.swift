import ArgumentParser

/// The program: one command for each thing a person does with a lake.
@main
struct Tideline: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "tideline",
        abstract: "A live SQL workbench for Delta Lake.",
        version: version,
        subcommands: [
            ServeCommand.self, QueryCommand.self, TablesCommand.self, IngestCommand.self, OptimizeCommand.self,
            VacuumCommand.self, DoctorCommand.self,
        ]
    )
}
