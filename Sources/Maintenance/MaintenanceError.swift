package import LakeModel

/// Why a maintenance job can't be started, or what became of it.
package struct MaintenanceError: DescribedError {
    package let code: ErrorCode
    package let message: String

    package init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
