//! Telegram's side of a webhook: connections that each bring one update after the other.

use std::{net::SocketAddr, sync::Arc};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

use super::http::{Api, length};

/// Connections to all processes together, the most that Telegram makes.
const CONNECTIONS: usize = 100;

/// Brings the updates of this world to these addresses in turn, until the set is dropped.
pub(crate) fn call(api: &Api, addresses: &[SocketAddr]) -> JoinSet<()> {
    let mut calls = JoinSet::new();
    for address in addresses.iter().copied().cycle().take(CONNECTIONS) {
        let api = api.clone();
        calls.spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("the webhook is open");
            let _ = stream.set_nodelay(true);
            let pushed = Arc::clone(&api.world().pushed);
            let secret = api.world().secret.clone().unwrap_or_default();
            loop {
                let next = api.world().take();
                let Some(update) = next else {
                    pushed.notified().await;
                    continue;
                };
                assert!(is_taken(&mut stream, &secret, &update).await, "an update was not taken");
            }
        });
    }
    calls
}

/// Brings one update; gives whether it was answered with 200.
async fn is_taken(stream: &mut TcpStream, secret: &str, update: &str) -> bool {
    let bytes = update.len();
    let call = format!(
        "POST /telegram HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n\
         x-telegram-bot-api-secret-token: {secret}\r\ncontent-length: {bytes}\r\n\r\n{update}"
    );
    if stream.write_all(call.as_bytes()).await.is_err() {
        return false;
    }
    let mut answer = Vec::new();
    loop {
        if let Some(length) = length(&answer) {
            return length == answer.len() && answer.starts_with(b"HTTP/1.1 200");
        }
        if !stream.read_buf(&mut answer).await.is_ok_and(|read| read > 0) {
            return false;
        }
    }
}
