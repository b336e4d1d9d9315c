package import LakeModel

/// Why records can't be decoded at all. What is wrong with one record is a `Reject` instead.
package struct DecodeError: DescribedError, Hashable {
    package let code: ErrorCode
    package let message: String

    package init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
