//! What a clinic gets: the picture of its link, to print and to scan.

pub mod qr;
