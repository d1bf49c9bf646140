//! A short hash that is the same on every machine and in every version.

/// Returns the 64-bit FNV-1a hash of `bytes`.
///
/// It names files and detects changes of content. It does not protect against somebody who looks
/// for two texts with the same hash. Source: <https://www.rfc-editor.org/rfc/rfc9923>.
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::fnv;

    /// Test vectors of the specification.
    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
