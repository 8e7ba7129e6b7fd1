import Foundation

/// How far apart two colors are for people who see less well.
package enum Contrast {
  /// Text that is no color.
  package struct Mistake: Error {}

  /// The contrast ratio of two colors of six hexadecimal digits: 1 is the same, 21 black on white.
  ///
  /// Source: WCAG 2.2, "contrast ratio" and "relative luminance".
  package static func ratio(_ one: String, _ other: String) throws -> Double {
    let (first, second) = (try luminance(one), try luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  private static func luminance(_ color: String) throws -> Double {
    guard color.count == 6, let value = Int(color, radix: 16) else { throw Mistake() }
    let parts = [16, 8, 0].map { shift in
      let part = Double(value >> shift & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
