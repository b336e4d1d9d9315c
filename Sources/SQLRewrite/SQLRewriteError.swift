package import LakeModel
import SparkSQL

/// Why a statement does not go to an engine.
package struct SQLRewriteError: DescribedError, Hashable {
    package let code: ErrorCode
    package let message: String
    package let position: TextPosition?

    package init(_ code: ErrorCode, _ message: String, at position: TextPosition? = nil) {
        self.code = code
        self.message = message
        self.position = position
    }
}

extension LexedText {
    func position(atByte offset: Int) -> TextPosition {
        let place = lineAndColumn(atByte: offset)
        return TextPosition(line: place.line, column: place.column)
    }
}
