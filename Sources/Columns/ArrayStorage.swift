import CArrow

/// Owns one array of the Arrow C Data Interface and releases it exactly once, when the last column that reads it goes.
///
/// Unchecked: what it points to is never written after `init`.
final class ArrayStorage: @unchecked Sendable {
    let root: UnsafeMutablePointer<ArrowArray>

    /// Takes over `array`, whose `release` is the caller's no more.
    init(taking array: ArrowArray) {
        root = .allocate(capacity: 1)
        root.initialize(to: array)
    }

    deinit {
        root.pointee.release?(root)
        root.deallocate()
    }
}

/// Runs a call of the shim and turns its failure into an error.
func shim(
    _ invalid: ColumnsError.Code = .invalidArrowData,
    _ call: (UnsafeMutablePointer<CArrowFailure>) -> Bool
) throws(ColumnsError) {
    var failure = CArrowFailure()
    if call(&failure) { return }
    let message = withUnsafeBytes(of: &failure.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let code: ColumnsError.Code =
        switch failure.code {
        case CArrowFailureUnsupported: .unsupportedType
        case CArrowFailureMemory: .memoryLimit
        case CArrowFailureInputOutput: .inputOutput
        case CArrowFailureOutOfRange: .outOfRange
        case CArrowFailureInternal: .internalError
        default: invalid
        }
    throw ColumnsError(code, message)
}
