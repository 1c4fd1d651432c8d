/// Eight bytes, wherever they lie, the first of them lowest.
@inline(__always)
func word(_ at: UnsafePointer<UInt8>) -> UInt64 {
  UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
}
