import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check every part that Tideline needs, and say how to mend what is missing."
    )

    @OptionGroup var options: LakeOptions

    func run() async throws {
        try await reportingFailure {
            let settings = try await Settings(options)
            var findings: [Finding] = []
            for check in Checkup(settings).checks {
                let finding = await check()
                StandardStreams.write(Array("\(finding)\n".utf8))
                findings.append(finding)
            }
            guard findings.allSatisfy(\.isGood) else { throw ExitCode.failure }
        }
    }
}

/// What one check found, and what to do where it is bad.
struct Finding: CustomStringConvertible {
    let subject: String
    let isGood: Bool
    let detail: String
    var advice: String?

    static func good(_ subject: String, _ detail: String) -> Self {
        Self(subject: subject, isGood: true, detail: detail)
    }

    static func bad(_ subject: String, _ detail: String, _ advice: String) -> Self {
        Self(subject: subject, isGood: false, detail: detail, advice: advice)
    }

    var description: String {
        "\(isGood ? "ok  " : "BAD ") \(subject): \(detail)" + (advice.map { "\n     → \($0)" } ?? "")
    }
}
