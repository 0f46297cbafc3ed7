//! Who may talk to the preview: its own page, on this computer. Every answer leaves with the headers that keep
//! it so. Sees only the head of a request, never what was typed.
//!
//! A web page elsewhere can make a browser call 127.0.0.1: under its own name (the `Origin` header tells),
//! or under a name that it lets point here (the `Host` header tells).

use std::sync::LazyLock;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{PAGE, Refusal};

/// Nothing but our own style, script and API: by hash, so that no other inline code could ever run.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = hash(between(&PAGE, "<style>", "</style>"));
    let script = hash(between(&PAGE, "<script>", "</script>"));
    HeaderValue::try_from(format!(
        "default-src 'none'; style-src {style}; script-src {script}; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ))
    .unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The part of the page between two tags; nothing if they are not there.
fn between<'a>(page: &'a str, open: &str, close: &str) -> &'a str {
    page.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map_or("", |(inner, _)| inner)
}

fn hash(inline: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(inline.as_bytes())))
}

/// Lets a request pass or refuses it, and dresses the answer.
pub(super) async fn admit(request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.headers()) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    dress(response.headers_mut());
    response
}

fn dress(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Why a request with this head is not served.
fn refusal(method: &Method, headers: &HeaderMap) -> Option<Refusal> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let forbidden = |why: &str| Some(Refusal(StatusCode::FORBIDDEN, why.to_owned()));
    let host = text(header::HOST).unwrap_or_default();
    if headers.get_all(header::HOST).iter().count() != 1 || !is_here(host) {
        return forbidden("the preview answers only as localhost; open it at http://127.0.0.1 and its port");
    }
    if let Some(origin) = text(header::ORIGIN)
        && !origin.strip_prefix("http://").is_some_and(|from| from.eq_ignore_ascii_case(host))
    {
        return forbidden("the preview answers only to its own page");
    }
    if text(HeaderName::from_static("sec-fetch-site")).is_some_and(|site| site == "cross-site")
        && *method != Method::GET
    {
        return forbidden("the preview answers only to its own page");
    }
    // A form or a plain-text request needs no permission from the browser to be sent; JSON does.
    let json = text(header::CONTENT_TYPE)
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if *method == Method::POST && !json {
        let why = "send application/json".to_owned();
        return Some(Refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    None
}

/// Whether a `Host` header names this computer, with or without a port.
fn is_here(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "[::1]"].contains(&name) || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_computer_are_here() {
        for here in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8080"] {
            assert!(is_here(here), "{here}");
        }
        for away in [
            "",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.nip.io:80",
            "localhost:",
            "localhost:8x",
            "::1",
        ] {
            assert!(!is_here(away), "{away}");
        }
    }

    #[test]
    fn the_policy_names_the_style_and_the_script_of_the_page_and_nothing_else_inline() {
        let policy = POLICY.to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(policy.matches("'sha256-").count(), 2);
        assert!(!policy.contains(&hash("")), "style or script was not found in the page");
        for (open, close) in [("<style", "</style"), ("<script", "</script")] {
            assert_eq!((PAGE.matches(open).count(), PAGE.matches(close).count()), (1, 1), "{open}");
        }
    }

    #[test]
    fn the_page_asks_nobody_else_for_anything_and_runs_no_attribute() {
        for outside in
            ["src=\"http", "href=\"http", "//cdn", "@import", "innerHTML", " onclick=", " style=\""]
        {
            assert!(!PAGE.contains(outside), "{outside}");
        }
    }
}
