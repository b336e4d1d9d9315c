import Foundation
import LakeModel
import Testing

@testable import EngineHost

/// The log, the announcement of the port, the environment, and what the system tells about processes.
struct EngineFilesTests {
    @Test func theLogKeepsTheNewestInTwoBoundedFiles() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/engine.log"
        let log = EngineLog(path: path, limit: .kibibytes(4))
        for line in 0..<1_000 { log.write(line: "line \(line) \(String(repeating: "x", count: 50))") }
        let current = try String(contentsOfFile: path, encoding: .utf8)
        let previous = try String(contentsOfFile: path + ".1", encoding: .utf8)
        #expect(current.utf8.count <= 4_096 && previous.utf8.count <= 4_096)
        #expect(current.contains("line 999 "))
        let numbers = (previous + current).split(separator: "\n").compactMap { Int($0.split(separator: " ")[1]) }
        #expect(numbers == Array((1_000 - numbers.count)..<1_000))
        #expect(log.lostBytes == ByteCount(0))

        log.write([UInt8](repeating: 65, count: 10_000))
        #expect(try Data(contentsOf: URL(filePath: path)).count == 4_096)
        #expect(log.lostBytes == ByteCount(10_000 - 4_096))
    }

    @Test func theLogGoesOnWhereAnEarlierRunEnded() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/engine.log"
        for run in 0..<2 { EngineLog(path: path, limit: .kibibytes(4)).write(line: "run \(run)") }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "run 0\nrun 1\n")
    }

    @Test func whatCannotBeWrittenIsCounted() {
        let log = EngineLog(path: "/nonexistent/engine.log", limit: .kibibytes(4))
        log.write(line: "lost")
        #expect(log.lostBytes == ByteCount(5))
    }

    @Test(arguments: 1...40) func thePortIsFoundHoweverTheOutputIsCut(size: Int) {
        let text = Array("[INFO] Starting the Spark Connect server on 127.0.0.1:37945...\n127.0.0.1:1 \n".utf8)
        var announcement = LoopbackPort.Announcement()
        var ports: [Int] = []
        for start in stride(from: 0, to: text.count, by: size) {
            if let port = announcement.port(in: text[start..<min(start + size, text.count)]) { ports.append(port) }
        }
        #expect(ports == [37_945])
    }

    @Test func outputWithoutAPortIsNotKept() {
        var announcement = LoopbackPort.Announcement()
        for _ in 0..<100 { #expect(announcement.port(in: [UInt8](repeating: 49, count: 4_096)) == nil) }
        #expect(announcement.port(in: Array("127.0.0.1:80 ".utf8)) == nil)
        var huge = LoopbackPort.Announcement()
        #expect(huge.port(in: Array("127.0.0.1:99999999999999999999999 ".utf8)) == nil)
    }

    @Test func onlyNeededVariablesReachTheEngine() {
        var configuration = EngineHostConfiguration(
            executable: "/e",
            stateFolder: "/s",
            machine: MachineResources(cores: 4, memory: .gibibytes(10))
        )
        configuration.extraEnvironment = ["AWS_ENDPOINT": "x", "TOKIO_WORKER_THREADS": "3"]
        let inherited = [
            "PATH": "/bin", "HOME": "/h", "AWS_ACCESS_KEY_ID": "k", "TIDELINE_TOKEN": "secret", "TZ": "Asia/Tokyo",
            "PYTHONPATH": "/p", "LD_PRELOAD": "/l", "SAIL_RUNTIME__STACK_SIZE": "1",
        ]
        let variables = configuration.environment(from: inherited, temporaryFolder: "/s/a \"b\"\\")
        #expect(variables["PATH"] == "/bin" && variables["AWS_ACCESS_KEY_ID"] == "k")
        for name in ["TIDELINE_TOKEN", "PYTHONPATH", "LD_PRELOAD"] { #expect(variables[name] == nil) }
        #expect(variables["TZ"] == "UTC" && variables["AWS_ENDPOINT"] == "x")
        #expect(variables["TOKIO_WORKER_THREADS"] == "3")
        #expect(variables["SAIL_EXECUTION__DEFAULT_PARALLELISM"] == "4")
        #expect(variables["SAIL_RUNTIME__STACK_SIZE"] == "536870912")
        #expect(variables["SAIL_RUNTIME__MEMORY_POOL__TYPE"] == "fair")
        #expect(variables["SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE"] == "3221225460")
        #expect(variables["SAIL_RUNTIME__TEMPORARY_FILES__PATHS"] == #"["/s/a \"b\"\\"]"#)
        #expect(variables["SAIL_SPARK__SESSION_TIMEOUT_SECS"] == "300")
    }

    @Test func relativePathsAreOfOurFolderNotTheEngines() {
        let configuration = EngineHostConfiguration(executable: "bin/sail", stateFolder: "./.tideline")
        let folder = FileManager.default.currentDirectoryPath
        #expect(configuration.executable == folder + "/bin/sail")
        #expect(configuration.logPath == folder + "/./.tideline/engine/engine.log")
    }

    @Test func theSystemTellsAboutProcesses() throws {
        let own = ProcessInfo.processInfo.processIdentifier
        #expect(try #require(ProcessFacts.residentMemory(of: own)) > .mebibytes(1))
        #expect(ProcessFacts.identity(of: own) == ProcessFacts.identity(of: own))
        #expect(ProcessFacts.identity(of: own) != ProcessFacts.identity(of: 1))
        #expect(ProcessFacts.residentMemory(of: .max) == nil && ProcessFacts.identity(of: .max) == nil)
        #expect(!LoopbackPort.accepts(-1) && !LoopbackPort.accepts(70_000) && !LoopbackPort.accepts(1))
        let machine = MachineResources.current
        #expect(machine.cores >= 1 && machine.memory > .mebibytes(100))
    }

    @Test func processorUseTellsWorkFromHanging() throws {
        var use = ProcessorUse()
        #expect(use.cores(used: .seconds(100), now: .seconds(10)) == 0)
        #expect(use.cores(used: .seconds(101), now: .seconds(14)) == 0.25)
        #expect(use.cores(used: .seconds(107), now: .seconds(18)) == 1.5)
        #expect(use.cores(used: nil, now: .seconds(20)) == 0)
        #expect(use.cores(used: .seconds(110), now: .seconds(18)) == 0)

        let own = ProcessInfo.processInfo.processIdentifier
        let before = try #require(ProcessFacts.processorTime(of: own))
        var after: Duration? = before
        while let now = after, now == before { after = ProcessFacts.processorTime(of: own) }
        #expect(try #require(after) > before)
        #expect(ProcessFacts.processorTime(of: .max) == nil)
    }

    @Test func errorsAndExitsAreSentences() {
        let exit = EngineExit(generation: 7, cause: .signalled(11), uptime: .seconds(12))
        #expect(
            "\(exit)" == "engine 7 died from signal 11 (it crashed, often on a deeply nested statement) (after 12 s)"
        )
        let error = EngineHostError.notReady(within: .seconds(15), lastExit: exit, logPath: "/s/engine.log")
        #expect(error.description.hasPrefix("engine_unavailable: The query engine was not ready within 15 s. Last: "))
        #expect(error.message.contains("/s/engine.log"))
    }
}
