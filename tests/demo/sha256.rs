//! SHA-256 (FIPS 180-4), for the hash values in digest files. The crate has no other use for it.

const BLOCK: usize = 64;

/// The hash of `data` in lower-case hexadecimal.
pub(crate) fn sha256(data: &[u8]) -> String {
    let constants = roots(64, 3);
    let mut state: Vec<u32> = roots(8, 2);
    let mut padded = data.to_vec();
    padded.push(0x80);
    while padded.len() % BLOCK != BLOCK - 8 {
        padded.push(0);
    }
    padded.extend_from_slice(&(data.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(BLOCK) {
        compress(&mut state, &schedule(block), &constants);
    }
    let words: Vec<_> = state.iter().map(|word| format!("{word:08x}")).collect();
    words.concat()
}

fn schedule(block: &[u8]) -> Vec<u32> {
    let word = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap());
    let mut words: Vec<u32> = block.chunks_exact(4).map(word).collect();
    for index in 16..64 {
        let (near, far) = (words[index - 2], words[index - 15]);
        let near = near.rotate_right(17) ^ near.rotate_right(19) ^ (near >> 10);
        let far = far.rotate_right(7) ^ far.rotate_right(18) ^ (far >> 3);
        let sum = words[index - 16].wrapping_add(far).wrapping_add(words[index - 7]);
        words.push(sum.wrapping_add(near));
    }
    words
}

#[allow(clippy::many_single_char_names, reason = "the letters of the standard")]
fn compress(state: &mut [u32], words: &[u32], constants: &[u32]) {
    let mut now: [u32; 8] = state.try_into().unwrap();
    for (word, constant) in words.iter().zip(constants) {
        let [a, b, c, _, e, f, g, h] = now;
        let mix_e = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let first = [mix_e, choice, *constant, *word].iter().fold(h, |sum, x| sum.wrapping_add(*x));
        let mix_a = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        now.rotate_right(1);
        now[4] = now[4].wrapping_add(first);
        now[0] = first.wrapping_add(mix_a).wrapping_add(majority);
    }
    for (word, change) in state.iter_mut().zip(now) {
        *word = word.wrapping_add(change);
    }
}

/// The first 32 bits of the fractions of the first `count` primes' square or cube roots, found
/// exactly: the largest `root` with `root^degree <= prime * 2^(32 * degree)`.
fn roots(count: usize, degree: u32) -> Vec<u32> {
    let is_prime = |number: &u128| (2..*number).all(|divisor| !number.is_multiple_of(divisor));
    let root = |prime: u128| {
        let power = |bits: u128| bits.pow(degree);
        let goal = prime << (32 * degree);
        let mut root = 0_u128;
        for bit in (0..37).rev() {
            let candidate = root | (1 << bit);
            root = if power(candidate) <= goal { candidate } else { root };
        }
        u32::try_from(root & 0xffff_ffff).unwrap()
    };
    (2..).filter(is_prime).take(count).map(root).collect()
}
