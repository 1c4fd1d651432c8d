/// A property's value in eight bytes: a number as its own bits, which are always those of a finite
/// one; a boolean, or the number of a text in some list, as bits that no finite number has.
///
/// Public as nothing else here, since only what is public is inlined into other modules.
public enum ValueBits {
  @usableFromInline
  enum Mark {
    @inlinable static var boolean: UInt64 { 0xFFF9_0000_0000_0000 }
    @inlinable static var text: UInt64 { 0xFFFA_0000_0000_0000 }
  }

  /// The bits of a finite number.
  @inlinable @inline(__always)
  public static func number(_ number: Double) -> UInt64 { number.bitPattern }

  /// The bits of a boolean.
  @inlinable @inline(__always)
  public static func boolean(_ boolean: Bool) -> UInt64 { Mark.boolean | (boolean ? 1 : 0) }

  /// The bits of a text by its number.
  @inlinable @inline(__always)
  public static func text(_ number: UInt32) -> UInt64 { Mark.text | UInt64(number) }

  /// Whether a value is a text.
  @inlinable @inline(__always)
  public static func isText(_ bits: UInt64) -> Bool { bits >= Mark.text }

  /// Whether a value is a number.
  @inlinable @inline(__always)
  public static func isNumber(_ bits: UInt64) -> Bool { bits < Mark.boolean }

  /// Which of both a boolean is.
  @inlinable @inline(__always)
  public static func isTrue(_ bits: UInt64) -> Bool { bits & 1 != 0 }

  /// Which text of the list it is.
  @inlinable @inline(__always)
  public static func textNumber(_ bits: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: bits) }
}
