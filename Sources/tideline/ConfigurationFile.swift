import Configuration
import FoundationEssentials
import Ingest
import LakeModel

/// A JSON object: settings by their names, and the pipelines that it declares, each as `POST /api/pipelines` takes it.
struct ConfigurationFile {
    /// Of a setting that is text, a number or a boolean; what else there is has its place elsewhere.
    private enum Member: Decodable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let flag = try? value.decode(Bool.self) {
                self = .text("\(flag)")
            } else if let number = try? value.decode(Int64.self) {
                self = .text("\(number)")
            } else if let number = try? value.decode(Double.self) {
                self = .text("\(number)")
            } else {
                self = .other
            }
        }
    }

    private struct Declarations: Decodable { let pipelines: [PipelineDefinition]? }

    private let file: String
    private let data: Data
    private let members: [String: Member]

    init(_ file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw SettingsError("The configuration file \(file) does not exist or can't be read.")
        }
        do { members = try JSONDecoder().decode([String: Member].self, from: data) } catch {
            throw SettingsError("The configuration file \(file) is not a JSON object.")
        }
        self.file = file
        self.data = data
    }

    var names: [String] { Array(members.keys) }

    /// Those that are text, numbers or booleans, as text.
    var settings: [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for case (let name, .text(let text)) in members {
            values[AbsoluteConfigKey([name])] = ConfigValue(.string(text), isSecret: false)
        }
        return values
    }

    func pipelines() throws -> [PipelineDefinition] {
        let definitions: [PipelineDefinition]
        do {
            definitions = try (JSONDecoder().decode(Declarations.self, from: data).pipelines ?? [])
                .map { try $0.validated() }
        } catch let error as DecodingError {
            throw SettingsError("The configuration file \(file): \(PipelineDefinition.described(error).message)")
        } catch let error as any DescribedError {
            throw SettingsError("The configuration file \(file): \(error.message)")
        }
        guard Set(definitions.map(\.name)).count == definitions.count else {
            throw SettingsError("The configuration file \(file) declares two pipelines of one name.")
        }
        return definitions
    }
}
