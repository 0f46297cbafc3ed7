//! What several test binaries share. Each uses a part of it.

#![allow(dead_code, unreachable_pub, reason = "no test binary uses everything")]

pub mod client;
pub mod fake_api;
pub mod logs;
pub mod postgres;
