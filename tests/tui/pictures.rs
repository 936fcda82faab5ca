//! The README's pictures are what the program draws.
