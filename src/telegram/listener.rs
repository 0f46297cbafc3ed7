//! Owns the program's own HTTP address: opens it, serves on it until it is told, and says there how the program
//! fares. Plain HTTP: TLS is the work of the proxy before it. What comes in as updates is the webhook's.

use std::{future::Future, io, net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::runtime::{Count, Health};

/// Where the state of the program can be asked for.
pub(super) const HEALTH: &str = "/healthz";

/// An open address, before anybody is served there.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    address: SocketAddr,
}

/// Why we cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Something else listens there.
    #[error("cannot listen on {0}: the address is taken; set AFTERCARE_LISTEN to another port")]
    Taken(SocketAddr),
    /// The machine does not have this address.
    #[error(
        "cannot listen on {0}: this machine has no such address; set AFTERCARE_LISTEN to one it has, e.g. 127.0.0.1:8090"
    )]
    Elsewhere(SocketAddr),
    /// The system does not let us.
    #[error(
        "cannot listen on {0}: the system does not allow it; set AFTERCARE_LISTEN to a port from 1024 on"
    )]
    Forbidden(SocketAddr),
    /// Something else.
    #[error("cannot listen on {0}: {1}; set AFTERCARE_LISTEN to another address")]
    Other(SocketAddr, io::Error),
}

impl Listener {
    /// Opens this address; port 0 takes any free one.
    ///
    /// # Errors
    /// See [`ListenError`].
    pub async fn open(address: SocketAddr) -> Result<Self, ListenError> {
        let refused = |cause: io::Error| match cause.kind() {
            io::ErrorKind::AddrInUse => ListenError::Taken(address),
            io::ErrorKind::AddrNotAvailable => ListenError::Elsewhere(address),
            io::ErrorKind::PermissionDenied => ListenError::Forbidden(address),
            _ => ListenError::Other(address, cause),
        };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self { listener, address })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `end` is ready; then answers what is under way.
    pub(super) async fn serve(self, router: Router, end: impl Future<Output = ()> + Send + 'static) {
        log::info!("listening on http://{}{HEALTH}", self.address);
        if let Err(error) = axum::serve(self.listener, router).with_graceful_shutdown(end).await {
            log::error!("cannot listen on {} any more: {error}", self.address);
        }
    }
}

/// Says how the program fares: 200 if it works, else 503 with the reason. For whoever watches it.
pub(super) fn health(health: Arc<Health>) -> Router {
    Router::new().route(HEALTH, get(state)).with_state(health)
}

async fn state(State(health): State<Arc<Health>>) -> Response {
    let mut body = json!({
        "status": "ok",
        "updates": health.counted(Count::Updates),
        "poison": health.counted(Count::Poison),
        "refused_requests": health.counted(Count::Refused),
        "malformed_requests": health.counted(Count::Malformed),
    });
    let mut status = StatusCode::OK;
    if let Some(reason) = health.trouble() {
        status = StatusCode::SERVICE_UNAVAILABLE;
        body["status"] = "failing".into();
        body["reason"] = reason.into();
    }
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
