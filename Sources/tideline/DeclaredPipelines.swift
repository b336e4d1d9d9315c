import FoundationEssentials
import Ingest
import LakeModel

/// The pipelines that a configuration file declares under `pipelines`, each as `POST /api/pipelines` takes it.
struct DeclaredPipelines {
    let definitions: [PipelineDefinition]

    private struct Content: Decodable { let pipelines: [PipelineDefinition]? }

    init(file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw SettingsError("The configuration file \(file) does not exist or can't be read.")
        }
        do {
            definitions = try (JSONDecoder().decode(Content.self, from: data).pipelines ?? []).map { try $0.validated() }
        } catch let error as DecodingError {
            throw SettingsError("The configuration file \(file): \(PipelineDefinition.described(error).message)")
        } catch let error as any DescribedError {
            throw SettingsError("The configuration file \(file): \(error.message)")
        }
        let names = definitions.map(\.name)
        guard Set(names).count == names.count else {
            throw SettingsError("The configuration file \(file) declares two pipelines of one name.")
        }
    }
}
